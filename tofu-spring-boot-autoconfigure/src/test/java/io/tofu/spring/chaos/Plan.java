package io.tofu.spring.chaos;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What goes wrong, in which order, by a seed: between the two applications and with the
 * one in the other process. Every step ends with a world in order.
 */
final class Plan implements Closeable {

	private static final int LONGEST_DISTURBANCE = 500;

	private static final int LONGEST_QUIET = 200;

	private static final int BYTES = 300_000;

	private final Random random;

	private final Transport transport;

	private final Path directory;

	private final Proxy proxy;

	private final List<FarProcess> far = new ArrayList<>();

	private final List<String> log = new ArrayList<>();

	Plan(long seed, Transport transport, Path directory, Proxy proxy) {
		this.random = new Random(seed);
		this.transport = transport;
		this.directory = directory;
		this.proxy = proxy;
	}

	/** The processes that were at the other end, the present one last. */
	List<FarProcess> far() {
		return this.far;
	}

	/** What went wrong so far. */
	List<String> log() {
		return this.log;
	}

	/** Starts the process at the other end, anew if there was one. */
	void start() throws IOException {
		String name = this.transport.name().toLowerCase(Locale.ROOT) + "-far-" + this.far.size();
		FarProcess started = new FarProcess(name, this.directory, this.transport.free(this.directory, name + ".sock"),
				this.random.nextLong());
		this.far.add(started);
		this.proxy.target(started.address());
	}

	/** Each of the steps once, then any of them, for so long. */
	void run(Party near, long seconds) throws IOException {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
		List<Step> once = new ArrayList<>(List.of(Step.values()));
		Collections.shuffle(once, this.random);
		for (Step step : once) {
			run(near, step);
		}
		while (System.nanoTime() < end) {
			run(near, Step.ANY[this.random.nextInt(Step.ANY.length)]);
		}
		this.proxy.cutNoMore();
	}

	private void run(Party near, Step step) throws IOException {
		this.log.add(step.name());
		FarProcess present = present();
		switch (step) {
			case CUT -> this.proxy.cut();
			case CUT_IN_MID_MESSAGE -> this.proxy.cutAfter(this.random.nextInt(BYTES));
			case AWAY -> {
				this.proxy.refuse(true);
				this.proxy.cut();
				pass(LONGEST_DISTURBANCE);
				this.proxy.refuse(false);
			}
			case STALL -> {
				this.proxy.stall(true);
				pass(LONGEST_DISTURBANCE * 2);
				this.proxy.stall(false);
			}
			case STALL_AND_CUT -> {
				this.proxy.stall(true);
				pass(LONGEST_DISTURBANCE);
				this.proxy.cut();
				this.proxy.stall(false);
			}
			case FREEZE -> {
				present.freeze(true);
				pass(LONGEST_DISTURBANCE * 2);
				present.freeze(false);
			}
			case REFUSE_HELLO -> {
				present.tell("refuse");
				this.proxy.cut();
				pass(LONGEST_DISTURBANCE);
				present.tell("welcome");
			}
			case REJECT -> present.tell("reject");
			case NEAR_REJECT -> near.rejectAll();
			case GOODBYE -> present.tell("goodbye");
			case NEAR_GOODBYE -> near.sayGoodbye();
			case KILL -> {
				present.kill();
				start();
			}
			case END -> {
				present.end();
				start();
			}
		}
		pass(LONGEST_QUIET);
	}

	/** Ends all processes, those too that were in trouble when a test failed. */
	@Override
	public void close() {
		for (FarProcess process : this.far) {
			process.close();
		}
	}

	/** The process that is at the other end now. */
	FarProcess present() {
		return this.far.get(this.far.size() - 1);
	}

	/** Lets time pass, in which the applications go on. */
	private void pass(int longest) {
		long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1 + this.random.nextInt(longest));
		for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
			LockSupport.parkNanos(this, left);
		}
	}

	private enum Step {

		CUT, CUT_IN_MID_MESSAGE, AWAY, STALL, STALL_AND_CUT, FREEZE, REFUSE_HELLO, REJECT, NEAR_REJECT, GOODBYE,
		NEAR_GOODBYE, KILL, END;

		/** New processes take their time: fewer of those. */
		private static final Step[] ANY = { CUT, CUT, CUT, CUT_IN_MID_MESSAGE, CUT_IN_MID_MESSAGE, CUT_IN_MID_MESSAGE,
				AWAY, AWAY, STALL, STALL, STALL_AND_CUT, STALL_AND_CUT, FREEZE, FREEZE, REFUSE_HELLO, REFUSE_HELLO,
				REJECT, REJECT, NEAR_REJECT, GOODBYE, NEAR_GOODBYE, KILL, END };

	}

}
