package io.tofu.benchmarks.contender;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

import io.tofu.benchmarks.load.Body;

/**
 * A direct buffer of frames: a header of 16 bytes (body length, nothing, message id) and
 * the body. A second window on the same bytes lets bodies be checked in place.
 */
final class RawBuffer {

	static final int HEADER_LENGTH = 16;

	private static final int ID_OFFSET = 8;

	private static final int CAPACITY = 256 << 10;

	private final ByteBuffer bytes = ByteBuffer.allocateDirect(CAPACITY);

	private final ByteBuffer window = this.bytes.duplicate();

	ByteBuffer bytes() {
		return this.bytes;
	}

	/** The length of the frame that starts at an index, or 0 if it is not complete. */
	int frameLength(int start, int end) {
		if (end - start < HEADER_LENGTH) {
			return 0;
		}
		int length = HEADER_LENGTH + this.bytes.getInt(start);
		return (end - start < length) ? 0 : length;
	}

	/** Whether the frame that starts at an index is not to be sent back. */
	boolean isOneWay(int start) {
		return Body.isOneWay(this.bytes.get(start + HEADER_LENGTH));
	}

	/** Checks the body of a frame; returns what the next one will be checked against. */
	Body check(int start, int frameLength, Body expected) {
		Body fitting = expected.ofLength(frameLength - HEADER_LENGTH);
		fitting.check(this.window.limit(start + frameLength).position(start + HEADER_LENGTH));
		return fitting;
	}

	/** Adds a frame made by {@link #frame}. */
	void put(byte[] frame, long id) {
		int start = this.bytes.position();
		this.bytes.put(frame).putLong(start + ID_OFFSET, id);
	}

	static byte[] frame(Body body) {
		return ByteBuffer.allocate(HEADER_LENGTH + body.length())
			.putInt(body.length())
			.putInt(0)
			.putLong(0)
			.put(body.content())
			.array();
	}

	/**
	 * Buffers that a connection has only while it holds bytes, so that idle connections
	 * cost nothing. For one thread.
	 */
	static final class Pool {

		private final Deque<RawBuffer> free = new ArrayDeque<>();

		RawBuffer take() {
			RawBuffer buffer = this.free.poll();
			return (buffer != null) ? buffer : new RawBuffer();
		}

		void give(RawBuffer buffer) {
			buffer.bytes.clear();
			this.free.push(buffer);
		}

	}

}
