package io.tofu.behaviour;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;

import io.tofu.OpCode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A peer that is no engine: a blocking socket, bytes in and bytes out. The timeout of the
 * test interrupts whatever blocks here.
 */
final class RawPeer implements AutoCloseable {

	private final SocketChannel socket;

	RawPeer(SocketChannel socket) {
		this.socket = socket;
		set(StandardSocketOptions.TCP_NODELAY, true);
	}

	RawPeer write(byte[] bytes) {
		return write(bytes, 0, bytes.length);
	}

	RawPeer write(byte[] bytes, int from, int to) {
		return unchecked(() -> {
			ByteBuffer buffer = ByteBuffer.wrap(bytes, from, to - from);
			while (buffer.hasRemaining()) {
				this.socket.write(buffer);
			}
			return this;
		});
	}

	/** All frames at once. */
	RawPeer write(RawFrame... frames) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		for (RawFrame frame : frames) {
			bytes.writeBytes(frame.encode());
		}
		return write(bytes.toByteArray());
	}

	/** As many bytes as wanted; fails if the end comes earlier. */
	byte[] read(int count) {
		return unchecked(() -> {
			ByteBuffer buffer = ByteBuffer.allocate(count);
			while (buffer.hasRemaining()) {
				assertThat(this.socket.read(buffer)).as("end after " + buffer.position() + " of " + count + " bytes")
					.isNotNegative();
			}
			return buffer.array();
		});
	}

	RawFrame readFrame() {
		byte[] header = read(RawFrame.HEADER_LENGTH);
		ByteBuffer lengths = ByteBuffer.wrap(header, 12, 4);
		int length = (lengths.getShort() & 0xFFFF) + (lengths.getShort() & 0xFFFF);
		ByteBuffer frame = ByteBuffer.allocate(header.length + length).put(header).put(read(length));
		return RawFrame.decode(frame.array());
	}

	/** The next frame, which must be this one, as applications send it. */
	RawFrame expect(OpCode opCode) {
		return readFrame().is(opCode);
	}

	/** Says hello and waits until the node has answered. */
	End shakeHands(Node node, long helloId) {
		write(RawFrame.hello(helloId));
		End end = node.accept();
		assertThat(expect(OpCode.HELLO_RESPONSE).id()).isEqualTo(helloId);
		return end;
	}

	/** Reads to the end of the connection, however it ends. */
	int drain() {
		ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
		int total = 0;
		try {
			for (int n = 0; n >= 0; n = this.socket.read(buffer.clear())) {
				total += n;
			}
		}
		catch (ClosedByInterruptException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (IOException ex) {
			// a reset is an end, too
		}
		return total;
	}

	/** Makes sure that nothing more comes and the connection ends. */
	void expectEnd() {
		assertThat(drain()).as("bytes before the end").isZero();
	}

	void shutdownOutput() {
		unchecked(this.socket::shutdownOutput);
	}

	/** Ends the connection with a reset, where there is such a thing. */
	void reset() {
		set(StandardSocketOptions.SO_LINGER, 0);
		close();
	}

	@Override
	public void close() {
		unchecked(() -> {
			this.socket.close();
			return null;
		});
	}

	private <T> void set(SocketOption<T> option, T value) {
		if (this.socket.supportedOptions().contains(option)) {
			unchecked(() -> this.socket.setOption(option, value));
		}
	}

	private static <T> T unchecked(Io<T> io) {
		try {
			return io.run();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private interface Io<T> {

		T run() throws IOException;

	}

}
