package io.tofu.spring.boot.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;

import io.tofu.spring.TofuClient;
import io.tofu.spring.TofuPeer;
import io.tofu.spring.TofuPeers;
import io.tofu.spring.TofuServer;
import io.tofu.spring.TofuServers;
import io.tofu.spring.listener.TofuListener;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An auto-configured application that talks to itself over its own address.
 */
class TofuApplicationTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, TofuAutoConfiguration.class))
		.withBean(Greeter.class)
		.withPropertyValues("tofu.server.address=tcp://127.0.0.1:0", "tofu.peer.self.address=${local.tofu.address}",
				"tofu.peer.self.connect-wait=10s");

	@TempDir
	Path directory;

	@Test
	void publishesThePortItListensOn() {
		this.runner.run((context) -> {
			Integer port = context.getEnvironment().getProperty("local.tofu.port", Integer.class);
			assertThat(port).isPositive();
			assertThat(context.getEnvironment().getProperty("local.tofu.address")).isEqualTo("tcp://127.0.0.1:" + port);
		});
	}

	@Test
	void publishesNoPortIfItDoesNotListen() {
		this.runner.withPropertyValues("tofu.server.address=", "tofu.peer.self.address=tcp://127.0.0.1:1")
			.run((context) -> assertThat(context.getEnvironment().containsProperty("local.tofu.port")).isFalse());
	}

	@Test
	void publishesTheFirstAddressAndTheFirstPort() {
		Path socket = this.directory.resolve("app.sock");
		this.runner.withPropertyValues("tofu.server.address=unix:" + socket + ",tcp://:0").run((context) -> {
			assertThat(context.getEnvironment().getProperty("local.tofu.address")).isEqualTo("unix:" + socket);
			assertThat(context.getEnvironment().getProperty("local.tofu.port", Integer.class)).isPositive();
			assertThat(greeting(context)).isEqualTo("Hello, tofu");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "tcp://:0", "tcp://0.0.0.0:0", "tcp://localhost:0" })
	void peerReachesTheApplicationThatItIsPartOf(String address) {
		this.runner.withPropertyValues("tofu.server.address=" + address)
			.run((context) -> assertThat(greeting(context)).isEqualTo("Hello, tofu"));
	}

	@Test
	void peerMayFollowThePort() {
		this.runner.withPropertyValues("tofu.peer.self.address=tcp://127.0.0.1:${local.tofu.port}")
			.run((context) -> assertThat(greeting(context)).isEqualTo("Hello, tofu"));
	}

	@Test
	void listenersAreThereAlthoughBeansAreLazy() {
		this.runner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> assertThat(greeting(context)).isEqualTo("Hello, tofu"));
	}

	@Test
	void listensAndConnectsAgainAfterRestart() {
		this.runner.run((context) -> {
			assertThat(greeting(context)).isEqualTo("Hello, tofu");
			context.stop();
			TofuServer server = context.getBean(TofuServers.class).all().get(0);
			assertThat(server.state()).isEqualTo(TofuServer.State.STOPPED);
			context.start();
			assertThat(server.state()).isEqualTo(TofuServer.State.LISTENING);
			TofuPeer self = context.getBean(TofuPeers.class).get("self");
			Awaitility.await()
				.atMost(TIMEOUT)
				.untilAsserted(() -> assertThat(self.state()).isEqualTo(TofuPeer.State.CONNECTED));
			assertThat(greeting(context)).isEqualTo("Hello, tofu");
		});
	}

	private static String greeting(ConfigurableApplicationContext context) {
		return context.getBean(TofuClient.class).peer("self").route("greet").body("tofu").request(String.class);
	}

	static class Greeter {

		@TofuListener("greet")
		String greet(String name) {
			return "Hello, " + name;
		}

	}

}
