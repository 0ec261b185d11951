package io.tofu.spring.lifecycle;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.tofu.spring.TofuServer;
import io.tofu.spring.TofuServers;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Executors of the user's, which have lifecycles of their own: they must not end before
 * what needs them.
 */
@Timeout(60)
class OwnExecutorsTests {

	private static final String ADDRESS = "tofu.server.address=tcp://127.0.0.1:0";

	@ParameterizedTest
	@CsvSource({ "false, tofu.engine.phase=2147479551", "true, tofu.engine.phase=2147479551",
			"false, tofu.engine.phase=10", "true, tofu.engine.phase=10" })
	void whatIsInFlightIsFinishedAlthoughTheExecutorsEndEarly(boolean early, String phase) throws Exception {
		try (ConfigurableApplicationContext server = Station.application(OwnExecutors.class, WebApplicationType.NONE)
			.registerShutdownHook(false)
			.run(ChildProcess.asArguments(ADDRESS, "early=" + early, phase, "tofu.shutdown.grace-period=1h"));
				ConfigurableApplicationContext client = Station.start("tofu.peer.main.address="
						+ server.getEnvironment().getRequiredProperty("local.tofu.address"))) {
			CompletableFuture<String> answer = client.getBean(Station.class)
				.channel()
				.route("work")
				.body("?")
				.requestAsync(String.class);
			Station.Asked asked = client.getBean(Station.class).asked();
			TofuServer listening = server.getBean(TofuServers.class).all().get(0);
			CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
			await().until(() -> listening.state() == TofuServer.State.STOPPED);
			asked.answer().complete("finished");
			assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("finished");
			closed.get(10, TimeUnit.SECONDS);
		}
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@Import(Station.class)
	static class OwnExecutors {

		@Bean(defaultCandidate = false)
		ThreadPoolTaskExecutor tofuListenerExecutor(@Value("${early}") boolean early) {
			return executor(early);
		}

		@Bean(defaultCandidate = false)
		ThreadPoolTaskExecutor tofuCallbackExecutor(@Value("${early}") boolean early) {
			return executor(early);
		}

		private static ThreadPoolTaskExecutor executor(boolean early) {
			ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
			executor.setCorePoolSize(8);
			executor.setStrictEarlyShutdown(early);
			return executor;
		}

	}

}
