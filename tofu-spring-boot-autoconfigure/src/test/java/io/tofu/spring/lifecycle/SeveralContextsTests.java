package io.tofu.spring.lifecycle;

import io.tofu.Ampe;
import io.tofu.AmpeOptions;
import io.tofu.engine.TofuEngine;
import io.tofu.spring.TofuClient;
import io.tofu.spring.TofuConnections;
import io.tofu.spring.boot.autoconfigure.TofuAutoConfiguration;
import io.tofu.spring.listener.TofuListener;
import io.tofu.spring.listener.TofuListenerConfigurationException;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Several applications in one JVM, and what they may have in common.
 */
class SeveralContextsTests {

	private static final String LISTENING = "tofu.server.address=tcp://127.0.0.1:0";

	@Test
	void eachHasItsOwnEngineAndEndsAlone() {
		try (ConfigurableApplicationContext one = Station.start(LISTENING);
				ConfigurableApplicationContext two = Station.start(LISTENING, peerOf(one));
				ConfigurableApplicationContext three = Station.start(peerOf(two))) {
			assertThat(one.getBean(Ampe.class)).isNotSameAs(two.getBean(Ampe.class));
			assertThat(echo(two)).isEqualTo("hello");
			end(one);
			assertThat(echo(three)).isEqualTo("hello");
		}
	}

	@Test
	void engineOfTheUsersServesSeveralAndOutlivesThem() {
		try (Ampe ampe = TofuEngine.start(AmpeOptions.defaults())) {
			try (ConfigurableApplicationContext one = startWith(ampe, LISTENING);
					ConfigurableApplicationContext two = startWith(ampe, peerOf(one))) {
				assertThat(ampe.stats().groups()).isEqualTo(2);
				assertThat(echo(two)).isEqualTo("hello");
				end(two);
				assertThat(ampe.stats().groups()).isOne();
				try (ConfigurableApplicationContext three = startWith(ampe, peerOf(one))) {
					assertThat(echo(three)).isEqualTo("hello");
				}
			}
			assertThat(ampe.isRunning()).isTrue();
			assertThat(ampe.stats().groups()).isZero();
			await().untilAsserted(() -> assertThat(ampe.stats().messagesInUse()).isZero());
		}
	}

	@Test
	void childUsesItsParentsConnectionsAndLeavesThemRunning() {
		try (ConfigurableApplicationContext parent = Station.start(LISTENING,
				"tofu.peer.main.address=${local.tofu.address}", "tofu.peer.main.connect-wait=30s")) {
			try (ConfigurableApplicationContext child = new SpringApplicationBuilder(Child.class).parent(parent)
				.web(WebApplicationType.NONE)
				.registerShutdownHook(false)
				.run()) {
				assertThat(child.getBean(TofuConnections.class)).isSameAs(parent.getBean(TofuConnections.class));
				assertThat(echo(child)).isEqualTo("hello");
			}
			assertThat(echo(parent)).isEqualTo("hello");
		}
	}

	@Test
	void listenersOfAChildAreRefused() {
		try (ConfigurableApplicationContext parent = Station.start(LISTENING)) {
			SpringApplicationBuilder child = new SpringApplicationBuilder(ListeningChild.class).parent(parent)
				.web(WebApplicationType.NONE)
				.registerShutdownHook(false);
			assertThatExceptionOfType(TofuListenerConfigurationException.class).isThrownBy(child::run)
				.withMessageContaining("child of the application context");
		}
	}

	private static ConfigurableApplicationContext startWith(Ampe ampe, String... properties) {
		return Station.application(Station.class, WebApplicationType.NONE)
			.registerShutdownHook(false)
			.initializers((context) -> context.getBeanFactory().registerSingleton("own", ampe))
			.run(ChildProcess.asArguments(properties));
	}

	private static void end(ConfigurableApplicationContext context) {
		context.close();
	}

	private static String peerOf(ConfigurableApplicationContext listening) {
		return "tofu.peer.main.address=" + listening.getEnvironment().getRequiredProperty("local.tofu.address");
	}

	private static String echo(ConfigurableApplicationContext context) {
		return context.getBean(TofuClient.class).peer("main").route("echo").body("hello").request(String.class);
	}

	/** Brings the same auto-configuration as its parent. */
	@ImportAutoConfiguration(TofuAutoConfiguration.class)
	static class Child {

	}

	static class ListeningChild extends Child {

		@TofuListener("children")
		void neverCalled() {
		}

	}

}
