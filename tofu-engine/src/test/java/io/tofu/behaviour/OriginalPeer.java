package io.tofu.behaviour;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

import io.tofu.OpCode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A peer with the habits of the original. It writes a frame in three pieces, which
 * Nagle's algorithm may delay; it puts its own channel number into what it sends; it
 * notices that the other side has closed before it reads, and then reads nothing any
 * more; its normal close is a reset.
 */
final class OriginalPeer implements AutoCloseable {

	private static final int CHANNEL = 53359;

	private final SocketChannel socket;

	private final RawPeer raw;

	/** What has arrived and was not looked at, from position to limit. */
	private ByteBuffer unread = ByteBuffer.allocate(1 << 17).flip();

	private boolean otherHasClosed;

	OriginalPeer(SocketChannel socket) {
		this.socket = socket;
		this.raw = new RawPeer(socket);
		set(StandardSocketOptions.TCP_NODELAY, false);
	}

	/** Sends frames, each in three pieces. */
	OriginalPeer say(RawFrame... frames) {
		for (RawFrame frame : frames) {
			sayHeader(frame);
			sayRest(frame);
		}
		return this;
	}

	/** Sends the first piece of a frame. */
	void sayHeader(RawFrame frame) {
		this.raw.write(Arrays.copyOf(frame.onChannel(CHANNEL).encode(), RawFrame.HEADER_LENGTH));
	}

	/** Sends the other two pieces of a frame. */
	void sayRest(RawFrame frame) {
		this.raw.write(frame.headers());
		this.raw.write(frame.body());
	}

	/** The next frame, which must be this one, as applications send it. */
	RawFrame hear(OpCode opCode) {
		while (!isFrameThere() && !this.otherHasClosed) {
			lookOnce();
		}
		lookForMore();
		assertThat(this.otherHasClosed).as("the other side has closed, and lost what was not read").isFalse();
		byte[] frame = new byte[frameLength()];
		this.unread.get(frame);
		return RawFrame.decode(frame).is(opCode);
	}

	/** Waits until the other side has closed; it must have nothing to say before. */
	void hearEnd() {
		while (!this.otherHasClosed) {
			lookOnce();
			assertThat(this.unread.remaining()).as("bytes before the end").isZero();
		}
	}

	/** Hears everything to the end, which it does not see before; returns the bytes. */
	int drain() {
		return this.unread.remaining() + this.raw.drain();
	}

	/** Closes as originals do. */
	void hangUp() {
		// a reset would overtake what Nagle's algorithm holds back
		set(StandardSocketOptions.TCP_NODELAY, true);
		this.raw.reset();
	}

	@Override
	public void close() {
		this.raw.close();
	}

	private boolean isFrameThere() {
		return this.unread.remaining() >= RawFrame.HEADER_LENGTH && this.unread.remaining() >= frameLength();
	}

	private int frameLength() {
		int lengths = this.unread.position() + RawFrame.HEADER_LENGTH - 2 * Short.BYTES;
		return RawFrame.HEADER_LENGTH + (this.unread.getShort(lengths) & 0xFFFF)
				+ (this.unread.getShort(lengths + Short.BYTES) & 0xFFFF);
	}

	/** Takes in what is there already, to see whether the end is behind it. */
	private void lookForMore() {
		blocking(false);
		int before = -1;
		while (!this.otherHasClosed && this.unread.remaining() != before) {
			before = this.unread.remaining();
			lookOnce();
		}
		blocking(true);
	}

	private void lookOnce() {
		ByteBuffer in = this.unread;
		if (in.limit() == in.capacity()) {
			in = ByteBuffer.allocate(2 * in.remaining() + (1 << 17)).put(in).flip();
		}
		int position = in.position();
		in.position(in.limit()).limit(in.capacity());
		try {
			this.otherHasClosed = this.socket.read(in) < 0;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		in.limit(in.position()).position(position);
		this.unread = in;
	}

	private void blocking(boolean blocking) {
		try {
			this.socket.configureBlocking(blocking);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private <T> void set(SocketOption<T> option, T value) {
		try {
			if (this.socket.supportedOptions().contains(option)) {
				this.socket.setOption(option, value);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
