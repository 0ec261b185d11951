package io.tofu.spring.boot.autoconfigure;

import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever the interleaving, every task runs once, and none waits for ever behind others
 * that wait for it.
 */
@Timeout(60)
class BurstExecutorStressTests {

	private static final int TASKS = 3000;

	private static final int BRINGERS = 3;

	private static final int SECONDS = 30;

	@RepeatedTest(5)
	void everyTaskRunsOnceHoweverTheyWaitForEachOther() throws InterruptedException {
		long seed = Long.getLong("tofu.test.seed", System.nanoTime());
		System.out.println(getClass().getName() + ": -Dtofu.test.seed=" + seed);
		CustomizableThreadFactory threads = new CustomizableThreadFactory("burst-");
		threads.setDaemon(true);
		try (BurstExecutor executor = new BurstExecutor(threads)) {
			new Run(executor, new Random(seed)).verify();
		}
	}

	/**
	 * Several threads bring tasks, in bursts; some of these wait for the one after the
	 * next.
	 */
	private static final class Run {

		private final BurstExecutor executor;

		private final Random random;

		private final AtomicIntegerArray runs = new AtomicIntegerArray(BRINGERS * TASKS);

		private final CountDownLatch[] begun = new CountDownLatch[BRINGERS * TASKS];

		private final CountDownLatch done = new CountDownLatch(BRINGERS * TASKS);

		private final boolean[] waits = new boolean[BRINGERS * TASKS];

		Run(BurstExecutor executor, Random random) {
			this.executor = executor;
			this.random = random;
			// Now and then many wait, else hardly any: both, and the way between, are
			// tried
			int one = 1 << random.nextInt(9);
			for (int i = 0; i < this.begun.length; i++) {
				this.begun[i] = new CountDownLatch(1);
				this.waits[i] = i % TASKS < TASKS - 2 && random.nextInt(one) == 0;
			}
		}

		void verify() throws InterruptedException {
			for (int i = 1; i < BRINGERS; i++) {
				int first = i * TASKS;
				Random pauses = new Random(this.random.nextLong());
				new Thread(() -> bring(first, pauses)).start();
			}
			bring(0, this.random);
			assertThat(this.done.await(SECONDS, TimeUnit.SECONDS)).as("all have run").isTrue();
			for (int i = 0; i < this.runs.length(); i++) {
				assertThat(this.runs.get(i)).as("runs of task %d", i).isOne();
			}
		}

		private void bring(int first, Random pauses) {
			for (int i = first; i < first + TASKS; i++) {
				int task = i;
				this.executor.execute(() -> run(task));
				if (pauses.nextInt(40) == 0) {
					Thread.yield();
				}
			}
		}

		private void run(int task) {
			this.runs.incrementAndGet(task);
			this.begun[task].countDown();
			if (!this.waits[task] || await(this.begun[task + 2])) {
				this.done.countDown();
			}
		}

		private static boolean await(CountDownLatch latch) {
			try {
				return latch.await(SECONDS, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				return false;
			}
		}

	}

}
