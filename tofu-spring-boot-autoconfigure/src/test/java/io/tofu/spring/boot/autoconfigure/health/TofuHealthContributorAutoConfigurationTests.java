package io.tofu.spring.boot.autoconfigure.health;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import io.tofu.Ampe;
import io.tofu.AmpeOptions;
import io.tofu.engine.TofuEngine;
import io.tofu.spring.PeerSettings;
import io.tofu.spring.TofuPeers;
import io.tofu.spring.TofuServers;
import io.tofu.spring.boot.autoconfigure.TofuAutoConfiguration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TofuHealthContributorAutoConfiguration}.
 */
class TofuHealthContributorAutoConfigurationTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(TofuAutoConfiguration.class, TofuHealthContributorAutoConfiguration.class));

	@TempDir
	Path directory;

	@Test
	void engineIsUpAndShowsPoolAndChannels() {
		this.runner.withPropertyValues("tofu.engine.initial-pool-size=7").run((context) -> {
			Health engine = health(context, "engine");
			assertThat(engine.getStatus()).isEqualTo(Status.UP);
			assertThat(engine.getDetails()).containsEntry("channels", 0)
				.containsEntry("pool", Map.of("free", 7L, "inUse", 0L));
		});
	}

	@Test
	void engineThatDoesNotRunIsDown() {
		Ampe closed = TofuEngine.start(AmpeOptions.defaults());
		closed.close();
		assertThat(new EngineHealthIndicator(closed).health().getStatus()).isEqualTo(Status.DOWN);
	}

	@Test
	void nothingIsReportedOfServerAndPeersThatAreNotConfigured() {
		this.runner.run((context) -> assertThat(tofu(context).stream().map(HealthContributors.Entry::name))
			.containsExactly("engine"));
	}

	@Test
	void everyServerAddressIsUpWhileItIsListenedOn() {
		String socket = "unix:" + this.directory.resolve("app.sock");
		this.runner.withPropertyValues("tofu.server.address=tcp://127.0.0.1:0," + socket).run((context) -> {
			HealthContributors servers = (HealthContributors) tofu(context).getContributor("server");
			assertThat(servers).isNotNull();
			assertThat(servers.stream().map(HealthContributors.Entry::name)).first().isEqualTo("tcp-127.0.0.1-0");
			assertThat(servers)
				.allSatisfy((entry) -> assertThat(health(entry.contributor()).getStatus()).isEqualTo(Status.UP));
			Health tcp = health(context, "server", "tcp-127.0.0.1-0");
			assertThat(tcp.getDetails()).containsEntry("address", "tcp://127.0.0.1:0")
				.containsEntry("boundAddress",
						"tcp://127.0.0.1:" + context.getEnvironment().getProperty("local.tofu.port"));
		});
	}

	@Test
	void serverThatWasStoppedIsOutOfService() {
		this.runner.withPropertyValues("tofu.server.address=tcp://127.0.0.1:0").run((context) -> {
			context.stop();
			assertThat(health(context, "server", "tcp-127.0.0.1-0").getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
		});
	}

	@ParameterizedTest
	@CsvSource({ "tcp://0.0.0.0:7099, tcp-0.0.0.0-7099", "tcp://:7099, tcp-7099", "tcp://[::1]:7099, tcp-::1-7099",
			"unix:/run/app.sock, unix-run-app.sock", "unix:, unix" })
	void keyOfAServerCanStandInAUrl(String address, String key) {
		assertThat(ServerHealthIndicator.key(address)).isEqualTo(key);
	}

	@Test
	void serversOfTheSameKeyAreNumbered() {
		this.runner.withPropertyValues("tofu.server.address=tcp://127.0.0.1:0,tcp://127.0.0.1:0").run((context) -> {
			assertThat(health(context, "server", "tcp-127.0.0.1-0").getStatus()).isEqualTo(Status.UP);
			assertThat(health(context, "server", "tcp-127.0.0.1-0-2").getStatus()).isEqualTo(Status.UP);
		});
	}

	@Test
	void connectedPeerIsUp() {
		this.runner
			.withPropertyValues("tofu.server.address=tcp://127.0.0.1:0", "tofu.peer.self.address=${local.tofu.address}",
					"tofu.peer.self.required=true")
			.run((context) -> {
				awaitStatus(context, "self", Status.UP);
				assertThat(health(context, "peer", "self").getDetails()).containsEntry("state", "CONNECTED")
					.containsEntry("required", true)
					.containsKeys("address", "since");
			});
	}

	@Test
	void peerThatIsAwayIsUnknownWithTheReason() {
		this.runner.withPropertyValues("tofu.peer.away.address=unix:" + this.directory.resolve("none.sock"))
			.run((context) -> Awaitility.await().atMost(TIMEOUT).untilAsserted(() -> {
				Health health = health(context, "peer", "away");
				assertThat(health.getStatus()).isEqualTo(Status.UNKNOWN);
				assertThat(health.getDetails()).containsKey("lastFailure");
			}));
	}

	@Test
	void requiredPeerThatIsAwayIsDown() throws Exception {
		try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			this.runner
				.withPropertyValues("tofu.peer.silent.address=tcp://127.0.0.1:" + silent.getLocalPort(),
						"tofu.peer.silent.required=true")
				.run((context) -> assertThat(health(context, "peer", "silent").getStatus()).isEqualTo(Status.DOWN));
		}
	}

	@Test
	void nothingIsContributedWhenDisabled() {
		this.runner.withPropertyValues("management.health.tofu.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean("tofuHealthContributor"));
	}

	@Test
	void nothingIsContributedWithoutTofu() {
		this.runner.withPropertyValues("tofu.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("tofuHealthContributor"));
	}

	@Test
	void nothingIsContributedWithoutActuator() {
		this.runner.withClassLoader(new FilteredClassLoader(ConditionalOnEnabledHealthIndicator.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(TofuServers.class)
				.doesNotHaveBean(TofuHealthContributorAutoConfiguration.class));
	}

	@Test
	void usersContributorWins() {
		HealthIndicator own = () -> Health.up().build();
		this.runner.withBean("tofuHealthIndicator", HealthIndicator.class, () -> own)
			.run((context) -> assertThat(context).hasSingleBean(HealthContributor.class)
				.getBean(HealthContributor.class)
				.isSameAs(own));
	}

	@Test
	void peersAreThoseOfTheApplication() {
		this.runner.withPropertyValues("tofu.peer.a.address=unix:/nowhere/a", "tofu.peer.b.address=unix:/nowhere/b")
			.run((context) -> {
				HealthContributors peers = (HealthContributors) tofu(context).getContributor("peer");
				assertThat(peers).isNotNull();
				assertThat(peers.stream().map(HealthContributors.Entry::name)).containsExactly("a", "b");
				assertThat(context.getBean(TofuPeers.class).all()).hasSize(2);
			});
	}

	@Test
	void peersThatComeAndGoAreReportedWhileTheyAreThere() {
		this.runner.withPropertyValues("tofu.server.address=tcp://127.0.0.1:0").run((context) -> {
			TofuPeers peers = context.getBean(TofuPeers.class);
			peers.connect("late", PeerSettings.of(context.getEnvironment().getProperty("local.tofu.address")));
			awaitStatus(context, "late", Status.UP);
			assertThat(tofu(context).stream().map(HealthContributors.Entry::name)).containsExactly("engine", "server",
					"peer");
			peers.disconnect("late");
			assertThat(tofu(context).getContributor("peer")).isNull();
			assertThat(tofu(context).stream().map(HealthContributors.Entry::name)).containsExactly("engine", "server");
		});
	}

	@Test
	void serverThatIsTriedAgainIsDownUntilItIsListenedOn() throws Exception {
		ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
		int port = busy.getLocalPort();
		this.runner
			.withPropertyValues("tofu.server.address=tcp://127.0.0.1:" + port,
					"tofu.server.startup-failure-policy=retry")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				Health health = health(context, "server", "tcp-127.0.0.1-" + port);
				assertThat(health.getStatus()).isEqualTo(Status.DOWN);
				assertThat(health.getDetails()).containsKey("lastFailure");
				busy.close();
				Awaitility.await()
					.atMost(TIMEOUT)
					.untilAsserted(() -> assertThat(health(context, "server", "tcp-127.0.0.1-" + port).getStatus())
						.isEqualTo(Status.UP));
				assertThat(context.getEnvironment().getProperty("local.tofu.port", int.class)).isEqualTo(port);
			});
	}

	private static void awaitStatus(AssertableApplicationContext context, String peer, Status status) {
		Awaitility.await()
			.atMost(TIMEOUT)
			.untilAsserted(() -> assertThat(health(context, "peer", peer).getStatus()).isEqualTo(status));
	}

	private static HealthContributors tofu(ApplicationContext context) {
		return context.getBean("tofuHealthContributor", CompositeHealthContributor.class);
	}

	private static Health health(ApplicationContext context, String... path) {
		HealthContributor contributor = (HealthContributor) tofu(context);
		for (String name : path) {
			contributor = ((HealthContributors) contributor).getContributor(name);
			assertThat(contributor).as(name).isNotNull();
		}
		return health(contributor);
	}

	private static Health health(HealthContributor contributor) {
		return ((HealthIndicator) contributor).health();
	}

}
