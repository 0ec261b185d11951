package io.tofu.spring;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import io.tofu.Message;
import io.tofu.OpCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/** The group and its receive thread. */
@Timeout(60)
class TofuConnectionsTests {

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void receiveThreadKeepsTheApplicationAliveIfWanted(boolean keepAlive) {
		try (TestApplication application = TestApplication.with().build()) {
			AtomicBoolean wanted = new AtomicBoolean(!keepAlive);
			application.connections.setKeepAlive(wanted::get);
			wanted.set(keepAlive);
			application.connections.start();
			Thread thread = application.connections.session().loop().thread();
			assertThat(thread.getName()).isEqualTo("tofu-receive");
			assertThat(thread.isDaemon()).isNotEqualTo(keepAlive);
			application.connections.stop();
			assertThat(thread.isAlive()).isFalse();
		}
	}

	@Test
	void startAndStopTwiceIsOnce() {
		try (TestApplication application = TestApplication.with().build()) {
			assertThat(application.connections.isRunning()).isFalse();
			application.connections.stop();
			application.connections.start();
			application.connections.start();
			assertThat(application.connections.isRunning()).isTrue();
			assertThat(application.ampe.stats().groups()).isOne();
			application.connections.stop();
			application.connections.stop();
			assertThat(application.connections.isRunning()).isFalse();
			assertThat(application.ampe.stats().groups()).isZero();
			assertThat(application.ampe.isRunning()).isTrue();
			assertThat(application.connections.channels()).isEmpty();
		}
	}

	@Test
	void connectionsStartBeforeAndStopAfterTheTraffic() {
		try (TestApplication application = TestApplication.with().build()) {
			assertThat(application.connections.getPhase()).isLessThan(application.traffic.getPhase());
			assertThat(application.connections.isAutoStartup()).isTrue();
			application.connections.setAutoStartup(false);
			application.connections.setPhase(7);
			application.traffic.setAutoStartup(false);
			application.traffic.setPhase(8);
			assertThat(application.connections.isAutoStartup()).isFalse();
			assertThat(application.traffic.isAutoStartup()).isFalse();
			assertThat(application.connections.getPhase()).isEqualTo(7);
			assertThat(application.traffic.getPhase()).isEqualTo(8);
		}
	}

	@Test
	void requestBeforeTheStartFails() {
		try (TestApplication application = TestApplication.with()
			.peer("peer", PeerSettings.of("tcp://127.0.0.1:1"))
			.build()) {
			assertThatExceptionOfType(TofuDisconnectedException.class)
				.isThrownBy(() -> application.request("echo").timeout(Duration.ofMillis(10)).request(String.class))
				.satisfies((thrown) -> assertThat(thrown.notProcessed()).isTrue());
		}
	}

	@Test
	void messageForAnEndedChannelIsTakenBack() {
		try (TestApplication server = TestApplication.listeningOn("tcp://127.0.0.1:0");
				TestApplication client = TestApplication.connectedTo(server.address())) {
			await().until(() -> client.peer().channel() != null);
			TofuChannel channel = client.peer().channel();
			Message message = channel.newMessage(OpCode.SIGNAL, 0);
			channel.abort();
			await().until(() -> channel.ended().isDone());
			assertThatExceptionOfType(TofuDisconnectedException.class).isThrownBy(() -> channel.post(message));
			assertThatIllegalStateException().isThrownBy(message::opCode);
			channel.respond(OpCode.REQUEST, 3, Map.of(), "nobody hears it");
			channel.respondError(OpCode.REQUEST, 3, ErrorTypes.INTERNAL, null);
			channel.reject(ErrorTypes.INTERNAL, null);
			channel.close();
			await().untilAsserted(() -> assertThat(client.ampe.stats().messagesInUse()).isZero());
		}
	}

	@Test
	void failingTaskDoesNotEndTheReceiveThread() {
		try (TestApplication server = TestApplication.listeningOn("tcp://127.0.0.1:0");
				TestApplication client = TestApplication.connectedTo(server.address())) {
			client.connections.session().loop().execute(() -> {
				throw new AssertionError("the task's own");
			});
			assertThat(client.request("echo").body("still here").request(String.class)).isEqualTo("still here");
		}
	}

	@Test
	void failingEventListenerDisturbsNobody() {
		try (TestApplication server = TestApplication.listeningOn("tcp://127.0.0.1:0")) {
			server.events.clear();
			List<Object> refusing = List.of();
			TofuConnections connections = new TofuConnections(server.ampe, new TofuMessageConverter(List.of()),
					new TestHandler(), refusing::add, server.callbacks, ConnectionSettings.DEFAULTS);
			TofuPeers peers = new TofuPeers(connections, Map.of("peer", PeerSettings.of(server.address())));
			TofuTraffic traffic = new TofuTraffic(connections, new TofuServers(connections, List.of()), peers,
					Duration.ofSeconds(1));
			traffic.start();
			assertThat(new TofuClient(peers).peer("peer").body("hello").request(String.class)).isEqualTo("hello");
			traffic.stop();
			connections.destroy();
		}
	}

}
