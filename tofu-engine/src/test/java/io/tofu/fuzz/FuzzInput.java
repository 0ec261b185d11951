package io.tofu.fuzz;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of a fuzzer, read as a script and a content. The first byte is the length of
 * the script, which follows and says how to go about it; the rest is what is tried. So a
 * file that starts with a zero byte is a content alone, and changing a script leaves its
 * content as it is.
 */
public final class FuzzInput {

	private final byte[] bytes;

	private final int scriptEnd;

	private int next;

	/**
	 * Reads an input.
	 * @param bytes any bytes
	 */
	public FuzzInput(byte[] bytes) {
		this.bytes = bytes;
		this.next = Math.min(1, bytes.length);
		this.scriptEnd = (bytes.length > 0) ? Math.min(bytes.length, 1 + (bytes[0] & 0xFF)) : 0;
	}

	/**
	 * Whether the script goes on.
	 * @return false at its end
	 */
	public boolean hasNext() {
		return this.next < this.scriptEnd;
	}

	/**
	 * The next byte of the script.
	 * @return 0 to 255, always 0 behind its end
	 */
	public int next() {
		return hasNext() ? this.bytes[this.next++] & 0xFF : 0;
	}

	/**
	 * The next choice of the script.
	 * @param count how many choices there are
	 * @return 0 to {@code count - 1}, always 0 behind its end
	 */
	public int choice(int count) {
		return next() % count;
	}

	/**
	 * What is tried.
	 * @return the bytes behind the script
	 */
	public byte[] content() {
		return Arrays.copyOfRange(this.bytes, this.scriptEnd, this.bytes.length);
	}

	/**
	 * What is tried, as a text.
	 * @return the content, read as UTF-8
	 */
	public String text() {
		return new String(content(), StandardCharsets.UTF_8);
	}

	/**
	 * What is tried, as a text that may have halves of characters.
	 * @return the content, two bytes a {@code char}
	 */
	public String chars() {
		return ByteBuffer.wrap(content()).asCharBuffer().toString();
	}

}
