package io.tofu.spring;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.tofu.OpCode;
import io.tofu.test.FreePorts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Starts and stops that meet each other, or that fail. */
@Timeout(60)
class TofuTrafficRestartTests {

	private static final String ANY_PORT = "tcp://127.0.0.1:0";

	private static final Duration HOURS = Duration.ofHours(1);

	private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

	@Test
	void startIsNotHeldUpByAnEndThatComesAtTheSameTime() throws Exception {
		CountDownLatch cuttingOff = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		TestHandler handler = new TestHandler() {

			@Override
			public void cutOff() {
				cuttingOff.countDown();
				await().until(() -> goOn.getCount() == 0);
			}

		};
		try (TestApplication server = TestApplication.with().addresses(ANY_PORT).handler(handler).start()) {
			CountDownLatch stopped = new CountDownLatch(1);
			server.traffic.stop(stopped::countDown);
			cuttingOff.await();
			CompletableFuture<Void> started = CompletableFuture.runAsync(server.traffic::start);
			stopped.await();
			goOn.countDown();
			assertThat(started).succeedsWithin(Duration.ofSeconds(15));
			assertThat(server.traffic.isRunning()).isTrue();
		}
	}

	@Test
	void connectionsThatEndInTheMiddleOfAStopEndIt() throws Exception {
		try (TestApplication server = TestApplication.with().addresses(ANY_PORT).gracePeriod(HOURS).start()) {
			server.handler.inFlight.set(1);
			CountDownLatch stopped = new CountDownLatch(1);
			server.traffic.stop(stopped::countDown);
			server.connections.stop();
			assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
			assertThat(server.traffic.isRunning()).isFalse();
			server.connections.start();
			server.traffic.start();
			try (TestApplication client = TestApplication.connectedTo(server.address())) {
				assertThat(client.request("echo").body("again").request(String.class)).isEqualTo("again");
			}
			server.handler.inFlight.set(0);
		}
	}

	@Test
	void connectionsThatEndWithoutAStopEndTheTraffic() {
		try (TestApplication server = TestApplication.listeningOn(ANY_PORT)) {
			server.connections.stop();
			assertThat(server.traffic.isRunning()).isFalse();
			server.traffic.start();
			assertThat(server.servers.all().get(0).state()).isEqualTo(TofuServer.State.LISTENING);
		}
	}

	@Test
	void whoeverWaitsForTheEndIsToldWhenTheConnectionsAreDestroyed() {
		try (TestApplication server = TestApplication.with().addresses(ANY_PORT).gracePeriod(HOURS).start()) {
			server.handler.inFlight.set(1);
			CompletableFuture<Void> stopped = CompletableFuture.runAsync(server.traffic::stop);
			await().until(() -> server.servers.all().get(0).state() == TofuServer.State.STOPPED);
			server.connections.destroy();
			assertThat(stopped).succeedsWithin(Duration.ofSeconds(10));
			server.handler.inFlight.set(0);
		}
	}

	@Test
	void longestTimesThatCanBeToldDoNoHarm() {
		try (TestApplication server = TestApplication.with()
			.addresses(ANY_PORT)
			.gracePeriod(FOREVER)
			.settings(FOREVER, 1000)
			.start(); TestApplication client = TestApplication.connectedTo(server.address())) {
			assertThat(client.request("echo").body("hello").request(String.class)).isEqualTo("hello");
			server.traffic.stop();
			server.connections.stop();
			assertThat(server.ampe.stats().groups()).isZero();
		}
	}

	@Test
	void nothingIsServedAfterAFailedStart() throws IOException {
		String address = "tcp://127.0.0.1:" + FreePorts.tcp();
		PeerSettings needed = needed("tcp://127.0.0.1:" + FreePorts.tcp());
		try (TestApplication server = TestApplication.with().addresses(address).peer("needed", needed).build()) {
			CompletableFuture<Void> started = CompletableFuture.runAsync(server.traffic::start);
			await().until(() -> server.servers.all().get(0).state() == TofuServer.State.LISTENING);
			try (RawPeer peer = RawPeer.greet(address)) {
				assertThat(started).failsWithin(Duration.ofSeconds(30));
				peer.send(OpCode.REQUEST, 2, "", "anybody?");
				assertThat(peer.receive().headers()).isEqualTo("error-type:unavailable\r\n");
			}
		}
	}

	@Test
	void listenersThatFailWhenTheyHearOfTheEndDoNotHoldItUp() {
		try (TestApplication other = TestApplication.with().build()) {
			TofuConnections connections = new TofuConnections(other.ampe, new TofuMessageConverter(List.of()),
					new TestHandler(), TofuTrafficRestartTests::failOnStop, other.callbacks,
					ConnectionSettings.DEFAULTS);
			TofuServers servers = new TofuServers(connections, List.of(ANY_PORT, ANY_PORT));
			TofuTraffic traffic = new TofuTraffic(connections, servers, new TofuPeers(connections, Map.of()), HOURS);
			traffic.start();
			traffic.stop();
			assertThat(servers.all()).allMatch((server) -> server.state() == TofuServer.State.STOPPED);
			traffic.start();
			connections.stop();
			assertThat(servers.all()).allMatch((server) -> server.state() == TofuServer.State.STOPPED);
			assertThat(other.ampe.stats().groups()).isZero();
			connections.destroy();
		}
	}

	@Test
	void oneThatFailsBeforeTheEndDoesNotKeepTheOthersFromIt() {
		try (TestApplication server = TestApplication.listeningOn(ANY_PORT)) {
			CountDownLatch told = new CountDownLatch(1);
			server.connections.beforeStop(() -> {
				throw new IllegalStateException("broken");
			});
			server.connections.beforeStop(told::countDown);
			server.connections.stop();
			assertThat(told.getCount()).isZero();
			assertThat(server.ampe.stats().groups()).isZero();
		}
	}

	@Test
	void failedStartLeavesNothingOpen() {
		try (TestApplication first = TestApplication.listeningOn(ANY_PORT);
				TestApplication second = TestApplication.with().addresses(ANY_PORT, first.address()).build()) {
			assertThatExceptionOfType(TofuServerException.class).isThrownBy(second.traffic::start);
			assertThat(second.traffic.isRunning()).isFalse();
			assertThat(second.servers.all()).noneMatch((server) -> server.state() == TofuServer.State.LISTENING);
			assertThat(second.connections.session().dispatcher().takesRequests()).isFalse();
		}
	}

	/** A peer that is away too long for the application to start. */
	private static PeerSettings needed(String address) {
		PeerSettings defaults = PeerSettings.of(address);
		return new PeerSettings(address, true, StartupFailurePolicy.STOP, Map.of(), true, Duration.ofSeconds(2),
				defaults.connectWait(), defaults.requestTimeout(), defaults.reconnect(), defaults.heartbeat());
	}

	private static void failOnStop(Object event) {
		if (event instanceof TofuServerStoppedEvent) {
			throw new IllegalStateException("broken");
		}
	}

}
