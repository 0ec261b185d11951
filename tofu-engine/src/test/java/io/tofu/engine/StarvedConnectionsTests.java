package io.tofu.engine;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

import io.tofu.Address;
import io.tofu.AllocationStrategy;
import io.tofu.Ampe;
import io.tofu.AmpeOptions;
import io.tofu.AmpeStatus;
import io.tofu.ChannelGroup;
import io.tofu.Message;
import io.tofu.OpCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Several connections wait for room in the pool at once.
 */
@Timeout(30)
class StarvedConnectionsTests {

	private static final int CLIENTS = 5;

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	@Test
	void everyTokenThatComesBackServesTheNextOne() throws IOException {
		AmpeOptions options = AmpeOptions.builder().initialPoolSize(1).maxPoolSize(1).inboxMessages(100).build();
		Deque<SocketChannel> clients = new ArrayDeque<>();
		Deque<Message> held = new ArrayDeque<>();
		try (Ampe ampe = TofuEngine.start(options); ChannelGroup group = ampe.createGroup()) {
			int port = listen(ampe, group);
			Message token = ampe.get(AllocationStrategy.POOL_ONLY);
			assertThat(token).isNotNull();
			held.add(token);
			for (int i = 0; i < CLIENTS; i++) {
				clients.add(sayHello(port));
				Message notice = receive(group);
				assertThat(notice.status()).isEqualTo(AmpeStatus.POOL_EMPTY);
				held.add(notice);
			}
			for (int i = 0; i < CLIENTS; i++) {
				held.remove().close();
				Message hello = receive(group);
				assertThat(hello.opCode()).isEqualTo(OpCode.HELLO_REQUEST);
				held.add(hello);
			}
			held.forEach(Message::close);
		}
		finally {
			for (SocketChannel client : clients) {
				client.close();
			}
		}
	}

	private static SocketChannel sayHello(int port) throws IOException {
		SocketChannel client = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
		client.write(ByteBuffer.allocate(Frame.HEADER_LENGTH).put(2, (byte) OpCode.HELLO_REQUEST.code()));
		return client;
	}

	private static Message receive(ChannelGroup group) {
		Message message = group.waitReceive(PATIENCE);
		assertThat(message).as("a message in time").isNotNull();
		return message;
	}

	private static int listen(Ampe ampe, ChannelGroup group) {
		try (Message welcome = ampe.get()) {
			Address.tcpServer("127.0.0.1", 0).format(welcome);
			group.post(welcome);
		}
		try (Message up = receive(group)) {
			String bound = up.headers().first(Address.LISTEN_ON);
			assertThat(bound).isNotNull();
			return ((Address.TcpServer) Address.server(bound)).port();
		}
	}

}
