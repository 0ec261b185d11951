package io.tofu.engine;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;

import io.tofu.Address;
import io.tofu.AmpeOptions;
import io.tofu.Message;
import io.tofu.OpCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who writes a message on a channel on which something was written a moment ago: time
 * stands still, and nobody turns the loop but the test.
 */
@Timeout(60)
class LargePostTests {

	private static final int LARGE = 16 << 10;

	private static final Duration MOMENT = Duration.ofMillis(5);

	private final Reactor reactor = new Reactor(AmpeOptions.defaults(), () -> 1);

	private final Group group = this.reactor.groups().create();

	private SocketChannel peer;

	private int channel;

	LargePostTests() throws IOException {
	}

	@BeforeEach
	void connect() throws IOException {
		try (Message welcome = message(OpCode.WELCOME_REQUEST)) {
			Address.tcpServer("127.0.0.1", 0).format(welcome);
			this.group.post(welcome);
		}
		try (Message up = this.group.waitReceive()) {
			int port = ((Address.TcpServer) Address.server(up.headers().first(Address.LISTEN_ON))).port();
			this.peer = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
		}
		this.peer.write(ByteBuffer.allocate(Frame.HEADER_LENGTH).put(2, (byte) OpCode.HELLO_REQUEST.code()));
		try (Message hello = this.group.waitReceive()) {
			this.channel = hello.channelNumber();
		}
		post(0);
		pass();
		assertThat(read(Frame.HEADER_LENGTH)).as("is written now").isEqualTo(Frame.HEADER_LENGTH);
		this.peer.configureBlocking(false);
	}

	@AfterEach
	void end() throws IOException {
		this.peer.close();
		this.reactor.start();
		this.group.close();
		this.reactor.close();
	}

	@Test
	void aSmallMessageGoesOutWithOthers() throws IOException {
		post(100);
		post(LARGE - Frame.HEADER_LENGTH - 1);
		assertThat(read(1)).as("before the next pass").isZero();
		pass();
		assertThat(read(2 * LARGE)).isEqualTo(Frame.HEADER_LENGTH + 100 + LARGE - 1);
	}

	@Test
	void aLargeOneIsWrittenByWhoPostsIt() throws IOException {
		long before = this.reactor.passes();
		post(LARGE);
		assertThat(read(2 * LARGE)).isEqualTo(Frame.HEADER_LENGTH + LARGE);
		assertThat(this.reactor.passes()).isEqualTo(before);
	}

	@Test
	void aLargeOneOvertakesNobody() throws IOException {
		post(100);
		post(LARGE);
		assertThat(read(1)).as("before the next pass").isZero();
		pass();
		assertThat(read(2 * LARGE)).isEqualTo(2 * Frame.HEADER_LENGTH + 100 + LARGE);
	}

	private Message message(OpCode opCode) {
		return this.reactor.pool().acquire().toApplication().opCode(opCode);
	}

	private void post(int length) {
		try (Message message = message(OpCode.SIGNAL).channelNumber(this.channel)) {
			message.body().append(new byte[length]);
			this.group.post(message);
		}
	}

	private void pass() {
		assertThat(this.group.waitReceive(MOMENT)).isNull();
	}

	/** How many bytes have come, at most so many. */
	private int read(int most) throws IOException {
		ByteBuffer target = ByteBuffer.allocate(most);
		for (int count = this.peer.read(target); count > 0; count = this.peer.read(target)) {
			assertThat(count).isPositive();
		}
		return target.position();
	}

}
