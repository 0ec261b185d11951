package io.tofu.engine;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.tofu.AmpeStatus;
import io.tofu.Origin;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link Inbox}: order, how full it is, and who wakes whom.
 */
class InboxTests {

	private static final int MARK = 8;

	private static final long LONG = TimeUnit.SECONDS.toNanos(10);

	private final Inbox inbox = new Inbox(MARK, 1_000_000);

	@Test
	void givesFramesAndUpdatesInOrder() {
		add(1);
		update(2);
		add(3);
		assertThat(take()).isEqualTo(1);
		add(4);
		assertThat(take()).isEqualTo(2);
		assertThat(take()).isEqualTo(3);
		assertThat(take()).isEqualTo(4);
		assertThat(this.inbox.take()).isNull();
	}

	@Test
	void chokesAtItsMarkAndTellsWhenItIsHalfEmpty() {
		add(MARK - 1);
		assertThat(this.inbox.chokes(Long.MAX_VALUE)).isFalse();
		add(MARK);
		for (int i = 1; i < MARK - 1; i++) {
			add(i);
		}
		assertThat(this.inbox.chokes(Long.MAX_VALUE)).isTrue();
		boolean told = false;
		for (int i = 0; i < MARK; i++) {
			told = taken(this.inbox.take());
		}
		assertThat(told).as("at the end of a batch").isTrue();
		assertThat(this.inbox.unchokes()).isTrue();
		assertThat(this.inbox.chokes(Long.MAX_VALUE)).isFalse();
	}

	@Test
	void chokesAtItsBytes() {
		Inbox small = new Inbox(1000, 100);
		Envelope large = Envelopes.withId(1);
		large.body().append(new byte[100]);
		small.add(large, large, 1, large.measure());
		assertThat(small.chokes(Long.MAX_VALUE)).isTrue();
		assertThat(small.onTaken(small.take())).isTrue();
		assertThat(small.unchokes()).isTrue();
	}

	@Test
	void unchokesAlsoWhenAnUpdateWasTheLastOfTheBatch() {
		for (int i = 0; i < MARK; i++) {
			add(i);
		}
		update(100);
		assertThat(this.inbox.chokes(Long.MAX_VALUE)).isTrue();
		boolean told = false;
		for (Envelope next = this.inbox.take(); next != null; next = this.inbox.take()) {
			told = taken(next);
		}
		assertThat(told).isTrue();
		assertThat(this.inbox.unchokes()).isTrue();
	}

	@Test
	void updatesDoNotChokeButAreLimited() {
		for (int i = 0; i < 2 * MARK; i++) {
			assertThat(update(i)).isEqualTo(AmpeStatus.SUCCESS);
		}
		assertThat(this.inbox.chokes(Long.MAX_VALUE)).isFalse();
		assertThat(update(99)).isEqualTo(AmpeStatus.INBOX_FULL);
		taken(this.inbox.take());
		assertThat(update(100)).isEqualTo(AmpeStatus.SUCCESS);
	}

	@Test
	void closedInboxRefusesButGivesWhatIsThere() {
		add(1);
		add(2);
		assertThat(take()).isEqualTo(1);
		update(3);
		this.inbox.close();
		Envelope late = Envelopes.withId(4);
		assertThat(this.inbox.add(late, late, 1, 16)).isFalse();
		assertThat(update(5)).isEqualTo(AmpeStatus.SHUTDOWN_STARTED);
		assertThat(take()).isEqualTo(2);
		assertThat(take()).isEqualTo(3);
		assertThat(this.inbox.take()).isNull();
	}

	@RepeatedTest(20)
	void aWaitingReceiverIsAlwaysWoken() throws Exception {
		int messages = 5000;
		ExecutorService thread = Executors.newSingleThreadExecutor();
		try {
			Future<Long> receiver = thread.submit(() -> {
				long sum = 0;
				for (int received = 0; received < messages;) {
					Envelope next = this.inbox.take();
					if (next == null) {
						long start = System.nanoTime();
						this.inbox.await(LONG, () -> false);
						assertThat(System.nanoTime() - start).as("slept over a message").isLessThan(LONG);
						continue;
					}
					sum += next.messageId();
					taken(next);
					received++;
				}
				return sum;
			});
			for (int i = 1; i <= messages; i++) {
				add(i);
			}
			assertThat(receiver.get(30, TimeUnit.SECONDS)).isEqualTo((long) messages * (messages + 1) / 2);
		}
		finally {
			thread.shutdownNow();
		}
	}

	@RepeatedTest(20)
	void aChokedLoopIsAlwaysTold() throws Exception {
		int messages = 20_000;
		ExecutorService thread = Executors.newSingleThreadExecutor();
		Semaphore told = new Semaphore(0);
		try {
			Future<?> receiver = thread.submit(() -> {
				for (int received = 0; received < messages;) {
					Envelope next = this.inbox.take();
					if (next == null) {
						Thread.onSpinWait();
						continue;
					}
					received++;
					if (taken(next)) {
						told.release();
					}
				}
			});
			for (int i = 1; i <= messages; i++) {
				add(i);
				while (this.inbox.chokes(Long.MAX_VALUE)) {
					assertThat(told.tryAcquire(10, TimeUnit.SECONDS)).as("told after message " + i).isTrue();
					this.inbox.unchokes();
				}
			}
			receiver.get(30, TimeUnit.SECONDS);
		}
		finally {
			thread.shutdownNow();
		}
	}

	private void add(long id) {
		Envelope envelope = Envelopes.withId(id);
		assertThat(this.inbox.add(envelope, envelope, 1, envelope.measure())).isTrue();
		this.inbox.wake();
	}

	private AmpeStatus update(long id) {
		Envelope envelope = Envelopes.withId(id);
		envelope.origin(Origin.APPLICATION, AmpeStatus.RECEIVER_UPDATE);
		return this.inbox.addUpdate(envelope);
	}

	private long take() {
		Envelope next = this.inbox.take();
		assertThat(next).isNotNull();
		taken(next);
		return next.messageId();
	}

	private boolean taken(Envelope envelope) {
		return this.inbox.onTaken(envelope);
	}

}
