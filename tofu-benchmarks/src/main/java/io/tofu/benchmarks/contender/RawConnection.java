package io.tofu.benchmarks.contender;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

import io.tofu.benchmarks.load.Body;
import io.tofu.benchmarks.load.Load;
import org.jspecify.annotations.Nullable;

/**
 * The client's end of one connection: what it owes the server, and what has come back.
 */
final class RawConnection {

	private final SocketChannel socket;

	private final @Nullable SelectionKey key;

	private final RawBuffer.Pool pool;

	private Body expected;

	private final byte[] echoFrame;

	private byte[] frame;

	/** How many of the frame are still to be written. */
	private int owed;

	private long id;

	private int replies;

	private Load.@Nullable Lane lane;

	private @Nullable RawBuffer out;

	private @Nullable RawBuffer in;

	RawConnection(SocketChannel socket, @Nullable SelectionKey key, RawBuffer.Pool pool, Body body) {
		this.socket = socket;
		this.key = key;
		this.pool = pool;
		this.expected = body;
		this.echoFrame = RawBuffer.frame(body);
		this.frame = this.echoFrame;
	}

	SocketChannel socket() {
		return this.socket;
	}

	/** Has messages sent that nobody answers. */
	void sendOneWay(byte[] oneWayFrame, int count) throws IOException {
		this.frame = oneWayFrame;
		this.owed = count;
		pump();
	}

	/** Has requests sent, and others after their replies if there is a lane. */
	void send(int count, Load.@Nullable Lane counting) throws IOException {
		this.lane = counting;
		this.frame = this.echoFrame;
		this.replies = 0;
		this.owed = count;
		pump();
	}

	int replies() {
		return this.replies;
	}

	boolean isSending() {
		return this.owed > 0 || this.out != null;
	}

	/** Writes what is owed, as far as the socket takes it. */
	void pump() throws IOException {
		while (isSending()) {
			RawBuffer current = (this.out != null) ? this.out : filled();
			this.out = current;
			this.socket.write(current.bytes());
			if (current.bytes().hasRemaining()) {
				interest(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
				return;
			}
			this.pool.give(current);
			this.out = null;
		}
		interest(SelectionKey.OP_READ);
	}

	private RawBuffer filled() {
		RawBuffer buffer = this.pool.take();
		while (this.owed > 0 && buffer.bytes().remaining() >= this.frame.length) {
			buffer.put(this.frame, this.id++);
			this.owed--;
		}
		buffer.bytes().flip();
		return buffer;
	}

	private void interest(int operations) {
		if (this.key != null && this.key.interestOps() != operations) {
			this.key.interestOps(operations);
		}
	}

	/** Reads once, checks what is complete and sends what follows from it. */
	void onReadable() throws IOException {
		RawBuffer current = (this.in != null) ? this.in : this.pool.take();
		this.in = current;
		if (this.socket.read(current.bytes()) < 0) {
			throw new EOFException("The server has closed the connection");
		}
		int end = current.bytes().position();
		int start = 0;
		for (int length = current.frameLength(start, end); length > 0; length = current.frameLength(start, end)) {
			this.expected = current.check(start, length, this.expected);
			onReply();
			start += length;
		}
		keep(current, start, end);
		pump();
	}

	private void onReply() {
		if (this.lane == null) {
			this.replies++;
		}
		else if (this.lane.onReply()) {
			this.owed++;
		}
	}

	private void keep(RawBuffer current, int start, int end) {
		ByteBuffer bytes = current.bytes();
		bytes.limit(end).position(start);
		bytes.compact();
		if (bytes.position() == 0) {
			this.pool.give(current);
			this.in = null;
		}
	}

}
