package io.tofu.spring;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import io.tofu.Address;
import io.tofu.AmpeStatus;
import io.tofu.test.FreePorts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/** Listening on addresses. */
@Timeout(60)
class TofuServerTests {

	@TempDir
	private Path directory;

	@Test
	void listensOnSeveralAddresses() {
		Path path = this.directory.resolve("s.sock");
		try (TestApplication server = TestApplication.listeningOn("tcp://127.0.0.1:0", "unix:" + path,
				"tcp://127.0.0.1:0")) {
			assertThat(server.servers.all())
				.allSatisfy((each) -> assertThat(each.state()).isEqualTo(TofuServer.State.LISTENING));
			for (int i = 0; i < 3; i++) {
				try (TestApplication client = TestApplication.connectedTo(server.clientAddress(i))) {
					assertThat(client.request("echo").body("hello").request(String.class)).isEqualTo("hello");
				}
			}
		}
		assertThat(path).doesNotExist();
	}

	@Test
	void realPortIsKnown() {
		try (TestApplication server = TestApplication.listeningOn("tcp://127.0.0.1:0")) {
			TofuServer tcp = server.servers.all().get(0);
			assertThat(tcp.address()).isEqualTo("tcp://127.0.0.1:0");
			assertThat(tcp.boundAddress()).isInstanceOfSatisfying(Address.TcpServer.class,
					(bound) -> assertThat(bound.port()).isPositive());
		}
	}

	@Test
	void startedEventKnowsTheAddressBeforePeersAreDialled() {
		TestApplication application = TestApplication.with()
			.addresses("tcp://127.0.0.1:0")
			.peer("peer", PeerSettings.of("${self}"))
			.build();
		try (application) {
			application.peers.setEmbeddedValueResolver((text) -> {
				assertThat(application.events(TofuServerStartedEvent.class)).singleElement()
					.satisfies((event) -> assertThat(event.server().boundAddress()).isNotNull());
				return application.address();
			});
			application.traffic.start();
			assertThat(application.request("echo").body("myself").request(String.class)).isEqualTo("myself");
		}
	}

	@Test
	void busyPortFailsTheStartAndNothingStaysOpen() throws Exception {
		Path path = this.directory.resolve("s.sock");
		ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
		String address = "tcp://127.0.0.1:" + busy.getLocalPort();
		try (TestApplication server = TestApplication.with().addresses("unix:" + path, address).build()) {
			try (busy) {
				TofuServerException thrown = catchThrowableOfType(TofuServerException.class, server.traffic::start);
				assertThat(thrown.address()).isEqualTo(address);
				assertThat(thrown.status()).isEqualTo(AmpeStatus.LISTEN_FAILED);
				assertThat(thrown.reason()).isNotBlank();
				assertThat(thrown).hasMessageContaining(address).hasMessageContaining(thrown.reason());
				assertThat(server.traffic.isRunning()).isFalse();
				assertThat(server.servers.all()).extracting(TofuServer::state)
					.containsExactly(TofuServer.State.STOPPED, TofuServer.State.FAILED);
				assertThat(path).doesNotExist();
			}
			server.traffic.start();
			assertThat(Files.exists(path)).isTrue();
		}
	}

	@Test
	void unreadableAddressIsNamed() {
		try (TestApplication server = TestApplication.with().addresses("tcp:nonsense").build()) {
			TofuServerException thrown = catchThrowableOfType(TofuServerException.class, server.traffic::start);
			assertThat(thrown.address()).isEqualTo("tcp:nonsense");
			assertThat(thrown.status()).isEqualTo(AmpeStatus.INVALID_ADDRESS);
		}
	}

	@Test
	void listensAgainOnTheSamePort() {
		String address = "tcp://127.0.0.1:" + FreePorts.tcp();
		try (TestApplication server = TestApplication.with().addresses(address).build()) {
			for (int i = 0; i < 5; i++) {
				server.traffic.start();
				server.traffic.stop();
				server.connections.stop();
			}
			for (int i = 0; i < 5; i++) {
				server.traffic.start();
				server.traffic.stop();
			}
			server.traffic.start();
			assertThat(server.events(TofuServerStartedEvent.class)).hasSize(11);
			assertThat(server.events(TofuServerStoppedEvent.class)).hasSize(10);
			try (TestApplication client = TestApplication.connectedTo(address)) {
				assertThat(client.request("echo").body("hello").request(String.class)).isEqualTo("hello");
			}
		}
	}

	@Test
	void interruptedStartLeavesNothingBound() throws Exception {
		int port = FreePorts.tcp();
		try (TestApplication server = TestApplication.with().addresses("tcp://127.0.0.1:" + port).build()) {
			server.connections.start();
			Thread.currentThread().interrupt();
			TofuServerException thrown = catchThrowableOfType(TofuServerException.class, server.traffic::start);
			assertThat(Thread.interrupted()).isTrue();
			assertThat(thrown.status()).isEqualTo(AmpeStatus.INTERRUPTED);
			assertThat(server.servers.all()).extracting(TofuServer::state).containsExactly(TofuServer.State.FAILED);
			assertThat(server.ampe.stats().channels()).isZero();
			new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
			server.traffic.start();
			assertThat(server.servers.all()).extracting(TofuServer::state).containsExactly(TofuServer.State.LISTENING);
		}
	}

	@Test
	void busyPortIsTriedAgain() throws Exception {
		ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
		String address = "tcp://127.0.0.1:" + busy.getLocalPort();
		try (TestApplication server = with(StartupFailurePolicy.RETRY, "tcp://127.0.0.1:0", address)) {
			server.traffic.start();
			assertThat(server.servers.all()).extracting(TofuServer::state)
				.containsExactly(TofuServer.State.LISTENING, TofuServer.State.FAILED);
			assertThat(server.servers.all().get(1).lastFailure()).isNotBlank();
			busy.close();
			await().until(() -> server.servers.all().get(1).state() == TofuServer.State.LISTENING);
			assertThat(server.servers.all().get(1).lastFailure()).isNull();
			await().untilAsserted(() -> assertThat(server.events(TofuServerStartedEvent.class)).hasSize(2));
			try (TestApplication client = TestApplication.connectedTo(address)) {
				assertThat(client.request("echo").body("hello").request(String.class)).isEqualTo("hello");
			}
			server.traffic.stop();
			assertThat(server.events(TofuServerStoppedEvent.class)).hasSize(2);
			new ServerSocket(busy.getLocalPort(), 1, InetAddress.getLoopbackAddress()).close();
		}
	}

	@Test
	void stopEndsTheAttempts() throws Exception {
		ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
		try (TestApplication server = with(StartupFailurePolicy.RETRY, "tcp://127.0.0.1:" + busy.getLocalPort())) {
			server.traffic.start();
			server.traffic.stop();
			busy.close();
			TofuServer only = server.servers.all().get(0);
			await().during(Duration.ofMillis(500)).until(() -> only.state() == TofuServer.State.STOPPED);
			assertThat(server.events(TofuServerStartedEvent.class)).isEmpty();
			server.traffic.start();
			assertThat(only.state()).isEqualTo(TofuServer.State.LISTENING);
		}
	}

	@Test
	void busyPortIsGoneWithout() throws Exception {
		ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
		try (TestApplication server = with(StartupFailurePolicy.CONTINUE, "tcp://127.0.0.1:0",
				"tcp://127.0.0.1:" + busy.getLocalPort())) {
			server.traffic.start();
			busy.close();
			TofuServer failed = server.servers.all().get(1);
			await().during(Duration.ofMillis(500)).until(() -> failed.state() == TofuServer.State.FAILED);
			try (TestApplication client = TestApplication.connectedTo(server.address())) {
				assertThat(client.request("echo").body("hello").request(String.class)).isEqualTo("hello");
			}
		}
	}

	@Test
	void addressThatCannotBeReadFailsTheStartAnyway() {
		try (TestApplication server = with(StartupFailurePolicy.RETRY, "tcp:nonsense")) {
			assertThat(catchThrowableOfType(TofuServerException.class, server.traffic::start).status())
				.isEqualTo(AmpeStatus.INVALID_ADDRESS);
		}
	}

	@Test
	void listensLaterIfTheConnectionsWereNotStarted() {
		try (TestApplication server = TestApplication.with().addresses("tcp://127.0.0.1:0").build()) {
			TofuServerException thrown = catchThrowableOfType(TofuServerException.class, server.servers::start);
			assertThat(thrown).hasMessageContaining("not started");
			server.traffic.start();
			assertThat(server.servers.all()).extracting(TofuServer::state).containsExactly(TofuServer.State.LISTENING);
		}
	}

	private static TestApplication with(StartupFailurePolicy policy, String... addresses) {
		return TestApplication.with().addresses(addresses).startupFailurePolicy(policy).build();
	}

}
