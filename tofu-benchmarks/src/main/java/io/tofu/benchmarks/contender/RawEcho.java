package io.tofu.benchmarks.contender;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

import io.tofu.benchmarks.load.Body;
import org.jspecify.annotations.Nullable;

/**
 * The server's end of one connection: sends whole frames back straight out of the buffer
 * they were read into.
 */
final class RawEcho {

	private final SocketChannel socket;

	private final RawBuffer.Pool pool;

	private Body expected = Body.oneWay(1);

	private @Nullable RawBuffer buffer;

	/** What goes back is between these two. */
	private int replyStart;

	private int replyEnd;

	/** An unfinished frame is between these two. */
	private int restStart;

	private int restEnd;

	RawEcho(SocketChannel socket, RawBuffer.Pool pool) {
		this.socket = socket;
		this.pool = pool;
	}

	SocketChannel socket() {
		return this.socket;
	}

	/**
	 * Reads once and answers what is complete.
	 * @return false if the socket did not take the whole answer
	 */
	boolean onReadable() throws IOException {
		RawBuffer current = (this.buffer != null) ? this.buffer : this.pool.take();
		this.buffer = current;
		if (this.socket.read(current.bytes()) < 0) {
			release();
			throw new EOFException("The client has closed the connection");
		}
		int end = current.bytes().position();
		int start = 0;
		this.replyStart = 0;
		this.replyEnd = 0;
		for (int length = current.frameLength(start, end); length > 0; length = current.frameLength(start, end)) {
			if (current.isOneWay(start)) {
				this.expected = current.check(start, length, this.expected);
			}
			else {
				addReply(current.bytes(), start, length);
			}
			start += length;
		}
		this.restStart = start;
		this.restEnd = end;
		return flush();
	}

	/** Moves an answer only when one-way messages lie before it. */
	private void addReply(ByteBuffer bytes, int start, int length) {
		if (this.replyEnd != start) {
			bytes.put(this.replyEnd, bytes, start, length);
		}
		this.replyEnd += length;
	}

	/**
	 * Writes what is left of the answer.
	 * @return false if the socket did not take all of it
	 */
	boolean flush() throws IOException {
		RawBuffer current = this.buffer;
		if (current == null) {
			return true;
		}
		ByteBuffer bytes = current.bytes();
		if (this.replyStart < this.replyEnd) {
			bytes.limit(this.replyEnd).position(this.replyStart);
			this.socket.write(bytes);
			this.replyStart = bytes.position();
			if (this.replyStart < this.replyEnd) {
				return false;
			}
		}
		bytes.limit(this.restEnd).position(this.restStart);
		bytes.compact();
		if (bytes.position() == 0) {
			release();
		}
		return true;
	}

	private void release() {
		if (this.buffer != null) {
			this.pool.give(this.buffer);
			this.buffer = null;
		}
	}

}
