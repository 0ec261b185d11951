package io.tofu.engine;

import java.io.IOException;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link Handover}: order, and that the loop never oversleeps.
 */
class HandoverTests {

	private static final int MESSAGES = 20_000;

	private static final long LONG = TimeUnit.SECONDS.toMillis(10);

	private Selector selector;

	private Wheel wheel;

	private Handover handover;

	private final List<Object> seen = new ArrayList<>();

	@BeforeEach
	void open() throws IOException {
		this.selector = Selector.open();
		this.wheel = new Wheel(this.selector, Thread.currentThread());
		this.handover = new Handover(this.wheel);
		assertThat(this.wheel.take()).isTrue();
		this.wheel.awake();
	}

	@AfterEach
	void close() throws IOException {
		this.selector.close();
	}

	@Test
	void commandsRunBehindWhatWasPostedBefore() {
		submit(1);
		this.handover.execute(() -> this.seen.add("command"));
		assertThat(this.handover.isEmpty()).isFalse();
		drain();
		assertThat(this.seen).containsExactly(1L, "command");
		assertThat(this.handover.isEmpty()).isTrue();
	}

	@Test
	void commandsOfCommandsRunInTheNextRound() {
		this.handover.execute(() -> this.handover.execute(() -> this.seen.add("inner")));
		drain();
		assertThat(this.seen).isEmpty();
		assertThat(this.handover.isEmpty()).isFalse();
		drain();
		assertThat(this.seen).containsExactly("inner");
	}

	@Test
	void closedHandoverRefusesAndPassesOnWhatWasThere() {
		submit(1);
		submit(2);
		this.handover.close((envelope) -> this.seen.add(envelope.messageId()));
		assertThat(this.seen).containsExactly(1L, 2L);
		assertThat(this.handover.submit(Envelopes.withId(3), false)).isFalse();
	}

	@Test
	void wakesOnlyWhoSleeps() throws IOException {
		submit(1);
		assertThat(this.selector.selectNow()).isZero();
		this.wheel.fallAsleep();
		submit(2);
		this.selector.select(LONG);
		this.wheel.awake();
		assertThat(this.handover.isEmpty()).isFalse();
	}

	@RepeatedTest(10)
	void loopNeverOversleeps() throws Exception {
		ExecutorService thread = Executors.newSingleThreadExecutor();
		try {
			Future<?> poster = thread.submit(() -> {
				for (int i = 0; i < MESSAGES; i++) {
					submit(i);
				}
			});
			while (this.seen.size() < MESSAGES) {
				this.wheel.fallAsleep();
				if (this.handover.isEmpty()) {
					long start = System.nanoTime();
					this.selector.select(LONG);
					assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isLessThan(LONG);
				}
				this.wheel.awake();
				drain();
			}
			poster.get(10, TimeUnit.SECONDS);
		}
		finally {
			thread.shutdownNow();
		}
		for (int i = 0; i < MESSAGES; i++) {
			assertThat(this.seen.get(i)).isEqualTo((long) i);
		}
	}

	private void submit(long id) {
		assertThat(this.handover.submit(Envelopes.withId(id), false)).isTrue();
	}

	private void drain() {
		this.handover.drain((envelope) -> this.seen.add(envelope.messageId()), Runnable::run);
	}

}
