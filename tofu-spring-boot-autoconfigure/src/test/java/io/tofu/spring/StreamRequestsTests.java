package io.tofu.spring;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.io.ByteArrayResource;
import org.springframework.messaging.converter.MessageConversionException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/** Requests whose body is a stream, answered by one message. */
@Timeout(60)
class StreamRequestsTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private static final Function<byte[], String> TEXT = (bytes) -> new String(bytes, StandardCharsets.UTF_8);

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, StreamPair.WINDOW, 65535, 65536, 3_000_000 })
	void bytesOfAnyLengthArrive(int size) {
		byte[] bytes = new byte[size];
		new Random(size).nextBytes(bytes);
		try (StreamPair pair = new StreamPair((body) -> Arrays.hashCode(body.bytes().readAllBytes()))) {
			int expected = Arrays.hashCode(bytes);
			assertThat(pair.request().body(new ByteArrayInputStream(bytes)).request(int.class)).isEqualTo(expected);
			TofuClient.RequestSpec resource = pair.request().body(new ByteArrayResource(bytes));
			assertThat(resource.request(int.class)).isEqualTo(expected);
			assertThat(resource.request(int.class)).as("again").isEqualTo(expected);
			assertThat(pair.request().body(bytes).request(int.class)).as("as one payload").isEqualTo(expected);
		}
	}

	@Test
	void elementsArriveOneByOneWhateverTheirLength() {
		List<String> elements = IntStream.range(0, 12).mapToObj((i) -> "e".repeat(i * i * 1000)).toList();
		try (StreamPair pair = new StreamPair((body) -> body.elements(TEXT).stream().toList())) {
			assertThat(pair.request().body(elements.stream()).request(String[].class))
				.containsExactlyElementsOf(elements);
			assertThat(pair.request().body(Stream.of()).request(String[].class)).isEmpty();
		}
	}

	@Test
	void theFirstElementSaysWhatAllOfThemAre() {
		try (StreamPair pair = new StreamPair((body) -> body.elements(TEXT).stream().toList())) {
			assertThat(pair.request().body(Stream.of(List.of(1), List.of(2, 3))).request(String[].class))
				.containsExactly("[1]", "[2,3]");
			assertThatExceptionOfType(MessageConversionException.class)
				.isThrownBy(() -> pair.request().body(Stream.of("text", List.of(1))).request(Void.class));
			assertThatExceptionOfType(NullPointerException.class)
				.isThrownBy(() -> pair.request().body(Stream.of("text", null)).request(Void.class))
				.withMessageContaining("must not be null");
		}
	}

	@Test
	void aListIsNoStream() {
		try (StreamPair pair = new StreamPair((body) -> body.elements(TEXT).stream().toList())) {
			assertThat(pair.request().body(List.of(1, 2)).request(String[].class)).containsExactly("[1,2]");
		}
	}

	@Test
	void theSourceIsReadNoFasterThanThePeerTakesIt() throws Exception {
		AtomicInteger taken = new AtomicInteger();
		CountDownLatch go = new CountDownLatch(1);
		Stream<byte[]> source = Stream.generate(() -> new byte[1000])
			.peek((element) -> taken.incrementAndGet())
			.limit(1000);
		AtomicBoolean stalled = new AtomicBoolean();
		try (StreamPair pair = new StreamPair((body) -> {
			if (stalled.compareAndSet(false, true)) {
				go.await();
			}
			return body.elements(Function.identity()).stream().count();
		})) {
			CompletableFuture<Long> answer = pair.request().body(source).requestAsync(Long.class);
			await().until(() -> taken.get() > 3);
			assertThat(pair.request().body("small").request(Long.class)).as("on the same channel").isEqualTo(1);
			assertThat(taken).hasValueLessThanOrEqualTo(StreamPair.WINDOW / 1000 + 3);
			go.countDown();
			assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo(1000);
			assertThat(taken).hasValue(1000);
		}
	}

	@Test
	void whoTakesLittleAtATimeIsNotCalledDead() {
		Duration idleTimeout = Duration.ofMillis(1500);
		CountDownLatch never = new CountDownLatch(1);
		try (StreamPair pair = new StreamPair(idleTimeout, (body) -> {
			Iterator<byte[]> elements = body.elements(Function.identity()).stream().iterator();
			// Half a window takes longer than the sender would wait
			for (long end = System.nanoTime() + idleTimeout.multipliedBy(2).toNanos(); System.nanoTime() < end;) {
				elements.next();
				never.await(idleTimeout.toMillis() / 5, TimeUnit.MILLISECONDS);
			}
			int rest = 0;
			for (; elements.hasNext(); rest++) {
				elements.next();
			}
			return rest;
		})) {
			Stream<byte[]> source = Stream.generate(() -> new byte[250]).limit(100);
			assertThat(pair.request().body(source).request(Integer.class)).isBetween(80, 99);
		}
	}

	@Test
	void aSourceThatFailsFailsTheRequestOnBothSides() {
		CompletableFuture<Throwable> seen = new CompletableFuture<>();
		try (StreamPair pair = new StreamPair((body) -> {
			try {
				return body.elements(TEXT).stream().count();
			}
			catch (TofuException ex) {
				seen.complete(ex);
				throw ex;
			}
		})) {
			IllegalStateException failure = new IllegalStateException("no more paper");
			Stream<String> source = Stream.of("a", "b", "c").peek((element) -> {
				if (element.equals("c")) {
					throw failure;
				}
			});
			assertThatExceptionOfType(IllegalStateException.class)
				.isThrownBy(() -> pair.request().body(source).request(Void.class))
				.isSameAs(failure);
			assertThat(seen.join()).isInstanceOf(TofuRemoteException.class).hasMessageContaining("cancelled");
		}
	}

	@Test
	void anInputStreamThatFailsIsTheCause() {
		try (StreamPair pair = new StreamPair((body) -> body.bytes().readAllBytes().length)) {
			IOException failure = new IOException("disk");
			Source source = new Source(new byte[10]) {
				@Override
				public int read(byte[] target, int offset, int length) throws IOException {
					throw failure;
				}
			};
			assertThatExceptionOfType(TofuException.class)
				.isThrownBy(() -> pair.request().body(source).request(Void.class))
				.withCause(failure);
			assertThat(source.closed).isTrue();
			ExecutionException later = catchThrowableOfType(ExecutionException.class,
					() -> pair.request().body(source).requestAsync(Void.class).get(30, TimeUnit.SECONDS));
			assertThat(later.getCause()).isInstanceOf(TofuException.class).hasCause(failure);
		}
	}

	@Test
	void theSourceIsClosedOnceItWasSent() {
		AtomicInteger closed = new AtomicInteger();
		Source source = new Source(new byte[10_000]);
		try (StreamPair pair = new StreamPair((body) -> body.bytes().readAllBytes().length)) {
			assertThat(pair.request().body(source).request(int.class)).isEqualTo(10_000);
			assertThat(source.closed).isTrue();
			pair.request().body(Stream.of("a").onClose(closed::incrementAndGet)).request(int.class);
			assertThat(closed).hasValue(1);
		}
	}

	@Test
	void theSourceIsClosedThoughItIsNeverSent() {
		Source source = new Source(new byte[10]);
		AtomicInteger closed = new AtomicInteger();
		try (TestApplication client = TestApplication.with()
			.peer("peer", PeerSettings.builder("tcp://127.0.0.1:1").connectWait(Duration.ofMillis(1)).build())
			.start()) {
			assertThatExceptionOfType(TofuDisconnectedException.class)
				.isThrownBy(() -> client.request("stream").body(source).request(Void.class))
				.matches(TofuDisconnectedException::notProcessed);
			assertThat(source.closed).isTrue();
			Stream<String> stream = Stream.of("a").onClose(closed::incrementAndGet);
			assertThat(client.request("stream").body(stream).requestAsync(Void.class))
				.failsWithin(Duration.ofSeconds(30));
			assertThat(closed).hasValue(1);
			Stream<String> signal = Stream.of("a").onClose(closed::incrementAndGet);
			assertThatExceptionOfType(IllegalArgumentException.class)
				.isThrownBy(() -> client.request("stream").body(signal).signal())
				.withMessageContaining("Signal");
			assertThat(closed).hasValue(2);
		}
	}

	@Test
	void anAnswerThatComesEarlyClosesTheSourceThatIsWaitedFor() {
		CountDownLatch closed = new CountDownLatch(1);
		InputStream source = new InputStream() {
			@Override
			public int read() throws IOException {
				try {
					closed.await();
				}
				catch (InterruptedException ex) {
					throw new IOException(ex);
				}
				throw new IOException("closed");
			}

			@Override
			public int read(byte[] target, int offset, int length) throws IOException {
				return this.first ? firstByte() : read();
			}

			private boolean first = true;

			private int firstByte() {
				this.first = false;
				return 1;
			}

			@Override
			public void close() {
				closed.countDown();
			}
		};
		try (StreamPair pair = new StreamPair((body) -> "enough")) {
			assertThat(pair.request().body(source).request(String.class)).isEqualTo("enough");
		}
	}

	@Test
	void aPeerThatRefusesIsHeardWhileTheSourceGoesOn() {
		try (StreamPair pair = new StreamPair((body) -> {
			throw new IllegalStateException("not you");
		})) {
			Stream<byte[]> endless = Stream.generate(() -> new byte[1000]);
			assertThatExceptionOfType(TofuRemoteException.class)
				.isThrownBy(() -> pair.request().body(endless).request(Void.class))
				.satisfies((ex) -> assertThat(ex.type()).isEqualTo("refused"));
		}
	}

	@Test
	void theEndOfTheConnectionClosesTheSource() {
		AtomicInteger closed = new AtomicInteger();
		CountDownLatch begun = new CountDownLatch(1);
		try (StreamPair pair = new StreamPair((body) -> {
			begun.countDown();
			return body.bytes().readAllBytes().length;
		})) {
			Stream<byte[]> endless = Stream.generate(() -> new byte[1000]).onClose(closed::incrementAndGet);
			CompletableFuture<Integer> answer = pair.request().body(endless).requestAsync(int.class);
			await().until(() -> begun.getCount() == 0);
			pair.server.connections.channels().forEach(TofuChannel::abort);
			assertThat(answer).failsWithin(LONG)
				.withThrowableThat()
				.havingCause()
				.isInstanceOfSatisfying(TofuDisconnectedException.class,
						(failure) -> assertThat(failure.notProcessed()).isFalse());
			await().until(() -> closed.get() == 1);
		}
	}

	@Test
	void whatHadNotBegunWasSurelyNotProcessed() {
		CountDownLatch read = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		try (StreamPair pair = new StreamPair((body) -> null)) {
			TofuChannel channel = pair.channel();
			Stream<String> slow = Stream.generate(() -> {
				read.countDown();
				try {
					go.await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
				return "late";
			});
			CompletableFuture<Void> answer = pair.request().body(slow).requestAsync(Void.class);
			await().until(() -> read.getCount() == 0);
			channel.abort();
			assertThat(answer).failsWithin(LONG)
				.withThrowableThat()
				.havingCause()
				.isInstanceOfSatisfying(TofuDisconnectedException.class,
						(failure) -> assertThat(failure.notProcessed()).isTrue());
			go.countDown();
		}
	}

	@Test
	void aStreamIsForOnePeer() {
		try (StreamPair pair = new StreamPair((body) -> null)) {
			TofuBroadcast toAll = pair.server.servers.broadcast(List.of(), "stream");
			assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> toAll.body(Stream.of("a")))
				.withMessageContaining("several peers");
		}
	}

	@Test
	void anInterruptEndsTheRequest() {
		CountDownLatch go = new CountDownLatch(1);
		try (StreamPair pair = new StreamPair((body) -> {
			go.await();
			return null;
		})) {
			AtomicInteger closed = new AtomicInteger();
			Stream<byte[]> endless = Stream.generate(() -> new byte[1000]).onClose(closed::incrementAndGet);
			CompletableFuture<Throwable> thrown = new CompletableFuture<>();
			Thread caller = new Thread(() -> {
				try {
					pair.request().body(endless).request(Void.class);
				}
				catch (TofuException ex) {
					assertThat(Thread.currentThread().isInterrupted()).isTrue();
					thrown.complete(ex);
				}
			});
			caller.start();
			await().until(() -> caller.getState() == Thread.State.WAITING);
			caller.interrupt();
			assertThat(thrown).succeedsWithin(LONG)
				.satisfies((ex) -> assertThat(ex).hasMessageContaining("Interrupted"));
			assertThat(closed).hasValue(1);
			go.countDown();
		}
	}

	/** Bytes that know whether they were closed. */
	static class Source extends FilterInputStream {

		volatile boolean closed;

		Source(byte[] bytes) {
			super(new ByteArrayInputStream(bytes));
		}

		@Override
		public void close() {
			this.closed = true;
		}

	}

}
