package io.tofu.spring;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.tofu.OpCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Who has dialled whom makes no difference once the Hello is over. */
@Timeout(60)
class SymmetryTests {

	private static final int REQUESTS = 500;

	@TempDir
	private Path directory;

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void bothAskAtOnceOnOneChannel(boolean unix) throws Exception {
		String address = unix ? "unix:" + this.directory.resolve("s.sock") : "tcp://127.0.0.1:0";
		try (TestApplication left = TestApplication.listeningOn(address);
				TestApplication right = TestApplication.connectedTo(left.clientAddress(0))) {
			await().until(() -> right.peer().channel() != null && left.servers.channels().size() == 1);
			TofuChannel accepted = left.servers.channels().get(0);
			TofuChannel dialled = right.peer().channel();
			List<CompletableFuture<String>> ofLeft = new ArrayList<>();
			List<CompletableFuture<String>> ofRight = new ArrayList<>();
			Thread other = new Thread(() -> ask(accepted, "left", ofLeft));
			other.start();
			ask(dialled, "right", ofRight);
			other.join();
			for (int i = 0; i < REQUESTS; i++) {
				assertThat(ofLeft.get(i).get(20, TimeUnit.SECONDS)).isEqualTo("left " + i);
				assertThat(ofRight.get(i).get(20, TimeUnit.SECONDS)).isEqualTo("right " + i);
			}
			assertThat(accepted.awaitsAnswer()).isFalse();
			assertThat(dialled.awaitsAnswer()).isFalse();
			assertThat(left.handler.texts(OpCode.REQUEST)).hasSize(REQUESTS)
				.allMatch((text) -> text.startsWith("right"));
			assertThat(right.handler.texts(OpCode.REQUEST)).hasSize(REQUESTS)
				.allMatch((text) -> text.startsWith("left"));
			assertThat(left.handler.texts(OpCode.RESPONSE)).isEmpty();
			assertThat(right.handler.texts(OpCode.RESPONSE)).isEmpty();
		}
	}

	@Test
	void requestsOfOneIdFromBothSidesAreTwo() throws Exception {
		try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
				TestApplication client = TestApplication.connectedTo("tcp://127.0.0.1:" + server.getLocalPort());
				RawPeer raw = RawPeer.accept(server)) {
			raw.send(OpCode.HELLO_RESPONSE, raw.receive().id(), "", "");
			CompletableFuture<String> ours = client.request("echo").body("ours").requestAsync(String.class);
			long id = raw.receive().id();
			raw.send(OpCode.SIGNAL, id, "", "a signal of the peer's own");
			raw.send(OpCode.REQUEST, id, "", "theirs");
			assertThat(raw.receive()).satisfies((answer) -> {
				assertThat(answer.opCode()).isEqualTo(OpCode.RESPONSE);
				assertThat(answer.id()).isEqualTo(id);
				assertThat(answer.body()).isEqualTo("theirs");
			});
			assertThat(ours).isNotDone();
			raw.send(OpCode.RESPONSE, id, "", "answer to ours");
			assertThat(ours.get(20, TimeUnit.SECONDS)).isEqualTo("answer to ours");
			assertThat(client.handler.texts(OpCode.SIGNAL)).containsExactly("a signal of the peer's own");
		}
	}

	@Test
	void ownRequestsOfAnApplicationThatIsItsOwnPeerAreNotConfused() throws IOException {
		try (TestApplication self = TestApplication.with()
			.addresses("tcp://127.0.0.1:0")
			.peer("peer", PeerSettings.of("${self}"))
			.build()) {
			self.peers.setEmbeddedValueResolver((text) -> text.replace("${self}", self.address()));
			self.traffic.start();
			await().until(() -> self.peer().channel() != null && self.servers.channels().size() == 1);
			Set<String> answers = new HashSet<>();
			for (TofuChannel channel : self.connections.channels()) {
				answers.add(channel.route("echo").body(channel.peer()).request(String.class));
			}
			assertThat(answers).containsExactlyInAnyOrder("peer", TofuChannel.SERVER);
		}
	}

	private static void ask(TofuChannel channel, String who, List<CompletableFuture<String>> answers) {
		for (int i = 0; i < REQUESTS; i++) {
			answers.add(channel.route("echo").body(who + " " + i).requestAsync(String.class));
		}
	}

}
