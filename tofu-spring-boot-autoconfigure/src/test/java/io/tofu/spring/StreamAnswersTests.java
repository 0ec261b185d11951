package io.tofu.spring;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Answers that are read while they come, also while the request is still sent. */
@Timeout(60)
class StreamAnswersTests {

	private static final Function<byte[], String> TEXT = (bytes) -> new String(bytes, StandardCharsets.UTF_8);

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, StreamPair.WINDOW, 65536, 3_000_000 })
	void bytesOfAnyLengthArrive(int size) throws IOException {
		byte[] bytes = new byte[size];
		new Random(size).nextBytes(bytes);
		try (StreamPair pair = new StreamPair((body) -> new ByteArrayInputStream(bytes))) {
			try (InputStream answer = pair.request().requestInputStream()) {
				assertThat(answer.readAllBytes()).isEqualTo(bytes);
			}
			if (size < 1_000_000) {
				assertThat(pair.request().requestMessage(byte[].class).getPayload()).as("joined").isEqualTo(bytes);
			}
		}
	}

	@Test
	void elementsAreReadAsTheyCome() {
		List<List<Integer>> lists = IntStream.range(0, 500).mapToObj((i) -> List.of(i, i + 1)).toList();
		try (StreamPair pair = new StreamPair((body) -> lists.stream())) {
			try (TofuStream<List<Integer>> answer = pair.request()
				.requestStream(new ParameterizedTypeReference<List<Integer>>() {
				})) {
				assertThat(answer).containsExactlyElementsOf(lists);
			}
			try (Stream<int[]> answer = pair.request().requestStream(int[].class).stream()) {
				assertThat(answer.mapToInt((pairOfInts) -> pairOfInts[1]).sum()).isEqualTo(500 * 501 / 2);
			}
		}
	}

	@Test
	void anAnswerThatIsNoStreamIsOneElement() {
		try (StreamPair pair = new StreamPair((body) -> "one"); StreamPair silent = new StreamPair((body) -> null)) {
			assertThat(pair.request().requestStream(String.class)).containsExactly("one");
			assertThat(silent.request().requestStream(String.class)).isEmpty();
		}
	}

	@Test
	void bothDirectionsAreUnderWayAtOnce() {
		try (StreamPair pair = new StreamPair((body) -> body.elements(TEXT).stream().map(String::toUpperCase))) {
			AtomicInteger sent = new AtomicInteger();
			Stream<String> questions = IntStream.range(0, 2000).mapToObj((i) -> {
				sent.set(i);
				return "question " + i;
			});
			try (TofuStream<String> answers = pair.request().body(questions).requestStream(String.class)) {
				Iterator<String> iterator = answers.iterator();
				assertThat(iterator.next()).isEqualTo("QUESTION 0");
				assertThat(sent).as("not all is sent, for nobody takes it").hasValueLessThan(1999);
				List<String> rest = new ArrayList<>();
				iterator.forEachRemaining(rest::add);
				assertThat(rest).hasSize(1999).last().isEqualTo("QUESTION 1999");
			}
		}
	}

	@Test
	void closingEarlyStopsBothSources() {
		CountDownLatch closed = new CountDownLatch(2);
		try (StreamPair pair = new StreamPair((body) -> Stream.generate(() -> "answer").onClose(closed::countDown))) {
			Stream<String> questions = Stream.generate(() -> "question").onClose(closed::countDown);
			try (TofuStream<String> answers = pair.request().body(questions).requestStream(String.class)) {
				assertThat(answers.iterator().next()).isEqualTo("answer");
			}
			await().until(() -> closed.getCount() == 0);
		}
	}

	@Test
	void anErrorInMidStreamComesAfterTheElementsBefore() {
		try (StreamPair pair = new StreamPair((body) -> Stream.of("a", "b", "c").peek((element) -> {
			if (element.equals("c")) {
				throw new IllegalStateException("no more paper");
			}
		}))) {
			try (TofuStream<String> answers = pair.request().requestStream(String.class)) {
				Iterator<String> iterator = answers.iterator();
				assertThat(iterator.next()).isEqualTo("a");
				assertThat(iterator.next()).isEqualTo("b");
				assertThatExceptionOfType(TofuRemoteException.class).isThrownBy(iterator::next)
					.satisfies((ex) -> assertThat(ex.type()).isEqualTo("broken"))
					.withMessageContaining("no more paper");
			}
		}
	}

	@Test
	void anErrorInPlaceOfAnAnswerIsThrownAtOnce() {
		try (StreamPair pair = new StreamPair((body) -> {
			throw new IllegalStateException("not you");
		})) {
			assertThatExceptionOfType(TofuRemoteException.class)
				.isThrownBy(() -> pair.request().requestStream(String.class))
				.satisfies((ex) -> assertThat(ex.type()).isEqualTo("refused"));
			assertThatExceptionOfType(TofuRemoteException.class).isThrownBy(() -> pair.request().requestInputStream());
		}
	}

	@Test
	void theEndOfTheConnectionIsNotTheEndOfTheAnswer() throws IOException {
		CountDownLatch closed = new CountDownLatch(1);
		try (StreamPair pair = new StreamPair((body) -> Stream.generate(() -> "answer").onClose(closed::countDown))) {
			try (TofuStream<String> answers = pair.request().requestStream(String.class)) {
				Iterator<String> iterator = answers.iterator();
				assertThat(iterator.next()).isEqualTo("answer");
				pair.server.connections.channels().forEach(TofuChannel::abort);
				assertThatExceptionOfType(TofuDisconnectedException.class)
					.isThrownBy(() -> iterator.forEachRemaining((answer) -> {
					}))
					.matches((ex) -> !ex.notProcessed());
				await().until(() -> closed.getCount() == 0);
			}
		}
	}

	@Test
	void theTimeoutIsThatUntilTheAnswerBegins() throws Exception {
		CountDownLatch go = new CountDownLatch(1);
		try (StreamPair pair = new StreamPair((body) -> {
			go.await();
			return Stream.of("late");
		})) {
			assertThatExceptionOfType(TofuTimeoutException.class)
				.isThrownBy(() -> pair.request().timeout(Duration.ofMillis(50)).requestStream(String.class));
			assertThatExceptionOfType(TofuTimeoutException.class).isThrownBy(() -> pair.request()
				.body(Stream.of("a"))
				.timeout(Duration.ofMillis(50))
				.requestStream(String.class));
			await().untilAsserted(() -> assertThat(pair.handler.cancelled).hasValue(2));
			go.countDown();
		}
	}

	@Test
	void aStreamThatStandsStillFailsOnBothSides() {
		CountDownLatch closed = new CountDownLatch(1);
		try (StreamPair pair = new StreamPair(Duration.ofMillis(200),
				(body) -> Stream.generate(() -> "a").onClose(closed::countDown))) {
			TofuStream<String> neverRead = pair.request().requestStream(String.class);
			await().until(() -> closed.getCount() == 0);
			await().untilAsserted(() -> assertThat(pair.channel().awaitsAnswer()).isFalse());
			assertThat(neverRead).isNotNull();
		}
	}

}
