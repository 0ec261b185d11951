package io.tofu.spring.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two applications in two processes, which ask each other for all kinds of work at the
 * same time and on several connections, while these are cut, stalled, refused and
 * rejected, and one of the processes is frozen, killed and started again.
 *
 * <p>
 * {@code -Dtofu.test.seed=…} repeats a plan, {@code -Dtofu.test.chaos.seconds=…} makes it
 * longer.
 */
@Timeout(value = 1, unit = TimeUnit.HOURS)
class ChaosTests {

	private static final long SECONDS = Long.getLong("tofu.test.chaos.seconds", 5);

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final String NEAR = "near";

	@TempDir
	Path directory;

	@ParameterizedTest
	@EnumSource
	void everyRequestEndsOnceAndNothingIsLeft(Transport transport) throws Exception {
		long seed = Long.getLong("tofu.test.seed", System.nanoTime());
		System.out.println(getClass().getName() + " " + transport + ": -Dtofu.test.seed=" + seed);
		Set<Thread> before = threads();
		Plan plan = carryOut(seed, transport);
		Outcomes outcomes = outcomes(plan);
		System.out.println(plan.log().size() + " disturbances, " + outcomes.summary());
		assertThat(outcomes.wrong()).as("seed " + seed).isEmpty();
		assertThat(List.of(Outcomes.ANSWERED, Outcomes.NOT_PROCESSED, Outcomes.DISCONNECTED, Outcomes.TIMEOUT))
			.as("the plan did its work")
			.allSatisfy((outcome) -> assertThat(outcomes.count(outcome)).as(outcome).isPositive());
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(newThreads(before)).isEmpty());
	}

	private Plan carryOut(long seed, Transport transport) throws Exception {
		try (Proxy proxy = new Proxy(transport, this.directory);
				Plan plan = new Plan(seed, transport, this.directory, proxy)) {
			plan.start();
			Party near = Party.dialling(NEAR, this.directory, proxy.address());
			try {
				near.callers().start(new Random(seed).nextLong());
				plan.run(near, SECONDS);
				near.callers().stop();
				plan.present().tell("quiet");
				assertNothingIsLeft(near, plan.present(), proxy);
			}
			finally {
				near.close();
				near.callers().stop();
				near.closeJournals();
			}
			return plan;
		}
	}

	private static void assertNothingIsLeft(Party near, FarProcess far, Proxy proxy) throws IOException {
		await().atMost(PATIENCE).ignoreExceptions().until(() -> {
			near.greet();
			return true;
		});
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(near.leftovers()).isEmpty());
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(far.tell("left")).isEmpty());
		assertThat(proxy.connections()).isEqualTo(Party.connections());
		far.end();
	}

	private Outcomes outcomes(Plan plan) throws IOException {
		Outcomes outcomes = new Outcomes();
		outcomes.done(Party.done(this.directory, NEAR));
		for (FarProcess far : plan.far()) {
			outcomes.done(Party.done(this.directory, far.name()));
		}
		outcomes.asked(Party.asked(this.directory, NEAR), false);
		for (FarProcess far : plan.far()) {
			outcomes.asked(Party.asked(this.directory, far.name()), far.wasKilled());
		}
		return outcomes;
	}

	private static Set<Thread> threads() {
		return Set.copyOf(Thread.getAllStackTraces().keySet());
	}

	/** Those that an application of this process has left. */
	private static List<String> newThreads(Set<Thread> before) {
		return threads().stream()
			.filter((thread) -> !before.contains(thread))
			.map(Thread::getName)
			.filter((name) -> name.startsWith("tofu-") || name.startsWith("caller-"))
			.toList();
	}

}
