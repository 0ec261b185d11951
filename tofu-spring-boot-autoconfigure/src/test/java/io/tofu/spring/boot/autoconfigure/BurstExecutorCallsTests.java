package io.tofu.spring.boot.autoconfigure;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** Who calls a thread, while another one is in the middle of that. */
@Timeout(60)
class BurstExecutorCallsTests {

	private static final int SECONDS = 15;

	/** Who waits to be told is not set free by its own time-out before the test fails. */
	private static final int LONGER = 4 * SECONDS;

	private final AtomicInteger calls = new AtomicInteger();

	/** The second thread is being called: it starts, but its caller cannot go on. */
	private final CountDownLatch calling = new CountDownLatch(1);

	private final CountDownLatch called = new CountDownLatch(1);

	private final BurstExecutor executor = new BurstExecutor(new Pool());

	@AfterEach
	void close() {
		this.called.countDown();
		this.executor.close();
	}

	@Test
	void nobodyWaitsForTheCallOfAnotherWhileSomebodyWorks() throws InterruptedException {
		CountDownLatch release = new CountDownLatch(1);
		occupy(release);
		Thread caller = bring(() -> {
		});
		assertThat(this.calling.await(SECONDS, TimeUnit.SECONDS)).isTrue();
		CountDownLatch done = new CountDownLatch(1);
		Thread other = bring(done::countDown);
		other.join(TimeUnit.SECONDS.toMillis(SECONDS));
		assertThat(other.isAlive()).isFalse();
		assertThat(caller.isAlive()).isTrue();
		release.countDown();
		assertThat(done.await(SECONDS, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void whatTheOneThatCameLeftToItsCallerIsLookedAfter() throws InterruptedException {
		CountDownLatch ever = new CountDownLatch(1);
		occupy(ever);
		CountDownLatch last = new CountDownLatch(1);
		CountDownLatch came = new CountDownLatch(1);
		bring(() -> {
			came.countDown();
			await(last);
		});
		assertThat(this.calling.await(SECONDS, TimeUnit.SECONDS)).isTrue();
		assertThat(came.await(SECONDS, TimeUnit.SECONDS)).isTrue();
		this.executor.execute(() -> await(last));
		this.executor.execute(last::countDown);
		assertThat(last.getCount()).as("no thread for it").isOne();
		this.called.countDown();
		assertThat(last.await(SECONDS, TimeUnit.SECONDS)).isTrue();
		ever.countDown();
	}

	private void occupy(CountDownLatch release) throws InterruptedException {
		CountDownLatch running = new CountDownLatch(1);
		this.executor.execute(() -> {
			running.countDown();
			await(release);
		});
		assertThat(running.await(SECONDS, TimeUnit.SECONDS)).isTrue();
	}

	private Thread bring(Runnable task) {
		Thread thread = new Thread(() -> this.executor.execute(task));
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	private static void await(CountDownLatch latch) {
		try {
			if (!latch.await(LONGER, TimeUnit.SECONDS)) {
				throw new IllegalStateException("Nobody came");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** As that of the executor, but the second call ends when it may. */
	private final class Pool extends ThreadPoolExecutor {

		Pool() {
			super(0, Integer.MAX_VALUE, 1, TimeUnit.MINUTES, new SynchronousQueue<>(), (work) -> {
				Thread thread = new Thread(work);
				thread.setDaemon(true);
				return thread;
			});
		}

		@Override
		public void execute(Runnable work) {
			super.execute(work);
			if (BurstExecutorCallsTests.this.calls.incrementAndGet() == 2) {
				BurstExecutorCallsTests.this.calling.countDown();
				await(BurstExecutorCallsTests.this.called);
			}
		}

	}

}
