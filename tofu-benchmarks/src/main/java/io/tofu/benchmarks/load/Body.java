package io.tofu.benchmarks.load;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The one content that bodies of a kind and a length have, so that both sides know what
 * has to arrive. The first byte tells the kind; a pattern follows.
 */
public final class Body {

	private static final byte ECHO = 0;

	private static final byte ONE_WAY = 1;

	private static final int PATTERN_STEP = 31;

	private final byte[] content;

	private final ByteBuffer view;

	private Body(byte kind, int length) {
		this.content = new byte[length];
		for (int i = 1; i < length; i++) {
			this.content[i] = (byte) (i * PATTERN_STEP);
		}
		this.content[0] = kind;
		this.view = ByteBuffer.wrap(this.content).asReadOnlyBuffer();
	}

	/**
	 * A body that the server sends back.
	 * @param length its length, at least 1
	 * @return the body
	 */
	public static Body echo(int length) {
		return new Body(ECHO, length);
	}

	/**
	 * A body that the server checks and drops.
	 * @param length its length, at least 1
	 * @return the body
	 */
	public static Body oneWay(int length) {
		return new Body(ONE_WAY, length);
	}

	/**
	 * Whether a body is not to be sent back.
	 * @param firstByte its first byte
	 * @return true for a one-way message
	 */
	public static boolean isOneWay(byte firstByte) {
		return firstByte == ONE_WAY;
	}

	/**
	 * The same kind of body in another length.
	 * @param length the length
	 * @return this body if it is that long, else another one
	 */
	public Body ofLength(int length) {
		return (length == this.content.length) ? this : new Body(this.content[0], length);
	}

	/**
	 * The content.
	 * @return an array not to be changed
	 */
	public byte[] content() {
		return this.content;
	}

	/**
	 * How long it is.
	 * @return bytes
	 */
	public int length() {
		return this.content.length;
	}

	/**
	 * Checks what arrived.
	 * @param arrived a whole body
	 * @throws IllegalStateException if it is another
	 */
	public void check(byte[] arrived) {
		if (!Arrays.equals(this.content, arrived)) {
			throw corrupt(arrived.length);
		}
	}

	/**
	 * Checks what arrived.
	 * @param arrived a whole body between position and limit, which stay where they are
	 * @throws IllegalStateException if it is another
	 */
	public void check(ByteBuffer arrived) {
		if (!this.view.equals(arrived)) {
			throw corrupt(arrived.remaining());
		}
	}

	private IllegalStateException corrupt(int arrivedLength) {
		return new IllegalStateException("Not the body that was sent: " + arrivedLength + " bytes, expected "
				+ this.content.length + " bytes of the known content");
	}

}
