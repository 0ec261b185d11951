package io.tofu.spring;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** One task after another, on whatever threads. */
@Timeout(30)
class SerialExecutorTests {

	private final ExecutorService threads = Executors.newFixedThreadPool(4);

	@AfterEach
	void stop() {
		this.threads.shutdownNow();
	}

	@Test
	void tasksRunInOrderAndOneAtATime() throws InterruptedException {
		SerialExecutor executor = new SerialExecutor(this.threads);
		List<Integer> order = new ArrayList<>();
		AtomicInteger running = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		CountDownLatch done = new CountDownLatch(10_000);
		for (int i = 0; i < 10_000; i++) {
			int number = i;
			executor.execute(() -> {
				most.accumulateAndGet(running.incrementAndGet(), Math::max);
				order.add(number);
				running.decrementAndGet();
				done.countDown();
			});
		}
		assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
		assertThat(order).isEqualTo(IntStream.range(0, 10_000).boxed().toList());
		assertThat(most).hasValue(1);
	}

	@Test
	void failingTaskDoesNotStopTheOthers() throws InterruptedException {
		SerialExecutor executor = new SerialExecutor(this.threads);
		CountDownLatch done = new CountDownLatch(1);
		executor.execute(() -> {
			throw new IllegalStateException("broken");
		});
		executor.execute(done::countDown);
		assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void goesOnWhenThereAreThreadsAgain() throws InterruptedException {
		AtomicBoolean exhausted = new AtomicBoolean(true);
		SerialExecutor executor = new SerialExecutor((task) -> {
			if (exhausted.get()) {
				throw new OutOfMemoryError("unable to create native thread");
			}
			this.threads.execute(task);
		});
		List<String> run = new CopyOnWriteArrayList<>();
		for (int i = 0; i < 2; i++) {
			assertThatExceptionOfType(RejectedExecutionException.class)
				.isThrownBy(() -> executor.execute(() -> run.add("refused")))
				.withCauseInstanceOf(OutOfMemoryError.class);
		}
		exhausted.set(false);
		CountDownLatch done = new CountDownLatch(1);
		executor.execute(() -> run.add("accepted"));
		executor.execute(done::countDown);
		assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(run).containsExactly("accepted");
	}

	@Test
	void whoeverComesWhileAThreadIsAskedForLearnsThatThereIsNone() throws InterruptedException {
		CountDownLatch asked = new CountDownLatch(1);
		CountDownLatch refused = new CountDownLatch(1);
		SerialExecutor executor = new SerialExecutor((task) -> {
			asked.countDown();
			await(refused);
			throw new OutOfMemoryError("unable to create native thread");
		});
		AtomicInteger told = new AtomicInteger();
		List<Thread> callers = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			Thread caller = new Thread(() -> {
				try {
					executor.execute(() -> {
					});
				}
				catch (RejectedExecutionException ex) {
					told.incrementAndGet();
				}
			});
			callers.add(caller);
			caller.start();
			assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
		}
		Thread second = callers.get(1);
		Awaitility.await()
			.until(() -> second.getState() == Thread.State.WAITING || second.getState() == Thread.State.TERMINATED);
		refused.countDown();
		for (Thread caller : callers) {
			caller.join();
		}
		assertThat(told).hasValue(2);
	}

	@Test
	void rejectionIsPassedOn() {
		SerialExecutor executor = new SerialExecutor(this.threads);
		this.threads.shutdown();
		for (int i = 0; i < 2; i++) {
			assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> executor.execute(() -> {
			}));
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
