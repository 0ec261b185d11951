package io.tofu.spring.boot.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** Who runs tasks, and what becomes of those that fail or come too late. */
@Timeout(60)
class BurstExecutorTests {

	private static final int SECONDS = 30;

	private final List<Thread> threads = new ArrayList<>();

	private final CountDownLatch begin = new CountDownLatch(1);

	private final BlockingQueue<Throwable> uncaught = new LinkedBlockingQueue<>();

	private final BurstExecutor executor = new BurstExecutor(this::newThread);

	private volatile boolean exhausted;

	private volatile boolean broken;

	@AfterEach
	void close() {
		this.begin.countDown();
		this.executor.close();
	}

	@Test
	void aBurstCallsOneThread() throws InterruptedException {
		CountDownLatch done = new CountDownLatch(1000);
		for (int i = 0; i < 1000; i++) {
			this.executor.execute(done::countDown);
		}
		assertThat(this.threads).as("until the first one has come").hasSize(1);
		this.begin.countDown();
		assertThat(done.await(SECONDS, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void tasksThatWaitForEachOtherAllRun() throws InterruptedException {
		this.begin.countDown();
		CountDownLatch together = new CountDownLatch(100);
		CountDownLatch done = new CountDownLatch(100);
		for (int i = 0; i < 100; i++) {
			this.executor.execute(() -> {
				together.countDown();
				await(together);
				done.countDown();
			});
		}
		assertThat(done.await(SECONDS, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void aTaskBehindOneThatWaitsRuns() throws InterruptedException {
		this.begin.countDown();
		CountDownLatch release = new CountDownLatch(1);
		CountDownLatch waits = new CountDownLatch(1);
		this.executor.execute(() -> {
			waits.countDown();
			await(release);
		});
		assertThat(waits.await(SECONDS, TimeUnit.SECONDS)).isTrue();
		this.executor.execute(release::countDown);
		assertThat(release.await(SECONDS, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void aFailureIsToldToTheThreadsHandlerAndTheNextTaskRuns() throws InterruptedException {
		IllegalStateException failure = new IllegalStateException("broken");
		CountDownLatch done = new CountDownLatch(1);
		this.executor.execute(() -> {
			throw failure;
		});
		this.executor.execute(done::countDown);
		this.begin.countDown();
		assertThat(done.await(SECONDS, TimeUnit.SECONDS)).isTrue();
		assertThat(this.uncaught.poll(SECONDS, TimeUnit.SECONDS)).isSameAs(failure);
		assertThat(this.threads.get(0).isAlive()).isTrue();
	}

	@Test
	void anInterruptEndsWithItsTask() throws InterruptedException {
		BlockingQueue<Boolean> interrupted = new LinkedBlockingQueue<>();
		this.executor.execute(() -> Thread.currentThread().interrupt());
		this.executor.execute(() -> interrupted.add(Thread.currentThread().isInterrupted()));
		this.begin.countDown();
		assertThat(interrupted.poll(SECONDS, TimeUnit.SECONDS)).isFalse();
	}

	@Test
	void closingInterruptsWhatRunsAndForgetsWhatWaits() throws InterruptedException {
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch interrupted = new CountDownLatch(1);
		AtomicBoolean ran = new AtomicBoolean();
		this.executor.execute(() -> {
			running.countDown();
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				interrupted.countDown();
			}
		});
		this.begin.countDown();
		assertThat(running.await(SECONDS, TimeUnit.SECONDS)).isTrue();
		this.executor.close();
		assertThat(interrupted.await(SECONDS, TimeUnit.SECONDS)).isTrue();
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> this.executor.execute(() -> ran.set(true)))
			.withMessageContaining("closed");
		for (Thread thread : this.threads) {
			thread.join(TimeUnit.SECONDS.toMillis(SECONDS));
		}
		assertThat(ran).isFalse();
	}

	@Test
	void whatWaitsWhenItIsClosedIsRunAndNotInterrupted() throws InterruptedException {
		BlockingQueue<Boolean> interrupted = new LinkedBlockingQueue<>();
		this.executor.execute(() -> interrupted.add(Thread.currentThread().isInterrupted()));
		this.executor.execute(() -> interrupted.add(Thread.currentThread().isInterrupted()));
		this.executor.close();
		this.begin.countDown();
		assertThat(interrupted.poll(SECONDS, TimeUnit.SECONDS)).isFalse();
		assertThat(interrupted.poll(SECONDS, TimeUnit.SECONDS)).isFalse();
	}

	@Test
	void whatWaitsBehindATaskThatClosingInterruptsIsNotInterrupted() throws InterruptedException {
		this.begin.countDown();
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch never = new CountDownLatch(1);
		BlockingQueue<Boolean> interrupted = new LinkedBlockingQueue<>();
		this.executor.execute(() -> {
			running.countDown();
			await(never);
			interrupted.add(Thread.currentThread().isInterrupted());
		});
		assertThat(running.await(SECONDS, TimeUnit.SECONDS)).isTrue();
		this.exhausted = true;
		this.executor.execute(() -> interrupted.add(Thread.currentThread().isInterrupted()));
		this.executor.close();
		assertThat(interrupted.poll(SECONDS, TimeUnit.SECONDS)).isTrue();
		assertThat(interrupted.poll(SECONDS, TimeUnit.SECONDS)).isFalse();
	}

	@Test
	void whatNoThreadCanRunIsRefusedAndForgotten() throws InterruptedException {
		this.begin.countDown();
		this.exhausted = true;
		AtomicInteger refused = new AtomicInteger();
		assertThatExceptionOfType(OutOfMemoryError.class)
			.isThrownBy(() -> this.executor.execute(refused::incrementAndGet));
		this.exhausted = false;
		CountDownLatch done = new CountDownLatch(1);
		this.executor.execute(done::countDown);
		assertThat(done.await(SECONDS, TimeUnit.SECONDS)).isTrue();
		assertThat(refused).hasValue(0);
	}

	@Test
	void whoeverComesWhileAThreadIsMadeDoesNotRelyOnIt() throws InterruptedException {
		CountDownLatch making = new CountDownLatch(1);
		AtomicBoolean first = new AtomicBoolean(true);
		try (BurstExecutor failing = new BurstExecutor((work) -> {
			if (first.compareAndSet(true, false)) {
				making.countDown();
				await(this.begin);
				throw new OutOfMemoryError("no thread, by the test");
			}
			return newThread(work);
		})) {
			CountDownLatch toldOrDone = new CountDownLatch(1);
			Thread refused = new Thread(() -> {
				try {
					failing.execute(toldOrDone::countDown);
				}
				catch (OutOfMemoryError ex) {
					toldOrDone.countDown();
				}
			});
			refused.start();
			assertThat(making.await(SECONDS, TimeUnit.SECONDS)).isTrue();
			CountDownLatch done = new CountDownLatch(1);
			Thread accepted = new Thread(() -> failing.execute(done::countDown));
			accepted.start();
			Awaitility.await()
				.until(() -> accepted.getState() == Thread.State.WAITING
						|| accepted.getState() == Thread.State.TERMINATED);
			this.begin.countDown();
			assertThat(toldOrDone.await(SECONDS, TimeUnit.SECONDS)).isTrue();
			assertThat(done.await(SECONDS, TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	void goesOnWhateverKeptAThreadFromBeingMade() throws InterruptedException {
		this.begin.countDown();
		this.broken = true;
		assertThatIllegalStateException().isThrownBy(() -> this.executor.execute(() -> {
		}));
		this.broken = false;
		CountDownLatch done = new CountDownLatch(1);
		this.executor.execute(done::countDown);
		assertThat(done.await(SECONDS, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void withoutFurtherThreadsATaskWaitsForThoseThereAre() throws InterruptedException {
		this.begin.countDown();
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		CountDownLatch done = new CountDownLatch(1);
		this.executor.execute(() -> {
			running.countDown();
			await(release);
		});
		assertThat(running.await(SECONDS, TimeUnit.SECONDS)).isTrue();
		this.exhausted = true;
		this.executor.execute(done::countDown);
		assertThat(done.getCount()).isOne();
		release.countDown();
		assertThat(done.await(SECONDS, TimeUnit.SECONDS)).isTrue();
	}

	private Thread newThread(Runnable work) {
		if (this.broken) {
			throw new IllegalStateException("no thread, by the test");
		}
		if (this.exhausted) {
			throw new OutOfMemoryError("no thread, by the test");
		}
		Thread thread = new Thread(() -> {
			await(this.begin);
			work.run();
		});
		thread.setUncaughtExceptionHandler((failed, failure) -> this.uncaught.add(failure));
		thread.setDaemon(true);
		this.threads.add(thread);
		return thread;
	}

	private static void await(CountDownLatch latch) {
		try {
			if (!latch.await(SECONDS, TimeUnit.SECONDS)) {
				throw new IllegalStateException("Nobody came");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
