package io.tofu.spring;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.tofu.OpCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/** Peers that have died without a word are found out, and no others. */
@Timeout(60)
class HeartbeatTests {

	private static final ReconnectSettings SOON = new ReconnectSettings(true, Duration.ofMillis(5), 1,
			Duration.ofMillis(5), 0, null);

	private static final HeartbeatSettings IMPATIENT = new HeartbeatSettings(Duration.ofMillis(20),
			Duration.ofMillis(100));

	private static final HeartbeatSettings PATIENT = new HeartbeatSettings(Duration.ofMillis(40),
			Duration.ofMillis(1000));

	private ServerSocket server;

	@BeforeEach
	void listen() throws IOException {
		this.server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
	}

	@AfterEach
	void close() throws IOException {
		this.server.close();
	}

	@Test
	void silentPeerIsGivenUpAndConnectedAgain() throws IOException {
		try (TestApplication client = client(IMPATIENT); RawPeer raw = accept()) {
			CompletableFuture<String> answer = client.request("echo").requestAsync(String.class);
			TofuChannel first = channel(client);
			assertThat(answer).failsWithin(Duration.ofSeconds(20))
				.withThrowableThat()
				.havingCause()
				.isInstanceOfSatisfying(TofuDisconnectedException.class, (failure) -> {
					assertThat(failure).hasMessageContaining("nothing has come from the peer for");
					assertThat(failure.notProcessed()).isFalse();
				});
			List<String> received = new ArrayList<>();
			for (RawPeer.Frame frame = raw.receive(); frame != null; frame = raw.receive()) {
				received.add(frame.headers());
			}
			assertThat(received).contains("route:echo\r\n", "tofu-heartbeat:ask\r\n");
			try (RawPeer again = accept()) {
				await().until(() -> client.events(TofuPeerConnectedEvent.class).size() > 1);
				assertThat(client.events(TofuPeerDisconnectedEvent.class).get(0)).satisfies((event) -> {
					assertThat(event.channel()).isSameAs(first);
					assertThat(event.reason()).contains("nothing has come from the peer");
				});
				assertThat(again).isNotNull();
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "tofu-heartbeat:answer\r\n", "route:news\r\n" })
	void peerThatSendsAnythingStays(String headers) throws IOException {
		try (TestApplication client = client(PATIENT); RawPeer raw = accept()) {
			TofuChannel channel = channel(client);
			for (int i = 0; i < 40; i++) {
				assertThat(raw.receive().headers()).isEqualTo("tofu-heartbeat:ask\r\n");
				raw.send(OpCode.SIGNAL, 1000 + i, headers, "");
			}
			assertThat(client.peer().channel()).isSameAs(channel);
			assertThat(client.events(TofuPeerDisconnectedEvent.class)).isEmpty();
		}
	}

	@Test
	void peerThatIsNotReadIsNotGivenUp() throws IOException {
		try (TestApplication client = client(IMPATIENT); RawPeer raw = accept()) {
			TofuChannel channel = channel(client);
			channel.pauseReceive();
			await().during(Duration.ofMillis(500)).until(() -> client.peer().channel() == channel);
			assertThat(raw).isNotNull();
			channel.resumeReceive();
			await().until(() -> client.peer().channel() != channel);
		}
	}

	@Test
	void starterAnswersWhoeverAsks() throws IOException {
		try (TestApplication application = TestApplication.listeningOn("tcp://127.0.0.1:0");
				RawPeer raw = RawPeer.greet(application.address())) {
			raw.send(OpCode.SIGNAL, 7, "tofu-heartbeat:ask\r\n", "");
			assertThat(raw.receive()).satisfies((answer) -> {
				assertThat(answer.opCode()).isEqualTo(OpCode.SIGNAL);
				assertThat(answer.headers()).isEqualTo("tofu-heartbeat:answer\r\n");
			});
			raw.send(OpCode.SIGNAL, 8, "tofu-heartbeat:answer\r\n", "");
			raw.send(OpCode.REQUEST, 9, "route:echo\r\n", "hello");
			assertThat(raw.receive().opCode()).isEqualTo(OpCode.RESPONSE);
			assertThat(application.handler.texts(OpCode.SIGNAL)).isEmpty();
		}
	}

	@Test
	void startersStayConnectedThoughOnlyOneAsks() {
		try (TestApplication application = TestApplication.listeningOn("tcp://127.0.0.1:0");
				TestApplication client = client(application.address(), PATIENT)) {
			TofuChannel channel = channel(client);
			await().until(() -> channel.info().messagesIn() > 30);
			assertThat(client.peer().channel()).isSameAs(channel);
			assertThat(client.request("echo").body("still there").request(String.class)).isEqualTo("still there");
		}
	}

	@Test
	void nobodyIsAskedUnlessWanted() throws IOException {
		try (TestApplication client = client(HeartbeatSettings.OFF); RawPeer raw = accept()) {
			TofuChannel channel = channel(client);
			await().during(Duration.ofMillis(200)).until(() -> channel.info().messagesOut() == 1);
			assertThat(raw).isNotNull();
		}
	}

	@Test
	void nonsenseIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new HeartbeatSettings(Duration.ofSeconds(-1), Duration.ofSeconds(1)));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new HeartbeatSettings(Duration.ofSeconds(1), Duration.ofSeconds(1)));
	}

	private RawPeer accept() throws IOException {
		RawPeer raw = RawPeer.accept(this.server);
		raw.send(OpCode.HELLO_RESPONSE, raw.receive().id(), "", "");
		return raw;
	}

	private TestApplication client(HeartbeatSettings heartbeat) {
		return client("tcp://127.0.0.1:" + this.server.getLocalPort(), heartbeat);
	}

	private static TestApplication client(String address, HeartbeatSettings heartbeat) {
		return TestApplication.with()
			.peer("peer",
					PeerSettings.builder(address)
						.connectWait(Duration.ofSeconds(10))
						.reconnect(SOON)
						.heartbeat(heartbeat)
						.build())
			.start();
	}

	private static TofuChannel channel(TestApplication client) {
		return await().until(() -> client.peer().channel(), (channel) -> channel != null);
	}

}
