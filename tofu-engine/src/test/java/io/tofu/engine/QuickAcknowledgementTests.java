package io.tofu.engine;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

import io.tofu.AmpeOptions;
import io.tofu.Message;
import io.tofu.OpCode;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A peer that writes a frame in three pieces, with Nagle's algorithm on, waits for an
 * acknowledgement after the first. So that it need not wait long, the system is asked
 * again for quick acknowledgements whenever a read ended inside a frame.
 */
class QuickAcknowledgementTests {

	private static final byte[] HEADERS = "name:value\r\n".getBytes();

	private static final byte[] BODY = new byte[100];

	private static final int FRAMES = 5;

	private final Pieces pieces = new Pieces();

	private final Reactor reactor = new Reactor(
			AmpeOptions.builder().initialPoolSize(FRAMES).maxPoolSize(FRAMES).inboxMessages(2 * FRAMES).build(),
			System::nanoTime);

	private final Group group = this.reactor.groups().create();

	private final DialledConnection connection = new DialledConnection(1, this.group, this.reactor);

	private final Incoming incoming = new Incoming(this.connection);

	QuickAcknowledgementTests() throws IOException {
	}

	@AfterEach
	void close() throws IOException {
		this.reactor.start();
		this.reactor.close();
		this.group.close();
		assertThat(this.reactor.pool().inUse()).isZero();
	}

	@Test
	void areAskedForAfterEveryPieceButTheLast() {
		for (int i = 1; i <= FRAMES; i++) {
			readAll(header(), HEADERS, BODY);
			assertThat(this.pieces.expectations).isEqualTo(2 * i);
			receive();
		}
	}

	@Test
	void areNotAskedForBetweenFrames() {
		for (int i = 1; i <= FRAMES; i++) {
			readAll(concat(header(), HEADERS, BODY));
			receive();
		}
		assertThat(this.pieces.expectations).isZero();
	}

	@Test
	void areAskedForWhenTheNextFrameHasBegun() {
		readAll(concat(header(), HEADERS, BODY, header()));
		assertThat(this.pieces.expectations).isEqualTo(1);
		receive();
		readAll(concat(HEADERS, BODY, header(), HEADERS), BODY);
		assertThat(this.pieces.expectations).isEqualTo(2);
		receive();
		receive();
	}

	@Test
	void areNotAskedForWhenAWholeFrameWaitsForStorage() {
		for (int i = 1; i <= FRAMES; i++) {
			readAll(concat(header(), HEADERS, BODY));
		}
		readAll(concat(header(), HEADERS, BODY));
		assertThat(this.pieces.expectations).isZero();
		for (int i = 1; i <= FRAMES; i++) {
			receive();
		}
	}

	@Test
	void areAskedOfTheSystemOverTcp() throws IOException {
		try (ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
				SocketChannel socket = SocketChannel.open(server.getLocalAddress())) {
			assumeTrue(socket.supportedOptions().contains(ExtendedSocketOptions.TCP_QUICKACK));
			socket.setOption(ExtendedSocketOptions.TCP_QUICKACK, false);
			new PlainTransport(socket).expectMore();
			assertThat(socket.getOption(ExtendedSocketOptions.TCP_QUICKACK)).isTrue();
		}
	}

	private void readAll(byte[]... arriving) {
		for (byte[] piece : arriving) {
			this.pieces.arriving.add(ByteBuffer.wrap(piece));
		}
		while (!this.pieces.arriving.isEmpty()) {
			assertThat(this.incoming.read(this.pieces)).isEqualTo(Incoming.Outcome.OPEN);
		}
	}

	private void receive() {
		try (Message message = this.group.waitReceive(Duration.ZERO)) {
			assertThat(message).isNotNull();
			assertThat(message.body().length()).isEqualTo(BODY.length);
		}
	}

	private static byte[] header() {
		return ByteBuffer.allocate(Frame.HEADER_LENGTH)
			.put(2, (byte) OpCode.REQUEST.code())
			.putShort(12, (short) HEADERS.length)
			.putShort(14, (short) BODY.length)
			.array();
	}

	private static byte[] concat(byte[]... parts) {
		ByteBuffer all = ByteBuffer.allocate(4 * (Frame.HEADER_LENGTH + HEADERS.length + BODY.length));
		for (byte[] part : parts) {
			all.put(part);
		}
		byte[] bytes = new byte[all.position()];
		all.get(0, bytes);
		return bytes;
	}

	/** Delivers one piece a read, and counts what it is asked for. */
	private static final class Pieces implements Transport {

		private final Queue<ByteBuffer> arriving = new ArrayDeque<>();

		private int expectations;

		@Override
		public int read(ByteBuffer into) {
			ByteBuffer piece = this.arriving.remove();
			int length = piece.remaining();
			into.put(piece);
			return length;
		}

		@Override
		public int write(ByteBuffer from) {
			throw new AssertionError("nothing is to be written");
		}

		@Override
		public SocketChannel socket() {
			throw new AssertionError("there is none");
		}

		@Override
		public void shutdownOutput() {
			throw new AssertionError("nothing ends");
		}

		@Override
		public void expectMore() {
			this.expectations++;
		}

		@Override
		public void close(boolean reset) {
		}

	}

}
