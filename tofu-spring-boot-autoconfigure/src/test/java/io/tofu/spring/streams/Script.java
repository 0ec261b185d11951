package io.tofu.spring.streams;

import java.util.Locale;
import java.util.Random;

/**
 * What both sides are to do in one exchange. It travels as a text header.
 *
 * @param seed of which the elements are made, and the name of the exchange
 * @param shape what travels
 * @param count how many elements there are
 * @param deviation what does not go as it should
 * @param after after how many elements it does not
 */
record Script(long seed, Shape shape, int count, Deviation deviation, int after) {

	/** The header. */
	static final String HEADER = "script";

	/** The type of error with which a handler fails. */
	static final String BROKEN = "broken";

	private static final int MOST = 40;

	private static final int TINY = 100;

	private static final int SMALL = 4000;

	private static final int LARGE = 150_000;

	/** What travels. */
	enum Shape {

		/** Elements to the handler, and one answer. */
		UP,
		/** One request, and elements from the handler. */
		DOWN,
		/** Elements to the handler, which sends each of them back. */
		BOTH

	}

	/** What does not go as it should. */
	enum Deviation {

		NONE, SOURCE_FAILS, HANDLER_FAILS, HANDLER_STOPS, CALLER_STOPS;

		/** Whether it can happen there. */
		boolean fits(Shape shape) {
			return switch (this) {
				case NONE, HANDLER_FAILS -> true;
				case SOURCE_FAILS -> shape != Shape.DOWN;
				case HANDLER_STOPS -> shape != Shape.DOWN;
				case CALLER_STOPS -> shape != Shape.UP;
			};
		}

	}

	/** Any script. */
	static Script random(Random random) {
		Shape shape = Shape.values()[random.nextInt(Shape.values().length)];
		Deviation deviation = Deviation.values()[random.nextInt(Deviation.values().length)];
		int count = random.nextInt(MOST);
		return new Script(random.nextLong(), shape, count, deviation.fits(shape) ? deviation : Deviation.NONE,
				random.nextInt(count + 1));
	}

	static Script parse(String text) {
		String[] parts = text.split(",", -1);
		return new Script(Long.parseLong(parts[0]), Shape.valueOf(parts[1]), Integer.parseInt(parts[2]),
				Deviation.valueOf(parts[3]), Integer.parseInt(parts[4]));
	}

	String route() {
		return this.shape.name().toLowerCase(Locale.ROOT);
	}

	boolean has(Deviation wanted, int position) {
		return this.deviation == wanted && this.after == position;
	}

	/** The element at a position: mostly short, sometimes of several frames. */
	byte[] element(int position) {
		Random random = new Random(this.seed + 31L * position);
		int bound = switch (random.nextInt(20)) {
			case 0 -> 1;
			case 1 -> LARGE;
			case 2, 3, 4 -> SMALL;
			default -> TINY;
		};
		byte[] element = new byte[random.nextInt(bound)];
		random.nextBytes(element);
		return element;
	}

	@Override
	public String toString() {
		return this.seed + "," + this.shape + "," + this.count + "," + this.deviation + "," + this.after;
	}

}
