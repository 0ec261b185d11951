package io.tofu.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link Mailbox}.
 */
class MailboxTests {

	private static final int THREADS = 4;

	private static final int MESSAGES = 20_000;

	private static final int THREAD_SHIFT = 32;

	private final Mailbox mailbox = new Mailbox();

	@Test
	void givesEverythingInOrder() {
		assertThat(this.mailbox.isEmpty()).isTrue();
		assertThat(this.mailbox.takeAll()).isNull();
		for (int id = 1; id <= 5; id++) {
			assertThat(this.mailbox.push(Envelopes.withId(id))).isTrue();
		}
		assertThat(this.mailbox.isEmpty()).isFalse();
		assertThat(Envelopes.idsFrom(this.mailbox.takeAll())).containsExactly(1L, 2L, 3L, 4L, 5L);
		assertThat(this.mailbox.isEmpty()).isTrue();
		assertThat(this.mailbox.takeAll()).isNull();
	}

	@Test
	void takesABurstThatIsLinkedBackwards() {
		Envelope first = Envelopes.withId(2);
		Envelope second = Envelopes.withId(3);
		Envelope third = Envelopes.withId(4);
		third.next = second;
		second.next = first;
		this.mailbox.push(Envelopes.withId(1));
		this.mailbox.push(third, first);
		this.mailbox.push(Envelopes.withId(5));
		assertThat(Envelopes.idsFrom(this.mailbox.takeAll())).containsExactly(1L, 2L, 3L, 4L, 5L);
	}

	@Test
	void closedMailboxRefusesAndGivesWhatWasThere() {
		this.mailbox.push(Envelopes.withId(1));
		this.mailbox.push(Envelopes.withId(2));
		this.mailbox.close();
		assertThat(this.mailbox.push(Envelopes.withId(3))).isFalse();
		assertThat(this.mailbox.isEmpty()).isFalse();
		assertThat(Envelopes.idsFrom(this.mailbox.takeAll())).containsExactly(1L, 2L);
		assertThat(this.mailbox.isEmpty()).isTrue();
		assertThat(this.mailbox.takeAll()).isNull();
		this.mailbox.close();
		assertThat(this.mailbox.takeAll()).isNull();
		assertThat(this.mailbox.push(Envelopes.withId(4))).isFalse();
	}

	@RepeatedTest(10)
	void keepsTheOrderOfEveryThreadAndLosesNothing() throws Exception {
		long[] next = new long[THREADS];
		run(() -> {
			for (int received = 0; received < THREADS * MESSAGES;) {
				for (long id : Envelopes.idsFrom(this.mailbox.takeAll())) {
					assertThat(id & 0xFFFFFFFFL).isEqualTo(next[(int) (id >>> THREAD_SHIFT)]++);
					received++;
				}
			}
		});
		assertThat(next).containsOnly(MESSAGES);
		assertThat(this.mailbox.isEmpty()).isTrue();
	}

	@RepeatedTest(50)
	void whatWasAcceptedIsThereAfterClosing() throws Exception {
		List<Long> taken = new ArrayList<>();
		int accepted = run(() -> {
			for (int i = 0; i < 100; i++) {
				taken.addAll(Envelopes.idsFrom(this.mailbox.takeAll()));
			}
			this.mailbox.close();
			taken.addAll(Envelopes.idsFrom(this.mailbox.takeAll()));
		});
		assertThat(taken).doesNotHaveDuplicates().hasSize(accepted);
	}

	/** Many threads push while this one receives; returns how many pushes succeeded. */
	private int run(Runnable receiver) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(THREADS);
		AtomicInteger accepted = new AtomicInteger();
		try {
			List<Future<?>> producers = new ArrayList<>();
			for (int t = 0; t < THREADS; t++) {
				long thread = (long) t << THREAD_SHIFT;
				producers.add(threads.submit(() -> {
					for (int i = 0; i < MESSAGES && this.mailbox.push(Envelopes.withId(thread | i)); i++) {
						accepted.incrementAndGet();
					}
				}));
			}
			receiver.run();
			for (Future<?> producer : producers) {
				producer.get(30, TimeUnit.SECONDS);
			}
			return accepted.get();
		}
		finally {
			threads.shutdownNow();
		}
	}

}
