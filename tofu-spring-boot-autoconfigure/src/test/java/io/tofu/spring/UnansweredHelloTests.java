package io.tofu.spring;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.tofu.OpCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Peers whose HelloResponse is not waited for, since they never send one. */
@Timeout(60)
class UnansweredHelloTests {

	@TempDir
	private Path directory;

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
	void connectedOnceTheHelloIsWritten() throws Exception {
		try (TestApplication client = client(); RawPeer raw = RawPeer.accept(this.server)) {
			var answer = client.request("echo").requestAsync(String.class);
			assertThat(raw.receive().opCode()).isEqualTo(OpCode.HELLO_REQUEST);
			RawPeer.Frame request = raw.receive();
			assertThat(request.opCode()).isEqualTo(OpCode.REQUEST);
			raw.send(OpCode.RESPONSE, request.id(), "", "hello all the same");
			assertThat(answer).succeedsWithin(Duration.ofSeconds(10)).isEqualTo("hello all the same");
			assertThat(client.peer().state()).isEqualTo(TofuPeer.State.CONNECTED);
			await().untilAsserted(() -> assertThat(client.events(TofuPeerConnectedEvent.class)).hasSize(1));
		}
	}

	@Test
	void peerMayBeginToSend() throws Exception {
		try (TestApplication client = client(); RawPeer raw = RawPeer.accept(this.server)) {
			assertThat(raw.receive().opCode()).isEqualTo(OpCode.HELLO_REQUEST);
			raw.send(OpCode.REQUEST, 5, "", "who are you?");
			assertThat(raw.receive()).satisfies((answer) -> {
				assertThat(answer.opCode()).isEqualTo(OpCode.RESPONSE);
				assertThat(answer.body()).isEqualTo("who are you?");
			});
			assertThat(client.handler.texts(OpCode.REQUEST)).containsExactly("who are you?");
		}
	}

	@Test
	void lateAnswerIsNoSecondConnection() throws Exception {
		try (TestApplication client = client(); RawPeer raw = RawPeer.accept(this.server)) {
			TofuChannel channel = connected(client);
			raw.send(OpCode.HELLO_RESPONSE, raw.receive().id(), "version:3\r\n", "");
			await().until(() -> channel.helloHeaders().containsKey("version"));
			assertThat(channel.helloHeaders()).containsEntry("version", List.of("3"));
			assertThat(client.peer().channel()).isSameAs(channel);
			assertThat(client.events(TofuPeerConnectedEvent.class)).hasSize(1);
		}
	}

	@Test
	void lateRejectionCounts() throws Exception {
		try (TestApplication client = client(); RawPeer raw = RawPeer.accept(this.server)) {
			connected(client);
			raw.send(OpCode.HELLO_RESPONSE, raw.receive().id(), "error-type:unauthorized\r\n", "");
			await().until(() -> client.peer().state() == TofuPeer.State.REJECTED);
			assertThat(client.peer().lastFailure()).contains("unauthorized");
		}
	}

	@Test
	void nobodyThereIsNotConnected() {
		try (TestApplication client = client("unix:" + this.directory.resolve("nobody.sock"))) {
			await().until(() -> client.peer().lastFailure() != null);
			assertThat(client.peer().state()).isNotEqualTo(TofuPeer.State.CONNECTED);
			assertThat(client.events(TofuPeerConnectedEvent.class)).isEmpty();
		}
	}

	private static TofuChannel connected(TestApplication client) {
		return await().until(() -> client.peer().channel(), (channel) -> channel != null);
	}

	private TestApplication client() {
		return client("tcp://127.0.0.1:" + this.server.getLocalPort());
	}

	private static TestApplication client(String address) {
		return TestApplication.with()
			.peer("peer",
					PeerSettings.builder(address).awaitHelloResponse(false).connectWait(Duration.ofSeconds(10)).build())
			.start();
	}

}
