package io.tofu.spring;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.tofu.OpCode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** When it is tried again, and what becomes of requests meanwhile. */
@Timeout(60)
class PeerReconnectTests {

	private static final Duration AGES = Duration.ofHours(1);

	private static final ReconnectSettings SOON = new ReconnectSettings(true, Duration.ofMillis(5), 1,
			Duration.ofMillis(5), 0, null);

	private static final ReconnectSettings LATER = new ReconnectSettings(true, AGES, 1, AGES, 0, null);

	private static final int ROUNDS = 8;

	/** More than fits between us and the peer. */
	private static final int BURST = 150;

	@TempDir
	private Path directory;

	/**
	 * A peer that reads some requests, answers some of these and hangs up, again and
	 * again: none arrives twice, and none that was "not processed" arrives at all.
	 */
	@Test
	void nothingIsSentTwiceAndNotProcessedIsTrue() throws Exception {
		long seed = Long.getLong("tofu.test.seed", System.nanoTime());
		System.out.println("PeerReconnectTests: -Dtofu.test.seed=" + seed);
		List<String> journal = new CopyOnWriteArrayList<>();
		Map<String, CompletableFuture<String>> answers = new LinkedHashMap<>();
		try (ServerSocket server = narrow();
				TestApplication client = TestApplication.with()
					.peer("peer",
							PeerSettings.builder("tcp://127.0.0.1:" + server.getLocalPort())
								.connectWait(Duration.ofSeconds(10))
								.reconnect(SOON)
								.build())
					.start()) {
			CompletableFuture<Void> peer = CompletableFuture
				.runAsync(() -> serveAndHangUp(server, new Random(seed), journal));
			while (!peer.isDone()) {
				for (int i = 0; i < BURST; i++) {
					String name = "request-" + answers.size();
					answers.put(name,
							client.request(name).body(new byte[60_000]).timeout(AGES).requestAsync(String.class));
				}
				await().until(() -> peer.isDone()
						|| answers.values().stream().filter((a) -> !a.isDone()).count() < BURST / 2);
			}
			peer.get();
			client.connections.stop();
			await().until(() -> answers.values().stream().allMatch(CompletableFuture::isDone));
		}
		assertThat(journal).doesNotHaveDuplicates().hasSizeGreaterThan(ROUNDS);
		List<String> notProcessed = new ArrayList<>();
		answers.forEach((name, answer) -> {
			Throwable failure = answer.handle((text, thrown) -> thrown).join();
			assertThat(failure).as(name)
				.satisfiesAnyOf((none) -> assertThat(none).isNull(),
						(some) -> assertThat(some).isInstanceOf(TofuDisconnectedException.class));
			if (failure instanceof TofuDisconnectedException thrown && thrown.notProcessed()) {
				notProcessed.add(name);
			}
		});
		assertThat(notProcessed).isNotEmpty().doesNotContainAnyElementsOf(journal);
	}

	@Test
	void connectCutsThePauseShort() {
		String address = "unix:" + this.directory.resolve("late.sock");
		try (TestApplication client = client(PeerSettings.builder(address).reconnect(LATER).build())) {
			await().until(() -> client.peer().lastFailure() != null);
			try (TestApplication server = TestApplication.listeningOn(address)) {
				client.peer().connect();
				await().until(() -> client.peer().state() == TofuPeer.State.CONNECTED);
				client.peer().connect();
				assertThat(server.connections.channels()).hasSize(1);
			}
		}
	}

	@Test
	void connectBeginsAnewAfterARejection() {
		try (TestApplication server = TestApplication.listeningOn("tcp://127.0.0.1:0")) {
			TestHandler.Reaction accept = server.handler.reactions.get(OpCode.HELLO_REQUEST);
			server.handler.reactions.put(OpCode.HELLO_REQUEST,
					(channel, id, message) -> channel.reject(ErrorTypes.UNAUTHORIZED, null));
			try (TestApplication client = client(PeerSettings.of(server.address()))) {
				await().until(() -> client.peer().state() == TofuPeer.State.REJECTED);
				server.handler.reactions.put(OpCode.HELLO_REQUEST, accept);
				client.peer().connect();
				await().until(() -> client.peer().state() == TofuPeer.State.CONNECTED);
			}
		}
	}

	@Test
	void nobodyWaitsWhereNoAttemptWillCome() {
		ReconnectSettings twice = new ReconnectSettings(true, Duration.ofMillis(20), 1, Duration.ofMillis(20), 0, 2);
		PeerSettings settings = PeerSettings.builder("unix:" + this.directory.resolve("nobody.sock"))
			.connectWait(AGES)
			.requestTimeout(AGES)
			.reconnect(twice)
			.build();
		try (TestApplication client = client(settings)) {
			for (int i = 0; i < 2; i++) {
				assertThatExceptionOfType(TofuDisconnectedException.class)
					.isThrownBy(() -> client.request("echo").request(String.class))
					.withMessageContaining("nobody.sock");
			}
		}
	}

	@Test
	void placeholdersAreResolvedAtEachAttempt() {
		AtomicReference<String> there = new AtomicReference<>("unix:" + this.directory.resolve("nobody.sock"));
		try (TestApplication server = TestApplication.listeningOn("tcp://127.0.0.1:0");
				TestApplication client = TestApplication.with()
					.peer("peer", PeerSettings.builder("${there}").reconnect(SOON).build())
					.build()) {
			client.peers.setEmbeddedValueResolver((text) -> text.replace("${there}", there.get()));
			client.traffic.start();
			await().until(() -> client.peer().lastFailure() != null);
			there.set(server.address());
			await().until(() -> client.peer().state() == TofuPeer.State.CONNECTED);
			assertThat(client.peer().address()).isEqualTo(server.address());
		}
	}

	@Test
	void placeholderWithoutValueIsAFailedAttempt() {
		AtomicReference<@Nullable String> there = new AtomicReference<>();
		try (TestApplication server = TestApplication.listeningOn("tcp://127.0.0.1:0");
				TestApplication client = TestApplication.with()
					.peer("peer", PeerSettings.builder("${there}").reconnect(SOON).build())
					.build()) {
			client.peers.setEmbeddedValueResolver((text) -> {
				if (there.get() == null) {
					throw new IllegalArgumentException("no value for " + text);
				}
				return there.get();
			});
			client.traffic.start();
			await().until(() -> client.peer().lastFailure() != null);
			assertThat(client.peer().lastFailure()).isEqualTo("no value for ${there}");
			there.set(server.address());
			await().until(() -> client.peer().state() == TofuPeer.State.CONNECTED);
		}
	}

	@Test
	void nobodyWaitsForWhoeverResolvesThePlaceholder() throws Exception {
		Thread starting = Thread.currentThread();
		CountDownLatch asked = new CountDownLatch(1);
		CompletableFuture<String> answer = new CompletableFuture<>();
		String nowhere = "unix:" + this.directory.resolve("nobody.sock");
		PeerSettings settings = PeerSettings.builder("${there}")
			.connectWait(Duration.ofMillis(20))
			.reconnect(SOON)
			.build();
		try (TestApplication client = TestApplication.with().peer("peer", settings).build()) {
			client.peers.setEmbeddedValueResolver((text) -> {
				if (starting.equals(Thread.currentThread())) {
					return nowhere;
				}
				asked.countDown();
				return answer.join();
			});
			client.traffic.start();
			assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
			assertThat(client.request("echo").requestAsync(String.class)).failsWithin(Duration.ofSeconds(10))
				.withThrowableThat()
				.withCauseInstanceOf(TofuDisconnectedException.class);
			answer.complete(nowhere);
		}
		finally {
			answer.complete(nowhere);
		}
	}

	@Test
	void anAttemptForWhichThereIsNoThreadIsNotTheLastOne() {
		AtomicReference<String> there = new AtomicReference<>("unix:" + this.directory.resolve("nobody.sock"));
		AtomicInteger asked = new AtomicInteger();
		try (TestApplication server = TestApplication.listeningOn("tcp://127.0.0.1:0");
				TestApplication client = TestApplication.with()
					.peer("peer", PeerSettings.builder("${there}").reconnect(SOON).build())
					.build()) {
			((ThreadPoolExecutor) client.callbacks).setThreadFactory((task) -> {
				if (asked.incrementAndGet() <= 2) {
					throw new OutOfMemoryError("no thread, by the test");
				}
				return new Thread(task, "test-callback");
			});
			client.peers.setEmbeddedValueResolver((text) -> text.replace("${there}", there.get()));
			client.traffic.start();
			await().until(() -> asked.get() > 2);
			there.set(server.address());
			await().until(() -> client.peer().state() == TofuPeer.State.CONNECTED);
		}
	}

	@Test
	void connectionsThatAreLostAreNoFailedAttempts() throws Exception {
		ReconnectSettings twice = new ReconnectSettings(true, Duration.ofMillis(1), 1, Duration.ofSeconds(30), 0, 2);
		try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
				TestApplication client = client(
						PeerSettings.builder("tcp://127.0.0.1:" + server.getLocalPort()).reconnect(twice).build())) {
			for (int i = 0; i < 5; i++) {
				try (RawPeer raw = RawPeer.accept(server)) {
					raw.send(OpCode.HELLO_RESPONSE, raw.receive().id(), "", "");
					await().until(() -> client.peer().state() == TofuPeer.State.CONNECTED);
				}
				await().until(() -> client.peer().state() != TofuPeer.State.CONNECTED);
			}
			try (RawPeer raw = RawPeer.accept(server)) {
				assertThat(raw.receive().opCode()).isEqualTo(OpCode.HELLO_REQUEST);
			}
		}
	}

	@Test
	void aFailedFirstConnectionMayBeTheLast() {
		String address = "unix:" + this.directory.resolve("late.sock");
		PeerSettings once = PeerSettings.builder(address)
			.startupFailurePolicy(StartupFailurePolicy.CONTINUE)
			.connectWait(AGES)
			.reconnect(SOON)
			.build();
		try (TestApplication client = client(once)) {
			assertThatExceptionOfType(TofuDisconnectedException.class)
				.isThrownBy(() -> client.request("echo").timeout(AGES).request(String.class));
			TestApplication server = TestApplication.listeningOn(address);
			client.peer().connect();
			await().until(() -> client.peer().state() == TofuPeer.State.CONNECTED);
			server.close();
			try (TestApplication again = TestApplication.listeningOn(address)) {
				assertThat(client.request("echo").body("again").request(String.class)).isEqualTo("again");
				assertThat(again.handler.texts(OpCode.REQUEST)).containsExactly("again");
			}
		}
	}

	@Test
	void theStartFailsWithoutAPeerThatItNeeds() {
		String address = "unix:" + this.directory.resolve("late.sock");
		PeerSettings needed = PeerSettings.builder(address)
			.startupFailurePolicy(StartupFailurePolicy.STOP)
			.connectTimeout(Duration.ofMillis(200))
			.reconnect(SOON)
			.build();
		try (TestApplication client = TestApplication.with()
			.addresses("tcp://127.0.0.1:0")
			.peer("peer", needed)
			.build()) {
			assertThatExceptionOfType(TofuPeerException.class).isThrownBy(client.traffic::start).satisfies((thrown) -> {
				assertThat(thrown.peer()).isEqualTo("peer");
				assertThat(thrown.address()).isEqualTo(address);
				assertThat(thrown.reason()).contains("late.sock");
			});
			assertThat(client.traffic.isRunning()).isFalse();
			await().until(() -> client.ampe.stats().channels() == 0);
			try (TestApplication server = TestApplication.listeningOn(address)) {
				client.traffic.start();
				assertThat(client.peer().state()).isEqualTo(TofuPeer.State.CONNECTED);
				assertThat(server.connections.channels()).hasSize(1);
			}
		}
	}

	private static ServerSocket narrow() throws IOException {
		ServerSocket server = new ServerSocket();
		server.setReceiveBufferSize(1 << 16);
		server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
		return server;
	}

	private static void serveAndHangUp(ServerSocket server, Random random, List<String> journal) {
		for (int round = 0; round < ROUNDS; round++) {
			try (RawPeer raw = RawPeer.accept(server)) {
				raw.send(OpCode.HELLO_RESPONSE, raw.receive().id(), "", "");
				int count = 1 + random.nextInt(40);
				for (int i = 0; i < count; i++) {
					RawPeer.Frame request = raw.receive();
					journal.add(request.headers().split("\r\n")[0].substring("route:".length()));
					if (random.nextBoolean()) {
						raw.send(OpCode.RESPONSE, request.id(), "", "done");
					}
				}
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}
	}

	private static TestApplication client(PeerSettings settings) {
		return TestApplication.with().peer("peer", settings).start();
	}

}
