package io.tofu.spring;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.tofu.OpCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/** Peers that come and go while the application runs. */
@Timeout(60)
class TofuPeersTests {

	private TestApplication server;

	private TestApplication client;

	@BeforeEach
	void start() {
		this.server = TestApplication.listeningOn("tcp://127.0.0.1:0");
		this.client = TestApplication.with().start();
	}

	@AfterEach
	void close() {
		this.client.close();
		this.server.close();
	}

	@Test
	void peerIsConnectedAtRunTime() {
		TofuPeer late = this.client.peers.connect("late", PeerSettings.of(this.server.address()));
		assertThat(late.route("echo").body("hello").request(String.class)).isEqualTo("hello");
		assertThat(this.client.client.peer("late").route("echo").body("again").request(String.class))
			.isEqualTo("again");
		assertThat(this.client.peers.get("late")).isSameAs(late);
		assertThat(this.client.peers.all()).containsExactly(late);
		assertThat(late.channel().peer()).isEqualTo("late");
	}

	@Test
	void peerThatCameLateIsThereAfterARestart() {
		TofuPeer late = this.client.peers.connect("late", PeerSettings.of(this.server.address()));
		await().until(() -> late.state() == TofuPeer.State.CONNECTED);
		this.client.traffic.stop();
		this.client.connections.stop();
		assertThat(late.state()).isEqualTo(TofuPeer.State.STOPPED);
		this.client.traffic.start();
		assertThat(late.route("echo").body("hello").request(String.class)).isEqualTo("hello");
	}

	@Test
	void peerWaitsForTheStart() {
		try (TestApplication idle = TestApplication.with().build()) {
			TofuPeer early = idle.peers.connect("early", PeerSettings.of(this.server.address()));
			assertThat(early.state()).isEqualTo(TofuPeer.State.DISCONNECTED);
			idle.traffic.start();
			assertThat(early.route("echo").body("hello").request(String.class)).isEqualTo("hello");
		}
	}

	@Test
	void nameMustBeFreeAndTheAddressReadable() {
		this.client.peers.connect("late", PeerSettings.of(this.server.address()));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.client.peers.connect("late", PeerSettings.of(this.server.address())))
			.withMessageContaining("'late'");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.client.peers.connect("server", PeerSettings.of(this.server.address())));
		assertThatExceptionOfType(TofuException.class)
			.isThrownBy(() -> this.client.peers.connect("broken", PeerSettings.of("http://x")))
			.withMessageContaining("broken");
		assertThat(this.client.peers.all()).extracting(TofuPeer::name).containsExactly("late");
	}

	@Test
	void disconnectSaysGoodbyeAndForgets() {
		TofuPeer late = this.client.peers.connect("late", PeerSettings.of(this.server.address()));
		await().until(() -> late.channel() != null);
		TofuChannel channel = late.channel();
		this.client.peers.disconnect("late");
		await().until(() -> channel.ended().isDone());
		assertThat(this.server.handler.texts(OpCode.BYE_REQUEST)).hasSize(1);
		assertThat(late.state()).isEqualTo(TofuPeer.State.STOPPED);
		assertThat(this.client.peers.all()).isEmpty();
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.peers.disconnect("late"));
		assertThatExceptionOfType(TofuDisconnectedException.class)
			.isThrownBy(() -> late.route("echo").request(String.class))
			.satisfies((thrown) -> assertThat(thrown.notProcessed()).isTrue());
		late.connect();
		assertThat(late.state()).isEqualTo(TofuPeer.State.STOPPED);
		await().until(() -> this.server.connections.channels().isEmpty());
		TofuPeer again = this.client.peers.connect("late", PeerSettings.of(this.server.address()));
		assertThat(again.route("echo").body("hello").request(String.class)).isEqualTo("hello");
	}

	@Test
	void whatIsForgottenDuringTheStartIsNotConnectedTo() throws Exception {
		try (TestApplication starting = TestApplication.with()
			.peer("first", PeerSettings.of("${first}"))
			.peer("second", PeerSettings.of(this.server.address()))
			.build()) {
			Thread forgetting = new Thread(() -> starting.peers.disconnect("second"));
			TofuPeer second = starting.peers.get("second");
			starting.peers.setEmbeddedValueResolver((text) -> {
				if (forgetting.getState() == Thread.State.NEW) {
					forgetting.start();
					await().until(() -> forgetting.getState() == Thread.State.BLOCKED
							|| forgetting.getState() == Thread.State.TERMINATED);
				}
				return this.server.address();
			});
			starting.traffic.start();
			forgetting.join();
			assertThat(second.state()).isEqualTo(TofuPeer.State.STOPPED);
			await().until(() -> starting.peers.get("first").state() == TofuPeer.State.CONNECTED);
			await().until(() -> starting.connections.channels().size() == 1);
		}
	}

	@Test
	void theStartDoesNotFailForWantOfAPeerThatIsForgotten() {
		PeerSettings needed = PeerSettings.builder("unix:/nobody/there.sock")
			.startupFailurePolicy(StartupFailurePolicy.STOP)
			.build();
		try (TestApplication starting = TestApplication.with().peer("needed", needed).build()) {
			TofuPeer peer = starting.peers.get("needed");
			CompletableFuture<Void> start = CompletableFuture.runAsync(starting.traffic::start);
			await().until(() -> peer.lastFailure() != null);
			starting.peers.disconnect("needed");
			assertThat(start).succeedsWithin(Duration.ofSeconds(30));
			assertThat(starting.traffic.isRunning()).isTrue();
		}
	}

	@Test
	void disconnectWhileConnectingLeavesNothing() {
		this.server.handler.reactions.put(OpCode.HELLO_REQUEST, (channel, id, message) -> {
		});
		this.client.peers.connect("late", PeerSettings.of(this.server.address()));
		await().until(() -> this.server.handler.texts(OpCode.HELLO_REQUEST).size() == 1);
		this.client.peers.disconnect("late");
		await().until(() -> this.client.ampe.stats().channels() == 0);
		this.server.handler.reactions.put(OpCode.HELLO_REQUEST,
				(channel, id, message) -> channel.respond(OpCode.HELLO_REQUEST, id, Map.of(), null));
		assertThat(this.server.handler.texts(OpCode.HELLO_REQUEST)).hasSize(1);
	}

}
