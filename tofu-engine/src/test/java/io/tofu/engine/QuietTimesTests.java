package io.tofu.engine;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;

import io.tofu.Address;
import io.tofu.Ampe;
import io.tofu.AmpeOptions;
import io.tofu.ChannelGroup;
import io.tofu.Message;
import io.tofu.OpCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is timed starts when it happens, however long the loop has slept before.
 */
@Timeout(30)
class QuietTimesTests {

	private static final Duration HELLO_TIMEOUT = Duration.ofSeconds(1);

	private static final Duration LONGER = Duration.ofMillis(1200);

	private static final Duration SHORTER = Duration.ofMillis(200);

	@Test
	void clientHasItsTimeAfterTheListenerWasLeftAlone() throws IOException {
		AmpeOptions options = AmpeOptions.builder().helloTimeout(HELLO_TIMEOUT).build();
		try (Ampe ampe = TofuEngine.start(options); ChannelGroup group = ampe.createGroup()) {
			int port = listen(ampe, group);
			assertThat(group.waitReceive(LONGER)).as("nothing happens").isNull();
			try (SocketChannel client = SocketChannel.open(new InetSocketAddress("127.0.0.1", port))) {
				assertThat(group.waitReceive(SHORTER)).as("the client has said nothing yet").isNull();
				client.write(ByteBuffer.allocate(Frame.HEADER_LENGTH).put(2, (byte) OpCode.HELLO_REQUEST.code()));
				try (Message hello = group.waitReceive()) {
					assertThat(hello.opCode()).isEqualTo(OpCode.HELLO_REQUEST);
				}
			}
		}
	}

	private static int listen(Ampe ampe, ChannelGroup group) {
		try (Message welcome = ampe.get()) {
			Address.tcpServer("127.0.0.1", 0).format(welcome);
			group.post(welcome);
		}
		try (Message up = group.waitReceive()) {
			String bound = up.headers().first(Address.LISTEN_ON);
			assertThat(bound).isNotNull();
			return ((Address.TcpServer) Address.server(bound)).port();
		}
	}

}
