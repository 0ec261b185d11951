package io.tofu.behaviour;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import io.tofu.Ampe;
import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whether an engine that has nothing to do does nothing.
 */
final class Quiet {

	private static final Duration OBSERVED = Duration.ofMillis(300);

	/** A loop that goes round without a pause takes nearly all of the time. */
	private static final long CPU_ALLOWED = OBSERVED.toNanos() / 10;

	private static final Duration POLL = Duration.ofMillis(20);

	private Quiet() {
	}

	/** Waits until the loop sleeps, and makes sure that it goes on sleeping. */
	static void assertSleeps(Ampe ampe, Thread loop) {
		AtomicLong passes = new AtomicLong();
		Awaitility.await()
			.pollInterval(POLL)
			.until(() -> passes.getAndSet(ampe.stats().passes()) == ampe.stats().passes());
		long cpu = cpu(loop);
		Awaitility.await()
			.during(OBSERVED)
			.atMost(Node.PATIENCE)
			.failFast("the loop goes round", () -> ampe.stats().passes() != passes.get())
			.until(() -> true);
		assertThat(cpu(loop) - cpu).as("CPU time of the loop in nanoseconds").isLessThan(CPU_ALLOWED);
	}

	private static long cpu(Thread thread) {
		return ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId());
	}

}
