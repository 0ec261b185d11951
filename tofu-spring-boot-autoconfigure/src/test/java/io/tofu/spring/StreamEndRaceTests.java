package io.tofu.spring;

import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.tofu.Message;
import io.tofu.OpCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A reader that looks for the next part at the moment in which the stream fails.
 * {@code -Dtofu.test.rounds=…} makes it longer, {@code -Xint} the moment.
 */
@Timeout(60)
class StreamEndRaceTests {

	private static final int ROUNDS = Integer.getInteger("tofu.test.rounds", 10_000);

	private static final int DELAYS = 100;

	private static final int SPINS = 1000;

	private final ExecutorService reader = Executors.newSingleThreadExecutor();

	private TestApplication server;

	private TestApplication client;

	private TofuChannel channel;

	@BeforeEach
	void connect() {
		this.server = TestApplication.listeningOn("tcp://127.0.0.1:0");
		this.client = TestApplication.with()
			.peer("peer", PeerSettings.of(this.server.address()))
			.streams(1000, Duration.ofSeconds(20))
			.start();
		await().until(() -> this.client.peer().channel() != null);
		this.channel = this.client.peer().channel();
	}

	@AfterEach
	void close() {
		this.reader.shutdown();
		this.client.close();
		this.server.close();
	}

	@Test
	void aFailureIsNeverTakenForTheEnd() throws Exception {
		for (int round = 0; round < ROUNDS; round++) {
			IncomingStream stream = new IncomingStream(this.channel, OpCode.RESPONSE, 1, (taken) -> {
			});
			stream.onFrame(frame().more(true));
			Message failure = frame();
			failure.headers().add(TofuHeaders.ERROR_TYPE, ErrorTypes.INTERNAL);
			AtomicInteger ready = new AtomicInteger();
			int delay = round % DELAYS;
			CompletableFuture<Boolean> end = CompletableFuture.supplyAsync(() -> looksForMore(stream, ready, delay),
					this.reader);
			meet(ready);
			stream.onFrame(failure);
			assertThat(end.handle((more, thrown) -> thrown != null).get(10, TimeUnit.SECONDS))
				.as("failed in round " + round)
				.isTrue();
		}
	}

	@Test
	void whatIsDroppedIsNeverPublishedAsComplete() throws Exception {
		for (int round = 0; round < ROUNDS; round++) {
			IncomingStream stream = new IncomingStream(this.channel, OpCode.RESPONSE, 1, (taken) -> {
			});
			stream.onFrame(frame().more(true));
			AtomicInteger ready = new AtomicInteger();
			Subscriber subscriber = new Subscriber(ready, round % DELAYS);
			stream.publisher((bytes) -> bytes, this.reader).subscribe(subscriber);
			meet(ready);
			stream.discard();
			assertThat(subscriber.failed.get(10, TimeUnit.SECONDS)).as("failed in round " + round).isTrue();
		}
	}

	private static boolean looksForMore(IncomingStream stream, AtomicInteger ready, int delay) {
		Iterator<byte[]> elements = stream.elements((bytes) -> bytes).iterator();
		elements.next();
		meet(ready);
		spin(delay);
		return elements.hasNext();
	}

	/** Both threads leave at the same time. */
	private static void meet(AtomicInteger ready) {
		ready.incrementAndGet();
		for (int i = 0; ready.get() < 2; i++) {
			if (i > SPINS) {
				Thread.yield();
			}
		}
	}

	private static void spin(int times) {
		for (int i = 0; i < times; i++) {
			Thread.onSpinWait();
		}
	}

	private Message frame() {
		return this.channel.newMessage(OpCode.RESPONSE, 1);
	}

	/** Takes its time for each element. */
	private static final class Subscriber implements Flow.Subscriber<byte[]> {

		private final CompletableFuture<Boolean> failed = new CompletableFuture<>();

		private final AtomicInteger ready;

		private final int delay;

		Subscriber(AtomicInteger ready, int delay) {
			this.ready = ready;
			this.delay = delay;
		}

		@Override
		public void onSubscribe(Flow.Subscription subscription) {
			subscription.request(Long.MAX_VALUE);
		}

		@Override
		public void onNext(byte[] element) {
			meet(this.ready);
			spin(this.delay);
		}

		@Override
		public void onError(Throwable failure) {
			this.failed.complete(true);
		}

		@Override
		public void onComplete() {
			this.failed.complete(false);
		}

	}

}
