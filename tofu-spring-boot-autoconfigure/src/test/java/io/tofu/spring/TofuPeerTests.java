package io.tofu.spring;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.tofu.AmpeOptions;
import io.tofu.OpCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeout;

/** Connecting, and connecting again. */
@Timeout(60)
class TofuPeerTests {

	private static final ReconnectSettings SOON = new ReconnectSettings(true, Duration.ofMillis(5), 1,
			Duration.ofMillis(5), 0, null);

	private static final ReconnectSettings NEVER = new ReconnectSettings(false, Duration.ZERO, 1, Duration.ZERO, 0,
			null);

	@TempDir
	private Path directory;

	@Test
	void connectsOnceTheServerIsThere() {
		String address = "unix:" + this.directory.resolve("late.sock");
		try (TestApplication client = client(address, SOON)) {
			await().until(() -> client.peer().lastFailure() != null);
			assertThat(client.peer().state()).isNotEqualTo(TofuPeer.State.CONNECTED);
			try (TestApplication server = TestApplication.listeningOn(address)) {
				await().until(() -> client.peer().state() == TofuPeer.State.CONNECTED);
				assertThat(client.peer().lastFailure()).isNull();
				assertThat(client.request("echo").body("hello").request(String.class)).isEqualTo("hello");
				assertThat(server.handler.texts(OpCode.REQUEST)).containsExactly("hello");
			}
		}
	}

	@Test
	void connectsAgainAfterTheServerWentAway() {
		String address = "unix:" + this.directory.resolve("again.sock");
		TestApplication first = TestApplication.listeningOn(address);
		try (TestApplication client = client(address, SOON)) {
			await().until(() -> client.peer().state() == TofuPeer.State.CONNECTED);
			TofuChannel channel = client.peer().channel();
			first.close();
			await().until(() -> client.peer().state() != TofuPeer.State.CONNECTED);
			try (TestApplication second = TestApplication.listeningOn(address)) {
				await().until(() -> client.peer().state() == TofuPeer.State.CONNECTED);
				assertThat(client.peer().channel()).isNotSameAs(channel);
				assertThat(channel.isOpen()).isFalse();
				assertThat(client.request("echo").body("hello").request(String.class)).isEqualTo("hello");
				assertThat(second.handler.texts(OpCode.REQUEST)).containsExactly("hello");
			}
			await().untilAsserted(() -> assertThat(client.events(TofuPeerConnectedEvent.class)).hasSize(2));
			assertThat(client.events(TofuPeerDisconnectedEvent.class)).isNotEmpty();
			assertThat(client.events(TofuPeerDisconnectedEvent.class).get(0).channel()).isSameAs(channel);
			assertThat(client.events.get(0)).isInstanceOf(TofuPeerConnectedEvent.class);
			assertThat(client.events.get(1)).isInstanceOf(TofuPeerDisconnectedEvent.class);
		}
	}

	@Test
	void requestWithoutConnectionFailsAfterTheConnectWait() {
		PeerSettings settings = PeerSettings.builder("unix:" + this.directory.resolve("nobody.sock"))
			.connectWait(Duration.ofMillis(20))
			.reconnect(SOON)
			.build();
		try (TestApplication client = TestApplication.with().peer("peer", settings).start()) {
			TofuDisconnectedException thrown = catchThrowableOfType(TofuDisconnectedException.class,
					() -> client.request("echo").request(String.class));
			assertThat(thrown.notProcessed()).isTrue();
			assertThat(thrown).hasMessageContaining("peer").hasMessageContaining("nobody.sock");
			assertThatExceptionOfType(ExecutionException.class)
				.isThrownBy(() -> client.request("echo").requestAsync(String.class).get(10, TimeUnit.SECONDS))
				.withCauseInstanceOf(TofuDisconnectedException.class);
			assertThatExceptionOfType(TofuDisconnectedException.class)
				.isThrownBy(() -> client.request("news").signal());
		}
	}

	@Test
	void asyncRequestWaitsForTheConnection() throws Exception {
		String address = "unix:" + this.directory.resolve("soon.sock");
		PeerSettings settings = PeerSettings.builder(address)
			.connectWait(Duration.ofSeconds(20))
			.requestTimeout(Duration.ofSeconds(20))
			.reconnect(SOON)
			.build();
		try (TestApplication client = TestApplication.with().peer("peer", settings).start()) {
			var answer = client.request("echo").body("patience").requestAsync(String.class);
			try (TestApplication server = TestApplication.listeningOn(address)) {
				assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo("patience");
				assertThat(server.handler.texts(OpCode.REQUEST)).containsExactly("patience");
			}
		}
	}

	@Test
	void givesUpAfterTheLastAttempt() {
		ReconnectSettings twice = new ReconnectSettings(true, Duration.ZERO, 1, Duration.ZERO, 0, 2);
		try (TestApplication client = client("unix:" + this.directory.resolve("nobody.sock"), twice)) {
			await().until(() -> client.peer().state() == TofuPeer.State.DISCONNECTED);
			assertThat(client.peer().lastFailure()).isNotBlank();
			await().during(Duration.ofMillis(100)).until(() -> client.ampe.stats().channels() == 0);
		}
	}

	@Test
	void unauthorizedStopsConnecting() {
		try (TestApplication server = TestApplication.listeningOn("tcp://127.0.0.1:0")) {
			server.handler.reactions.put(OpCode.HELLO_REQUEST,
					(channel, id, message) -> channel.reject(ErrorTypes.UNAUTHORIZED, "who are you?"));
			try (TestApplication client = client(server.address(), SOON)) {
				await().until(() -> client.peer().state() == TofuPeer.State.REJECTED);
				assertThat(client.peer().lastFailure()).contains("unauthorized").contains("who are you?");
				await().until(() -> server.handler.closed.size() == 1);
				assertThatExceptionOfType(TofuDisconnectedException.class)
					.isThrownBy(() -> client.request("echo").request(String.class))
					.withMessageContaining("who are you?");
				await().during(Duration.ofMillis(100)).until(() -> server.connections.channels().isEmpty());
				assertThat(client.events).isEmpty();
				assertThat(server.events(TofuPeerConnectedEvent.class)).isEmpty();
			}
		}
	}

	@Test
	void otherRejectionsDoNotStopConnecting() {
		try (TestApplication server = TestApplication.listeningOn("tcp://127.0.0.1:0")) {
			TestHandler.Reaction accept = server.handler.reactions.get(OpCode.HELLO_REQUEST);
			server.handler.reactions.put(OpCode.HELLO_REQUEST, (channel, id, message) -> {
				server.handler.reactions.put(OpCode.HELLO_REQUEST, accept);
				channel.reject(ErrorTypes.OVERLOADED, null);
			});
			try (TestApplication client = client(server.address(), SOON)) {
				await().until(() -> client.peer().state() == TofuPeer.State.CONNECTED);
				assertThat(server.handler.texts(OpCode.HELLO_REQUEST)).hasSize(2);
			}
		}
	}

	@Test
	void helloHeadersAreExchanged() {
		try (TestApplication server = TestApplication.listeningOn("tcp://127.0.0.1:0")) {
			server.handler.reactions.put(OpCode.HELLO_REQUEST,
					(channel, id, message) -> channel.respond(OpCode.HELLO_REQUEST, id, Map.of("version", 3), null));
			PeerSettings settings = PeerSettings.builder(server.address()).required(true).header("tenant", "a").build();
			try (TestApplication client = TestApplication.with().peer("peer", settings).start()) {
				await().until(() -> client.peer().state() == TofuPeer.State.CONNECTED);
				assertThat(client.peer().isRequired()).isTrue();
				assertThat(client.peer().channel().helloHeaders()).containsEntry("version", List.of("3"));
				TofuChannel accepted = server.connections.channels().iterator().next();
				assertThat(accepted.helloHeaders()).containsEntry("tenant", List.of("a"));
			}
		}
	}

	@Test
	void silentPeerIsDroppedAfterTheConnectTimeout() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
			PeerSettings settings = PeerSettings.builder("tcp://127.0.0.1:" + server.getLocalPort())
				.connectTimeout(Duration.ofMillis(50))
				.reconnect(NEVER)
				.build();
			try (TestApplication client = TestApplication.with().peer("peer", settings).start();
					RawPeer raw = RawPeer.accept(server)) {
				assertThat(raw.receive()).satisfies((hello) -> {
					assertThat(hello.opCode()).isEqualTo(OpCode.HELLO_REQUEST);
					assertThat(hello.headers()).contains("~connect_to:tcp|127.0.0.1|").contains("tofu-drain:");
				});
				await().until(() -> client.peer().state() == TofuPeer.State.DISCONNECTED);
				assertThat(client.peer().lastFailure()).contains("no HelloResponse within 50 ms");
				assertThat(raw.receive()).isNull();
			}
		}
	}

	@Test
	void silentPeerDoesNotHoldUpTheStop() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
				TestApplication client = client("tcp://127.0.0.1:" + server.getLocalPort(), NEVER);
				RawPeer raw = RawPeer.accept(server)) {
			assertThat(raw.receive().opCode()).isEqualTo(OpCode.HELLO_REQUEST);
			assertTimeout(Duration.ofSeconds(2), () -> client.connections.stop());
			assertThat(raw.receive()).isNull();
		}
	}

	@Test
	void unansweredRequestsFailWhenTheConnectionBreaks() throws Exception {
		try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
				TestApplication client = client("tcp://127.0.0.1:" + server.getLocalPort(), NEVER)) {
			try (RawPeer raw = RawPeer.accept(server)) {
				raw.send(OpCode.HELLO_RESPONSE, raw.receive().id(), "", "");
				var answer = client.request("echo").requestAsync(String.class);
				assertThat(raw.receive().opCode()).isEqualTo(OpCode.REQUEST);
				raw.hangUp();
				assertThat(answer).failsWithin(Duration.ofSeconds(10))
					.withThrowableThat()
					.havingCause()
					.isInstanceOfSatisfying(TofuDisconnectedException.class,
							(failure) -> assertThat(failure.notProcessed()).isFalse());
			}
		}
	}

	@ParameterizedTest
	@CsvSource({ "'',true", "tofu-taken:yes,false" })
	void unansweredRequestsWereNotProcessedUnlessTheGoodbyeSaysSo(String header, boolean notProcessed)
			throws Exception {
		try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
				TestApplication client = client("tcp://127.0.0.1:" + server.getLocalPort(), NEVER)) {
			try (RawPeer raw = RawPeer.accept(server)) {
				raw.send(OpCode.HELLO_RESPONSE, raw.receive().id(), "", "");
				var answer = client.request("echo").requestAsync(String.class);
				assertThat(raw.receive().opCode()).isEqualTo(OpCode.REQUEST);
				raw.send(OpCode.BYE_REQUEST, 77, header.isEmpty() ? "" : header + "\r\n", "");
				assertThat(answer).failsWithin(Duration.ofSeconds(10))
					.withThrowableThat()
					.havingCause()
					.isInstanceOfSatisfying(TofuDisconnectedException.class,
							(failure) -> assertThat(failure.notProcessed()).isEqualTo(notProcessed));
				assertThat(raw.receive()).satisfies((bye) -> {
					assertThat(bye.opCode()).isEqualTo(OpCode.BYE_RESPONSE);
					assertThat(bye.id()).isEqualTo(77);
				});
			}
		}
	}

	@Test
	void requestsThatWereNeverSentWereNotProcessed() throws Exception {
		try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
				TestApplication client = client("tcp://127.0.0.1:" + server.getLocalPort(), NEVER)) {
			try (RawPeer raw = RawPeer.accept(server)) {
				raw.send(OpCode.HELLO_RESPONSE, raw.receive().id(), "", "");
				await().until(() -> client.peer().channel() != null);
				List<CompletableFuture<String>> answers = new ArrayList<>();
				for (int i = 0; i < 200; i++) {
					answers.add(client.request("bulk").body(new byte[60_000]).requestAsync(String.class));
				}
				assertThat(raw.receive().opCode()).isEqualTo(OpCode.REQUEST);
				raw.hangUp();
				assertThat(answers).allSatisfy((answer) -> assertThat(answer).failsWithin(Duration.ofSeconds(10))
					.withThrowableThat()
					.withCauseInstanceOf(TofuDisconnectedException.class));
				assertThat(notProcessed(answers.get(0))).isFalse();
				assertThat(notProcessed(answers.get(199))).isTrue();
				await().untilAsserted(() -> assertThat(client.ampe.stats().messagesInUse()).isZero());
			}
		}
	}

	@Test
	void peerThatDoesNotReadIsATimeout() throws Exception {
		AmpeOptions shortQueue = AmpeOptions.builder().sendQueueMessages(2).build();
		try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
				TestApplication client = TestApplication.with()
					.options(shortQueue)
					.settings(Duration.ofMillis(50), 1000)
					.peer("peer", PeerSettings.of("tcp://127.0.0.1:" + server.getLocalPort()))
					.start();
				RawPeer raw = RawPeer.accept(server)) {
			raw.send(OpCode.HELLO_RESPONSE, raw.receive().id(), "", "");
			TofuClient.RequestSpec request = client.request("bulk").body(new byte[60_000]);
			for (int i = 0; i < 500; i++) {
				request.signal();
				request.timeout(Duration.ofMillis(20));
			}
		}
		catch (TofuTimeoutException ex) {
			assertThat(ex).hasMessageContaining("does not take");
			return;
		}
		fail("Everything was sent");
	}

	@Test
	void drainingPeerGetsNoNewRequests() throws Exception {
		try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
				TestApplication client = client("tcp://127.0.0.1:" + server.getLocalPort(), NEVER)) {
			try (RawPeer raw = RawPeer.accept(server)) {
				raw.send(OpCode.HELLO_RESPONSE, raw.receive().id(), "", "");
				var answer = client.request("echo").requestAsync(String.class);
				long id = raw.receive().id();
				TofuChannel channel = client.peer().channel();
				raw.send(OpCode.SIGNAL, 5, "tofu-drain:yes\r\n", "");
				await().until(() -> !channel.takesRequests());
				assertThatExceptionOfType(TofuDisconnectedException.class)
					.isThrownBy(() -> channel.route("echo").request(String.class))
					.withMessageContaining("the peer is stopping");
				assertThatExceptionOfType(TofuDisconnectedException.class)
					.isThrownBy(() -> client.request("echo").timeout(Duration.ofMillis(50)).request(String.class))
					.withMessageContaining("the peer is stopping")
					.satisfies((thrown) -> assertThat(thrown.notProcessed()).isTrue());
				raw.send(OpCode.RESPONSE, id, "", "still answered");
				assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("still answered");
				assertThat(client.handler.texts(OpCode.SIGNAL)).isEmpty();
			}
		}
	}

	@Test
	void errorInTheLastFrameCounts() throws Exception {
		try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
				TestApplication client = client("tcp://127.0.0.1:" + server.getLocalPort(), NEVER)) {
			try (RawPeer raw = RawPeer.accept(server)) {
				raw.send(OpCode.HELLO_RESPONSE, raw.receive().id(), "", "");
				var answer = client.request("echo").requestAsync(String.class);
				long id = raw.receive().id();
				raw.send(OpCode.RESPONSE, id, true, "", "half an ans");
				raw.send(OpCode.RESPONSE, id, false, "error-type:internal\r\n", "");
				assertThat(answer).failsWithin(Duration.ofSeconds(10))
					.withThrowableThat()
					.havingCause()
					.isInstanceOf(TofuRemoteException.class);
			}
		}
	}

	@Test
	void serverIsNoNameForAPeer() {
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> TestApplication.with().peer("server", PeerSettings.of("tcp://127.0.0.1:1")).build());
	}

	@Test
	void unreadableAddressFailsTheStart() {
		try (TestApplication client = TestApplication.with().peer("peer", PeerSettings.of("http://x")).build()) {
			assertThatExceptionOfType(TofuException.class).isThrownBy(client.traffic::start)
				.withMessageContaining("peer");
			assertThat(client.traffic.isRunning()).isFalse();
		}
	}

	@Test
	void placeholdersAreResolvedAtEachStart() {
		try (TestApplication server = TestApplication.listeningOn("tcp://127.0.0.1:0");
				TestApplication client = TestApplication.with().peer("peer", PeerSettings.of("${there}")).build()) {
			client.peers.setEmbeddedValueResolver((text) -> text.replace("${there}", server.address()));
			client.traffic.start();
			await().until(() -> client.peer().state() == TofuPeer.State.CONNECTED);
			assertThat(client.peer().address()).isEqualTo(server.address());
		}
	}

	private static boolean notProcessed(CompletableFuture<String> answer) {
		return ((TofuDisconnectedException) answer.handle((text, failure) -> failure).join()).notProcessed();
	}

	private static TestApplication client(String address, ReconnectSettings reconnect) {
		return TestApplication.with()
			.peer("peer", PeerSettings.builder(address).connectWait(Duration.ofSeconds(5)).reconnect(reconnect).build())
			.start();
	}

}
