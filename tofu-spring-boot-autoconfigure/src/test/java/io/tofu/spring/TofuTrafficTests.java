package io.tofu.spring;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.tofu.OpCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/** Beginning and ending the traffic. */
@Timeout(60)
class TofuTrafficTests {

	private static final String ANY_PORT = "tcp://127.0.0.1:0";

	@Test
	void stopServesWhatIsUnderWay() throws Exception {
		try (TestApplication server = TestApplication.listeningOn(ANY_PORT);
				TestApplication client = TestApplication.connectedTo(server.address())) {
			CompletableFuture<Runnable> finish = new CompletableFuture<>();
			server.handler.reactions.put(OpCode.REQUEST, (channel, id, message) -> {
				server.handler.inFlight.incrementAndGet();
				finish.complete(() -> {
					TestHandler.echo(channel, id, message);
					server.handler.inFlight.decrementAndGet();
				});
			});
			CompletableFuture<String> answer = client.request("slow").body("slow").requestAsync(String.class);
			Runnable running = finish.get(10, TimeUnit.SECONDS);
			CountDownLatch stopped = new CountDownLatch(1);
			server.traffic.stop(stopped::countDown);
			assertThat(server.traffic.isRunning()).isTrue();
			await().until(() -> !client.peer().channel().takesRequests());
			assertThat(stopped.getCount()).isOne();
			running.run();
			assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
			assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("slow");
			assertThat(server.traffic.isRunning()).isFalse();
			assertThat(server.servers.all().get(0).state()).isEqualTo(TofuServer.State.STOPPED);
		}
	}

	@Test
	void stopEndsWithTheGracePeriodAndRequestsAreUnavailableThen() throws IOException {
		TestApplication server = TestApplication.with().addresses(ANY_PORT).gracePeriod(Duration.ofMillis(50)).start();
		try (server; RawPeer peer = RawPeer.greet(server.address())) {
			server.handler.inFlight.set(1);
			server.traffic.stop();
			peer.send(OpCode.REQUEST, 10, true, "route:x\r\n", "one ");
			peer.send(OpCode.REQUEST, 10, false, "", "request");
			assertThat(peer.receive())
				.isEqualTo(new RawPeer.Frame(OpCode.RESPONSE, false, 10, "error-type:unavailable\r\n", ""));
			peer.send(OpCode.SIGNAL, 11, "", "unheard");
			peer.send(OpCode.BYE_REQUEST, 12, "", "");
			assertThat(peer.receive()).isEqualTo(new RawPeer.Frame(OpCode.BYE_RESPONSE, false, 12, "", ""));
			assertThat(server.handler.texts(OpCode.SIGNAL)).isEmpty();
		}
	}

	@Test
	void startEndsAStopThatStillWaits() throws Exception {
		try (TestApplication server = TestApplication.with()
			.addresses(ANY_PORT)
			.gracePeriod(Duration.ofMillis(200))
			.start()) {
			server.handler.inFlight.set(1);
			CountDownLatch stopped = new CountDownLatch(1);
			server.traffic.stop(stopped::countDown);
			server.connections.stop();
			server.traffic.start();
			assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
			try (TestApplication client = TestApplication.connectedTo(server.address())) {
				await().during(Duration.ofMillis(400))
					.untilAsserted(() -> assertThat(client.request("echo").body("again").request(String.class))
						.isEqualTo("again"));
			}
			assertThat(server.traffic.isRunning()).isTrue();
			server.handler.inFlight.set(0);
		}
	}

	@Test
	void newConnectionsAreRefusedWhileStopping() throws IOException {
		try (TestApplication server = TestApplication.listeningOn(ANY_PORT);
				RawPeer peer = RawPeer.connect(server.address())) {
			await().until(() -> server.ampe.stats().channels() == 2);
			server.handler.inFlight.set(1);
			server.traffic.stop(() -> {
			});
			peer.send(OpCode.HELLO_REQUEST, 1, "~connect_to:tcp|127.0.0.1|1\r\n", "");
			assertThat(peer.receive()).satisfies((answer) -> {
				assertThat(answer.opCode()).isEqualTo(OpCode.HELLO_RESPONSE);
				assertThat(answer.headers()).contains("error-type:unavailable");
			});
			assertThat(peer.receive().opCode()).isEqualTo(OpCode.BYE_REQUEST);
			server.handler.inFlight.set(0);
		}
	}

	@Test
	void onlyThoseWhoUnderstandItAreToldToDrain() throws IOException {
		try (TestApplication server = TestApplication.listeningOn(ANY_PORT);
				RawPeer plain = RawPeer.greet(server.address());
				RawPeer starter = RawPeer.connect(server.address())) {
			starter.send(OpCode.HELLO_REQUEST, 1, "~connect_to:tcp|127.0.0.1|1\r\ntofu-drain:yes\r\n", "");
			assertThat(starter.receive().headers()).isEqualTo("tofu-drain:yes\r\n");
			server.traffic.stop();
			assertThat(starter.receive()).satisfies((signal) -> {
				assertThat(signal.opCode()).isEqualTo(OpCode.SIGNAL);
				assertThat(signal.headers()).isEqualTo("tofu-drain:yes\r\n");
			});
			CompletableFuture<Void> stopped = CompletableFuture.runAsync(server.connections::stop);
			assertThat(plain.receive().opCode()).isEqualTo(OpCode.BYE_REQUEST);
			plain.send(OpCode.BYE_RESPONSE, 1, "", "");
			assertThat(starter.receive().opCode()).isEqualTo(OpCode.BYE_REQUEST);
			starter.send(OpCode.BYE_RESPONSE, 2, "", "");
			assertThat(stopped).succeedsWithin(Duration.ofSeconds(4));
		}
	}

	@Test
	void starterIsServedUntilItHasSeenThatWeStop() throws Exception {
		try (TestApplication server = TestApplication.listeningOn(ANY_PORT);
				RawPeer starter = RawPeer.connect(server.address())) {
			starter.send(OpCode.HELLO_REQUEST, 1, "~connect_to:tcp|127.0.0.1|1\r\ntofu-drain:yes\r\n", "");
			starter.receive();
			CountDownLatch stopped = new CountDownLatch(1);
			server.traffic.stop(stopped::countDown);
			assertThat(starter.receive().headers()).isEqualTo("tofu-drain:yes\r\n");
			await().during(Duration.ofMillis(300)).until(() -> stopped.getCount() == 1);
			starter.send(OpCode.REQUEST, 10, "", "far away");
			assertThat(starter.receive().body()).isEqualTo("far away");
			starter.send(OpCode.SIGNAL, 11, "tofu-drain:seen\r\n", "");
			assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	void starterIsAskedOnceHoweverManyDoSo() throws Exception {
		try (TestApplication server = TestApplication.listeningOn(ANY_PORT);
				RawPeer starter = RawPeer.connect(server.address())) {
			starter.send(OpCode.HELLO_REQUEST, 1, "~connect_to:tcp|127.0.0.1|1\r\ntofu-drain:yes\r\n", "");
			starter.receive();
			TofuChannel channel = server.connections.channels().iterator().next();
			await().until(channel::isConnected);
			assertThat(channel.drainSignals().ask()).isTrue();
			assertThat(channel.drainSignals().ask()).isTrue();
			channel.drainSignals().takeBack();
			assertThat(starter.receive().headers()).isEqualTo("tofu-drain:yes\r\n");
			assertThat(starter.receive().headers()).isEqualTo("tofu-drain:no\r\n");
		}
	}

	@Test
	void starterWhoseHelloIsUndecidedIsToldBehindTheAnswer() throws Exception {
		try (TestApplication server = TestApplication.listeningOn(ANY_PORT);
				RawPeer starter = RawPeer.connect(server.address())) {
			CompletableFuture<Runnable> decision = new CompletableFuture<>();
			server.handler.reactions.put(OpCode.HELLO_REQUEST, (channel, id, message) -> decision
				.complete(() -> channel.respond(OpCode.HELLO_REQUEST, id, Map.of(), null)));
			starter.send(OpCode.HELLO_REQUEST, 1, "~connect_to:tcp|127.0.0.1|1\r\ntofu-drain:yes\r\n", "");
			Runnable accept = decision.get(10, TimeUnit.SECONDS);
			server.handler.inFlight.set(1);
			server.traffic.stop(() -> {
			});
			accept.run();
			assertThat(starter.receive().opCode()).isEqualTo(OpCode.HELLO_RESPONSE);
			assertThat(starter.receive().headers()).isEqualTo("tofu-drain:yes\r\n");
			server.handler.inFlight.set(0);
		}
	}

	@Test
	void starterThatHasSeenThatWeStopSaysSo() throws Exception {
		try (TestApplication server = TestApplication.listeningOn(ANY_PORT);
				RawPeer starter = RawPeer.greet(server.address())) {
			starter.send(OpCode.SIGNAL, 2, "tofu-drain:yes\r\n", "");
			assertThat(starter.receive().headers()).isEqualTo("tofu-drain:seen\r\n");
			TofuChannel channel = server.connections.channels().iterator().next();
			assertThat(channel.takesRequests()).isFalse();
			starter.send(OpCode.SIGNAL, 3, "tofu-drain:no\r\n", "");
			await().until(channel::takesRequests);
		}
	}

	@Test
	void peersTakeUpRequestsWhenTheTrafficStartsAgain() {
		try (TestApplication server = TestApplication.listeningOn(ANY_PORT);
				TestApplication client = TestApplication.connectedTo(server.address())) {
			await().until(() -> client.peer().channel() != null);
			TofuChannel channel = client.peer().channel();
			server.traffic.stop();
			await().until(() -> !channel.takesRequests());
			CompletableFuture<TofuChannel> waiting = client.peer().connector().connection(Duration.ofSeconds(30));
			assertThat(waiting).isNotDone();
			server.traffic.start();
			assertThat(waiting).succeedsWithin(Duration.ofSeconds(10)).isSameAs(channel);
			assertThat(client.request("echo").body("again").request(String.class)).isEqualTo("again");
		}
	}

	@Test
	void peersThatCannotBeAskedHaveAMomentForWhatIsUnderWay() throws IOException {
		try (TestApplication server = TestApplication.listeningOn(ANY_PORT);
				RawPeer plain = RawPeer.greet(server.address())) {
			plain.send(OpCode.REQUEST, 2, "", "before");
			assertThat(plain.receive().body()).isEqualTo("before");
			long begun = System.nanoTime();
			server.traffic.stop();
			assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(100));
		}
	}

	@Test
	void requestsOfOursGoOnAfterTheTrafficStopped() {
		try (TestApplication server = TestApplication.listeningOn(ANY_PORT);
				TestApplication client = TestApplication.connectedTo(server.address())) {
			await().until(() -> client.peer().channel() != null);
			client.traffic.stop();
			assertThat(client.request("echo").body("still there").request(String.class)).isEqualTo("still there");
			client.connections.stop();
			TofuDisconnectedException thrown = catchThrowableOfType(TofuDisconnectedException.class,
					() -> client.request("echo").request(String.class));
			assertThat(thrown.notProcessed()).isTrue();
			assertThat(client.peer().state()).isEqualTo(TofuPeer.State.STOPPED);
		}
	}

	@Test
	void startsAgainAfterAStop() {
		try (TestApplication server = TestApplication.listeningOn(ANY_PORT);
				TestApplication client = TestApplication.connectedTo(server.address())) {
			for (int i = 0; i < 5; i++) {
				assertThat(client.request("echo").body("hello").request(String.class)).isEqualTo("hello");
				client.traffic.stop();
				client.connections.stop();
				client.connections.start();
				client.traffic.start();
			}
			assertThat(client.ampe.stats().groups()).isOne();
		}
	}

	@Test
	void stoppingTwiceAtOnceCallsBothCallbacks() throws InterruptedException {
		try (TestApplication server = TestApplication.listeningOn(ANY_PORT)) {
			server.handler.inFlight.set(1);
			CountDownLatch stopped = new CountDownLatch(2);
			server.traffic.stop(stopped::countDown);
			server.traffic.stop(stopped::countDown);
			server.handler.inFlight.set(0);
			assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
			CountDownLatch again = new CountDownLatch(1);
			server.traffic.stop(again::countDown);
			assertThat(again.getCount()).isZero();
		}
	}

	@Test
	void failingHandlerDoesNotHoldUpTheStop() throws InterruptedException {
		TestHandler broken = new TestHandler() {

			@Override
			public int inFlight() {
				throw new IllegalStateException("broken");
			}

		};
		try (TestApplication server = TestApplication.with().addresses(ANY_PORT).handler(broken).start()) {
			CountDownLatch stopped = new CountDownLatch(1);
			server.traffic.stop(stopped::countDown);
			assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	void goodbyeIsSaidToAllAtOnce() throws IOException {
		TestApplication server = TestApplication.with()
			.addresses(ANY_PORT)
			.settings(Duration.ofMillis(200), 1000)
			.start();
		try (server; RawPeer one = RawPeer.greet(server.address()); RawPeer two = RawPeer.greet(server.address())) {
			server.traffic.stop();
			CompletableFuture<Void> stopped = CompletableFuture.runAsync(server.connections::stop);
			assertThat(one.receive().opCode()).isEqualTo(OpCode.BYE_REQUEST);
			assertThat(two.receive().opCode()).isEqualTo(OpCode.BYE_REQUEST);
			assertThat(stopped).succeedsWithin(Duration.ofSeconds(10));
			assertThat(server.handler.closed).hasSize(2);
			assertThat(server.events(TofuPeerDisconnectedEvent.class)).hasSize(2);
			assertThat(server.ampe.stats().channels()).isZero();
		}
	}

}
