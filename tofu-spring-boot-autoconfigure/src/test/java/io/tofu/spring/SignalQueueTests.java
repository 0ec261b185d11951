package io.tofu.spring;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.messaging.Message;
import org.springframework.messaging.support.GenericMessage;

import static org.assertj.core.api.Assertions.assertThat;

/** In order, one at a time, bounded, and the outcome last and once. */
@Timeout(30)
class SignalQueueTests {

	private static final int MAX_BYTES = 1000;

	private final Queue<Runnable> threads = new ArrayDeque<>();

	private final List<String> delivered = new ArrayList<>();

	private final SignalQueue queue = new SignalQueue(this::consume, this.threads::add, MAX_BYTES);

	@Test
	void signalsComeInOrderAndTheOutcomeAfterThem() {
		this.queue.add(signal("1"));
		this.queue.add(signal("2"));
		this.queue.end(() -> this.delivered.add("outcome"));
		assertThat(this.delivered).isEmpty();
		runAll();
		assertThat(this.delivered).containsExactly("1", "2", "outcome");
		assertThat(this.queue.add(signal("late"))).isOne();
		runAll();
		assertThat(this.delivered).hasSize(3);
	}

	@Test
	void theOutcomeWithoutSignalsComesOnACallbackThreadToo() {
		this.queue.end(() -> this.delivered.add("outcome"));
		assertThat(this.delivered).isEmpty();
		runAll();
		assertThat(this.delivered).containsExactly("outcome");
	}

	@Test
	void theOutcomeComesThoughThereIsNoThreadForIt() {
		SignalQueue poor = new SignalQueue(this::consume, (task) -> {
			throw new OutOfMemoryError("no thread, by the test");
		}, MAX_BYTES);
		poor.end(() -> this.delivered.add("outcome"));
		assertThat(this.delivered).containsExactly("outcome");
	}

	@Test
	void theOldestMakeRoomForTheNewest() {
		int dropped = IntStream.range(0, SignalQueue.MAX_WAITING + 3)
			.map((i) -> this.queue.add(signal(String.valueOf(i))))
			.sum();
		assertThat(dropped).isEqualTo(3);
		runAll();
		assertThat(this.delivered).hasSize(SignalQueue.MAX_WAITING).startsWith("3").endsWith("258");
	}

	@Test
	void bytesAreBoundedToo() {
		assertThat(this.queue.add(signal("a".repeat(600)))).isZero();
		assertThat(this.queue.add(signal("b".repeat(400)))).isZero();
		assertThat(this.queue.add(signal("c"))).isOne();
		assertThat(this.queue.add(signal("d".repeat(MAX_BYTES)))).isEqualTo(2);
		runAll();
		assertThat(this.delivered).containsExactly("d".repeat(MAX_BYTES));
		assertThat(this.queue.add(signal("e".repeat(MAX_BYTES)))).isZero();
	}

	@Test
	void closingDeliversNoMoreButTheOutcomeAtOnce() {
		this.queue.add(signal("1"));
		this.queue.end(() -> this.delivered.add("outcome"));
		this.queue.close();
		assertThat(this.delivered).containsExactly("outcome");
		runAll();
		this.queue.close();
		assertThat(this.delivered).containsExactly("outcome");
		this.queue.end(() -> this.delivered.add("another"));
		assertThat(this.delivered).containsExactly("outcome", "another");
	}

	@Test
	void aConsumerThatFailsGetsTheNextOne() {
		this.queue.add(signal("fail"));
		this.queue.add(signal("next"));
		runAll();
		assertThat(this.delivered).containsExactly("next");
	}

	@Test
	void withoutThreadsThereIsTheOutcomeStill() {
		SignalQueue rejected = new SignalQueue(this::consume, (task) -> {
			throw new RejectedExecutionException();
		}, MAX_BYTES);
		rejected.add(signal("1"));
		rejected.end(() -> this.delivered.add("outcome"));
		assertThat(this.delivered).containsExactly("outcome");
	}

	@Test
	void nothingIsLostBetweenManyThreads() throws InterruptedException {
		ExecutorService pool = Executors.newFixedThreadPool(4);
		try {
			for (int round = 0; round < 2000; round++) {
				List<String> seen = new ArrayList<>();
				CountDownLatch done = new CountDownLatch(1);
				SignalQueue raced = new SignalQueue((message) -> seen.add(text(message)), pool, MAX_BYTES);
				for (int i = 0; i < 20; i++) {
					raced.add(signal(String.valueOf(i)));
				}
				raced.end(done::countDown);
				assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
				assertThat(seen).containsExactlyElementsOf(IntStream.range(0, 20).mapToObj(String::valueOf).toList());
			}
		}
		finally {
			pool.shutdownNow();
		}
	}

	private void consume(Message<byte[]> message) {
		String text = text(message);
		if (text.equals("fail")) {
			throw new IllegalStateException("A test's consumer");
		}
		this.delivered.add(text);
	}

	private void runAll() {
		for (Runnable task = this.threads.poll(); task != null; task = this.threads.poll()) {
			task.run();
		}
	}

	private static Message<byte[]> signal(String text) {
		return new GenericMessage<>(text.getBytes(StandardCharsets.UTF_8));
	}

	private static String text(Message<byte[]> message) {
		return new String(message.getPayload(), StandardCharsets.UTF_8);
	}

}
