package io.tofu;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * A growing byte buffer, reused with its {@link MessageStorage}. For engines; not
 * thread-safe.
 */
public final class Bytes {

	private static final int SMALLEST = 64;

	private static final int LARGEST = Integer.MAX_VALUE - 8;

	private byte[] array = MessageStorage.NOTHING;

	private int length;

	Bytes() {
	}

	/**
	 * The bytes, from index 0 to {@link #length()}.
	 * @return the array itself, valid until the next change
	 */
	public byte[] array() {
		return this.array;
	}

	/**
	 * How many bytes are in use.
	 * @return the length in bytes
	 */
	public int length() {
		return this.length;
	}

	/** Forgets the bytes, keeps the array. */
	public void clear() {
		this.length = 0;
	}

	/**
	 * Goes on with another array.
	 * @param other the array, this object's from here on
	 * @param used how many of its bytes are the bytes now
	 * @return the array that was used before, the caller's from here on
	 * @throws IndexOutOfBoundsException if the count is negative or the array is shorter;
	 * the bytes are unchanged then
	 */
	public byte[] exchange(byte[] other, int used) {
		Objects.checkFromIndexSize(0, used, other.length);
		byte[] previous = this.array;
		this.array = other;
		this.length = used;
		return previous;
	}

	/**
	 * Adds bytes at the end.
	 * @param bytes the bytes
	 */
	public void append(byte[] bytes) {
		append(bytes, 0, bytes.length);
	}

	/**
	 * Adds a part of an array at the end.
	 * @param bytes the array
	 * @param offset the first byte
	 * @param count how many
	 */
	public void append(byte[] bytes, int offset, int count) {
		Objects.checkFromIndexSize(offset, count, bytes.length);
		reserve(count);
		System.arraycopy(bytes, offset, this.array, this.length, count);
		this.length += count;
	}

	/**
	 * Moves bytes from a buffer to the end.
	 * @param source the buffer, its position is advanced
	 * @param count how many
	 */
	public void append(ByteBuffer source, int count) {
		reserve(count);
		source.get(this.array, this.length, count);
		this.length += count;
	}

	void append(byte b) {
		reserve(1);
		this.array[this.length++] = b;
	}

	boolean contains(byte b) {
		for (int i = 0; i < this.length; i++) {
			if (this.array[i] == b) {
				return true;
			}
		}
		return false;
	}

	void set(Bytes other) {
		clear();
		append(other.array, 0, other.length);
	}

	/** Cuts out the bytes from one index up to another. */
	void cut(int from, int to) {
		if (from < to) {
			System.arraycopy(this.array, to, this.array, from, this.length - to);
			this.length -= to - from;
		}
	}

	void trim(int size) {
		if (this.array.length > size) {
			this.array = MessageStorage.NOTHING;
			this.length = 0;
		}
	}

	private void reserve(int count) {
		int needed = Math.addExact(this.length, count);
		int capacity = this.array.length;
		if (needed > capacity) {
			boolean grows = this.length > 0 && capacity < LARGEST / 2;
			this.array = Arrays.copyOf(this.array, Math.max(needed, grows ? 2 * capacity : SMALLEST));
		}
	}

}
