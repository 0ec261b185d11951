package io.tofu.spring.lifecycle;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import com.sun.management.UnixOperatingSystemMXBean;
import io.tofu.Ampe;
import io.tofu.AmpeStats;
import io.tofu.spring.ErrorTypes;
import io.tofu.spring.TofuClient;
import io.tofu.spring.TofuRemoteException;
import io.tofu.spring.TofuTraffic;
import io.tofu.spring.listener.TofuListener;
import io.tofu.spring.listener.TofuListenerContainer;
import io.tofu.spring.listener.TofuListenerRegistry;
import io.tofu.test.TempUdsPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/**
 * A context that stops and starts again, which takes its connections along.
 */
class ContextRestartTests {

	private static final int RESTARTS = 100;

	@Test
	void restartedManyTimesItListensOnTheSameAddressesAndLosesNothing() {
		try (TempUdsPath path = TempUdsPath.create();
				Line.End tcp = Line.TCP_DIALLED_BY_TEST.free();
				ConfigurableApplicationContext context = Station.start(
						"tofu.server.address=" + tcp.address() + ",unix:" + path.path(),
						"tofu.peer.main.address=" + tcp.address(), "tofu.peer.unix.address=unix:" + path.path(),
						"tofu.peer.main.connect-wait=30s", "tofu.peer.unix.connect-wait=30s")) {
			restart(context);
			Footprint before = Footprint.of(context);
			for (int i = 0; i < RESTARTS; i++) {
				restart(context);
			}
			await().untilAsserted(() -> assertThat(Footprint.of(context)).isEqualTo(before));
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void listenerThatDoesNotStartByItselfDoesNotAfterARestartEither(boolean startedByHand) {
		try (ConfigurableApplicationContext context = Station.application(Manual.class, WebApplicationType.NONE)
			.registerShutdownHook(false)
			.run(ChildProcess.asArguments("tofu.server.address=tcp://127.0.0.1:0",
					"tofu.peer.main.address=${local.tofu.address}", "tofu.peer.main.connect-wait=30s"))) {
			assertUnavailable(() -> request(context, "main", "manual"));
			TofuListenerRegistry registry = context.getBean(TofuListenerRegistry.class);
			if (startedByHand) {
				registry.get("manual").start();
				assertThat(request(context, "main", "manual")).isEqualTo("at last");
			}
			context.stop();
			context.start();
			assertThat(registry.get("manual").isRunning()).isFalse();
			assertUnavailable(() -> request(context, "main", "manual"));
			assertThat(request(context, "main", "echo")).isEqualTo("hello");
		}
	}

	@Test
	void listenersThatAreAllLeftToTheUserAreSoAfterARestartToo() {
		try (ConfigurableApplicationContext context = Station.start("tofu.server.address=tcp://127.0.0.1:0",
				"tofu.peer.main.address=${local.tofu.address}", "tofu.peer.main.connect-wait=30s",
				"tofu.listener.auto-startup=false")) {
			TofuListenerRegistry registry = context.getBean(TofuListenerRegistry.class);
			assertUnavailable(() -> request(context, "main", "echo"));
			registry.all().forEach(TofuListenerContainer::start);
			assertThat(request(context, "main", "echo")).isEqualTo("hello");
			context.stop();
			context.start();
			assertThat(registry.all()).isNotEmpty().noneMatch(TofuListenerContainer::isRunning);
			assertUnavailable(() -> request(context, "main", "echo"));
		}
	}

	@Test
	void startsAgainAlthoughSpringDidNotWaitForTheEndOfTheStop() {
		try (ConfigurableApplicationContext context = Station.start("tofu.server.address=tcp://127.0.0.1:0",
				"tofu.peer.main.address=${local.tofu.address}", "tofu.peer.main.connect-wait=30s",
				"tofu.shutdown.grace-period=1h", "spring.lifecycle.timeout-per-shutdown-phase=200ms")) {
			CompletableFuture<String> cutShort = context.getBean(TofuClient.class)
				.peer("main")
				.route("decide")
				.requestAsync(String.class);
			Station.Asked asked = context.getBean(Station.class).asked();
			context.stop();
			assertThat(cutShort).failsWithin(Duration.ofSeconds(10));
			assertThat(context.getBean(TofuTraffic.class).isRunning()).isFalse();
			context.start();
			assertThat(request(context, "main", "echo")).isEqualTo("hello");
			asked.answer().complete("nobody waits any more");
		}
	}

	@Test
	void pauseLeavesTheConnectionsAlone() {
		try (ConfigurableApplicationContext context = Station.start("tofu.server.address=tcp://127.0.0.1:0",
				"tofu.peer.main.address=${local.tofu.address}", "tofu.peer.main.connect-wait=30s")) {
			String address = context.getEnvironment().getProperty("local.tofu.address");
			context.pause();
			assertThat(request(context, "main", "echo")).isEqualTo("hello");
			context.restart();
			assertThat(context.getEnvironment().getProperty("local.tofu.address")).isEqualTo(address);
			assertThat(request(context, "main", "echo")).isEqualTo("hello");
		}
	}

	private static void restart(ConfigurableApplicationContext context) {
		context.stop();
		assertThat(context.getBean(Ampe.class).stats().groups()).isZero();
		context.start();
		assertThat(request(context, "main", "echo")).isEqualTo("hello");
		assertThat(request(context, "unix", "echo")).isEqualTo("hello");
	}

	private static void assertUnavailable(Supplier<String> request) {
		assertThat(catchThrowableOfType(TofuRemoteException.class, request::get).type())
			.isEqualTo(ErrorTypes.UNAVAILABLE);
	}

	private static String request(ConfigurableApplicationContext context, String peer, String route) {
		return context.getBean(TofuClient.class).peer(peer).route(route).body("hello").request(String.class);
	}

	@Import(Station.class)
	static class Manual {

		@TofuListener(id = "manual", value = "manual", autoStartup = "false")
		String manual() {
			return "at last";
		}

	}

	/** What an application holds, apart from pooled threads that are ending. */
	private record Footprint(List<String> threads, long descriptors, long messages, int channels, int groups) {

		static Footprint of(ConfigurableApplicationContext context) {
			AmpeStats stats = context.getBean(Ampe.class).stats();
			List<String> threads = Thread.getAllStackTraces()
				.keySet()
				.stream()
				.map((thread) -> thread.getName() + (thread.isDaemon() ? " (daemon)" : ""))
				.filter((name) -> name.startsWith("tofu-") && !name.matches("tofu-(listener|callback)-.*"))
				.sorted()
				.toList();
			UnixOperatingSystemMXBean system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
			return new Footprint(threads, system.getOpenFileDescriptorCount(), stats.messagesInUse(), stats.channels(),
					stats.groups());
		}

	}

}
