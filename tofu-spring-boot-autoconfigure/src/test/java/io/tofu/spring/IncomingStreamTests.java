package io.tofu.spring;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.tofu.Message;
import io.tofu.OpCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Streams between the thread that brings their frames, here the test's, and their
 * consumer: nothing is lost, nothing is left, and nobody waits for ever.
 */
@Timeout(60)
class IncomingStreamTests {

	private static final int WINDOW = 1000;

	private static final int[] LENGTHS = { 0, SpareBodies.LARGE - 1, SpareBodies.LARGE };

	private final AtomicLong given = new AtomicLong();

	private final AtomicLong taken = new AtomicLong();

	private final AtomicInteger wrong = new AtomicInteger();

	private TestApplication server;

	private TestApplication client;

	private TofuChannel channel;

	private IncomingStream stream;

	@BeforeEach
	void connect() {
		this.server = TestApplication.listeningOn("tcp://127.0.0.1:0");
		this.client = TestApplication.with()
			.peer("peer", PeerSettings.of(this.server.address()))
			.streams(WINDOW, Duration.ofSeconds(20))
			.start();
		this.client.request("nowhere").signal();
		this.channel = this.client.peer().channel();
		this.stream = newStream();
	}

	@AfterEach
	void close() {
		try (TestApplication peer = this.server; TestApplication application = this.client) {
			assertThat(peer).isNotSameAs(application);
			assertThat(this.channel.streams().size()).as("streams").isZero();
			assertThat(this.channel.gate().isPaused()).as("paused").isFalse();
			assertThat(this.taken).as("cost of what waits no more").hasValue(this.given.get());
		}
	}

	@Test
	void bytesMayBeReadOneByOneOrTogether() throws IOException {
		frame("abc", true);
		frame("", true);
		frame("defg", false);
		InputStream bytes = this.stream.bytes();
		assertThat(bytes.available()).isZero();
		assertThat(bytes.read()).isEqualTo('a');
		assertThat(bytes.available()).isEqualTo(2);
		byte[] target = new byte[10];
		assertThat(bytes.read(target, 1, 0)).isZero();
		assertThat(bytes.read(target, 1, 9)).isEqualTo(2);
		assertThat(bytes.read(target, 3, 2)).isEqualTo(2);
		assertThat(new String(target, 1, 4, UTF_8)).isEqualTo("bcde");
		assertThat(new String(bytes.readAllBytes(), UTF_8)).isEqualTo("fg");
		assertThat(bytes.read()).isNegative();
		assertThat(bytes.read(target)).isNegative();
	}

	@Test
	void whatWasReadMakesRoomForWhatComesNext() throws IOException {
		InputStream bytes = this.stream.bytes();
		for (String letter : List.of("a", "b", "c")) {
			for (int length : new int[] { 5000, 5000, 9000 }) {
				String first = letter.repeat(length);
				String second = letter.toUpperCase(Locale.ROOT).repeat(length);
				frame(first, true);
				String read = new String(bytes.readNBytes(length / 2), UTF_8);
				frame(second, true);
				read += new String(bytes.readNBytes(2 * length - length / 2), UTF_8);
				assertThat(read).isEqualTo(first + second);
			}
		}
		frame("", false);
		assertThat(bytes.read()).isNegative();
	}

	@Test
	void whoReadsAfterClosingIsTold() throws IOException {
		frame("abc", false);
		InputStream bytes = this.stream.bytes();
		assertThat(bytes.read()).isEqualTo('a');
		bytes.close();
		assertThatExceptionOfType(IOException.class).isThrownBy(bytes::read).withMessageContaining("closed");
		assertThat(this.stream.failure()).as("nothing went wrong").isNull();
	}

	@Test
	void nothingIsPublishedBeforeTheSubscriptionIsKnown() {
		frame("a", true);
		frame("b", false);
		List<String> calls = new ArrayList<>();
		publisher(Runnable::run).subscribe(new Recorder(calls));
		assertThat(calls).containsExactly("subscribed", "a", "b", "complete");
	}

	@Test
	void whoCannotBeCalledForWantOfAThreadIsTold() {
		List<String> calls = new ArrayList<>();
		AtomicInteger tasks = new AtomicInteger();
		publisher((task) -> {
			if (tasks.incrementAndGet() > 1) {
				throw new OutOfMemoryError("unable to create native thread");
			}
			task.run();
		}).subscribe(new Recorder(calls));
		frame("a", true);
		assertThat(calls).containsExactly("subscribed", "There is no thread to take the elements");
	}

	@Test
	void aSubscriberThatCannotBeToldOfItsSubscriptionWantsNothing() {
		frame("a", true);
		Flow.Publisher<String> publisher = publisher(Runnable::run);
		assertThatIllegalStateException().isThrownBy(() -> publisher.subscribe(new Recorder(List.of()) {
			@Override
			public void onSubscribe(Flow.Subscription subscription) {
				throw new IllegalStateException("not ready");
			}
		})).withMessage("not ready");
		assertThat(this.stream.isOver()).isTrue();
		frame("b", false);
	}

	@Test
	void elementsCanBeHadOnce() {
		frame("a", false);
		try (TofuStream<String> elements = elements()) {
			Iterator<String> iterator = elements.iterator();
			assertThatIllegalStateException().isThrownBy(elements::stream);
			assertThat(iterator.next()).isEqualTo("a");
			assertThat(iterator.hasNext()).isFalse();
			assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(iterator::next);
		}
	}

	@Test
	void whoeverWaitsIsToldOfTheEnd() throws InterruptedException {
		frame("a", true);
		CountDownLatch waiting = new CountDownLatch(1);
		Thread closing = new Thread(() -> {
			await(waiting);
			this.stream.cancel();
		});
		closing.start();
		Iterator<String> iterator = elements().iterator();
		iterator.next();
		waiting.countDown();
		assertThatExceptionOfType(TofuException.class).isThrownBy(iterator::hasNext).withMessageContaining("closed");
		closing.join();
	}

	@Test
	void whoeverIsInterruptedWaitsNoMore() {
		frame("a", true);
		Iterator<String> iterator = elements().iterator();
		assertThat(iterator.next()).isEqualTo("a");
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(TofuException.class).isThrownBy(iterator::hasNext)
			.withMessageContaining("Interrupted");
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.stream.isOver()).isTrue();
	}

	@Test
	void theEndOfTheChannelFailsWhatIsUnfinished() {
		frame("a", true);
		IncomingStream complete = newStream();
		frame(complete, "b", true);
		frame(complete, "c", false);
		this.channel.streams().end("pulled the plug");
		assertThat(this.stream.failure()).isInstanceOf(TofuDisconnectedException.class).hasMessage("pulled the plug");
		assertThat(complete.failure()).as("all has come").isNull();
		assertThat(complete.elements((bytes) -> new String(bytes, UTF_8))).containsExactly("b", "c");
	}

	@Test
	void theEndIsToldOnce() {
		AtomicInteger ends = new AtomicInteger();
		this.stream.whenOver(ends::incrementAndGet);
		frame("a", true);
		frame("b", false);
		assertThat(ends).hasValue(0);
		assertThat(elements()).containsExactly("a", "b");
		assertThat(ends).hasValue(1);
		this.stream.cancel();
		assertThat(ends).hasValue(1);
		this.stream.whenOver(ends::incrementAndGet);
		assertThat(ends).as("is over already").hasValue(2);
	}

	@Test
	void framesAndConsumersAndEndsMayMeetAnyhow() throws InterruptedException {
		long seed = Long.getLong("tofu.test.seed", System.nanoTime());
		System.out.println(getClass().getName() + ": -Dtofu.test.seed=" + seed);
		Random random = new Random(seed);
		for (int round = 0; round < 200; round++) {
			this.stream = newStream();
			Thread consumer = consumer(random.nextInt(3));
			Thread end = end(random.nextInt(4), random.nextInt(200));
			consumer.start();
			end.start();
			int frames = random.nextInt(15);
			int position = 0;
			for (int i = 0; i < frames; i++) {
				int length = LENGTHS[random.nextInt(LENGTHS.length)] + random.nextInt(300);
				frame(this.stream, content(position, length), true);
				position += length;
			}
			frame("", false);
			end.join();
			consumer.join();
			assertThat(this.stream.isOver()).isTrue();
			assertThat(this.taken).hasValue(this.given.get());
			assertThat(this.channel.gate().isPaused()).isFalse();
			assertThat(this.wrong).as("wrong bytes, seed " + seed).hasValue(0);
		}
	}

	private Thread consumer(int kind) {
		IncomingStream source = this.stream;
		return new Thread(() -> {
			try {
				switch (kind) {
					case 0 -> check(source.bytes());
					case 1 -> source.elements((bytes) -> bytes).stream().forEach((bytes) -> {
					});
					default -> new Demanding(source).await();
				}
			}
			catch (TofuException | IOException ex) {
				assertThat(source.isOver()).isTrue();
			}
		});
	}

	/** Reads to the end, and looks at each byte. */
	private void check(InputStream bytes) throws IOException {
		byte[] piece = new byte[1000];
		int position = 0;
		for (int count = bytes.read(piece); count >= 0; count = bytes.read(piece)) {
			if (!Arrays.equals(Arrays.copyOf(piece, count), content(position, count))) {
				this.wrong.incrementAndGet();
			}
			position += count;
		}
	}

	/** What stands at a position of a stream. */
	private static byte[] content(int position, int length) {
		byte[] content = new byte[length];
		for (int i = 0; i < length; i++) {
			content[i] = (byte) ((position + i) % 251);
		}
		return content;
	}

	private Thread end(int kind, int spins) {
		IncomingStream source = this.stream;
		return new Thread(() -> {
			for (int i = 0; i < spins; i++) {
				Thread.onSpinWait();
			}
			switch (kind) {
				case 0 -> source.cancel();
				case 1 -> source.fail(new TofuException("fail"));
				case 2 -> source.lose(new TofuException("lose"));
				default -> Thread.yield();
			}
		});
	}

	private IncomingStream newStream() {
		return new IncomingStream(this.channel, OpCode.RESPONSE, 1, this.taken::addAndGet);
	}

	private TofuStream<String> elements() {
		return this.stream.elements((bytes) -> new String(bytes, UTF_8));
	}

	private Flow.Publisher<String> publisher(Executor executor) {
		return this.stream.publisher((bytes) -> new String(bytes, UTF_8), executor);
	}

	private void frame(String body, boolean more) {
		frame(this.stream, body, more);
	}

	private void frame(IncomingStream target, String body, boolean more) {
		frame(target, body.getBytes(UTF_8), more);
	}

	private void frame(IncomingStream target, byte[] body, boolean more) {
		Message frame = this.channel.newMessage(OpCode.RESPONSE, 1).more(more);
		frame.body().append(body);
		this.given.addAndGet(IncomingCredit.cost(frame));
		target.onFrame(frame);
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Asks for all there is, and writes down how it is called. */
	private static class Recorder implements Flow.Subscriber<String> {

		private final List<String> calls;

		Recorder(List<String> calls) {
			this.calls = calls;
		}

		@Override
		public void onSubscribe(Flow.Subscription subscription) {
			subscription.request(Long.MAX_VALUE);
			this.calls.add("subscribed");
		}

		@Override
		public void onNext(String element) {
			this.calls.add(element);
		}

		@Override
		public void onError(Throwable failure) {
			this.calls.add(failure.getMessage());
		}

		@Override
		public void onComplete() {
			this.calls.add("complete");
		}

	}

}
