package io.tofu.spring;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Streams of those who use Reactor, and of those who have publishers without it. */
@Timeout(60)
class ReactiveStreamsTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private static final Function<byte[], String> TEXT = (bytes) -> new String(bytes, StandardCharsets.UTF_8);

	private static final StreamHandler.Listener COUNT = (body) -> body.elements(TEXT).stream().count();

	@Test
	void elementsOfAFluxArrive() {
		try (StreamPair pair = new StreamPair(COUNT)) {
			assertThat(pair.request().body(Flux.range(0, 5000)).request(int.class)).isEqualTo(5000);
			assertThat(reactive(pair).body(Flux.range(0, 5000)).request(int.class).block(LONG)).isEqualTo(5000);
			Flux<Integer> slow = Flux.range(0, 100).publishOn(Schedulers.parallel());
			assertThat(reactive(pair).body(slow).request(int.class).block(LONG)).isEqualTo(100);
			assertThat(pair.request().body(Flux.empty()).request(int.class)).isZero();
		}
	}

	@Test
	void aMonoIsAStreamOfAtMostOne() {
		try (StreamPair pair = new StreamPair(COUNT)) {
			assertThat(pair.request().body(Mono.just("a").delayElement(Duration.ofMillis(5))).request(int.class))
				.isOne();
			assertThat(pair.request().body(Mono.empty()).request(int.class)).isZero();
		}
	}

	@Test
	@SuppressWarnings("try")
	void publishersOfTheJdkNeedNoReactor() throws Exception {
		try (StreamPair pair = new StreamPair(COUNT);
				SubmissionPublisher<String> publisher = new SubmissionPublisher<>()) {
			CompletableFuture<Integer> count = pair.request().body(publisher).requestAsync(int.class);
			await().until(publisher::hasSubscribers);
			for (int i = 0; i < 1000; i++) {
				publisher.submit("element " + i);
			}
			publisher.close();
			assertThat(count).succeedsWithin(LONG).isEqualTo(1000);
		}
	}

	@Test
	void noMoreIsAskedForThanTheWindowHasRoomFor() {
		AtomicLong asked = new AtomicLong();
		CompletableFuture<Void> go = new CompletableFuture<>();
		Flux<String> source = Flux.range(0, 2000).map((i) -> "x".repeat(1000)).doOnRequest(asked::addAndGet);
		try (StreamPair pair = new StreamPair((body) -> {
			go.join();
			return body.elements(TEXT).stream().count();
		})) {
			CompletableFuture<Integer> count = pair.request().body(source).requestAsync(int.class);
			await().until(() -> asked.get() > 3);
			assertThat(asked).hasValueLessThanOrEqualTo(2 * StreamPair.WINDOW / 1000 + 2);
			go.complete(null);
			assertThat(count).succeedsWithin(LONG).isEqualTo(2000);
		}
	}

	@Test
	void whoPublishesMoreThanItIsAskedForIsStopped() {
		AtomicBoolean cancelled = new AtomicBoolean();
		Flow.Publisher<String> publisher = (subscriber) -> {
			subscriber.onSubscribe(new Flow.Subscription() {

				@Override
				public void request(long count) {
				}

				@Override
				public void cancel() {
					cancelled.set(true);
				}

			});
			for (int i = 0; i < 1000; i++) {
				subscriber.onNext("pushed");
			}
		};
		try (StreamPair pair = new StreamPair(COUNT)) {
			assertThatExceptionOfType(IllegalStateException.class)
				.isThrownBy(() -> pair.request().body(publisher).request(int.class))
				.withMessageContaining("more than it was asked for");
			assertThat(cancelled).isTrue();
		}
	}

	@Test
	void aFluxThatFailsFailsTheRequestAfterWhatItHasPublished() {
		IllegalStateException failure = new IllegalStateException("no more paper");
		CompletableFuture<Long> seen = new CompletableFuture<>();
		try (StreamPair pair = new StreamPair((body) -> {
			AtomicLong count = new AtomicLong();
			try {
				body.elements(TEXT).forEach((element) -> count.incrementAndGet());
			}
			finally {
				seen.complete(count.get());
			}
			return "all";
		})) {
			Flux<String> source = Flux.just("a", "b").concatWith(Flux.error(failure));
			assertThatExceptionOfType(IllegalStateException.class)
				.isThrownBy(() -> reactive(pair).body(source).request(String.class).block(LONG))
				.isSameAs(failure);
			assertThat(seen).succeedsWithin(LONG).isEqualTo(2L);
		}
	}

	@Test
	void answersComeAsTheyAreAskedFor() {
		AtomicLong taken = new AtomicLong();
		try (StreamPair pair = new StreamPair(
				(body) -> Stream.iterate(0, (i) -> i + 1).limit(1000).peek((i) -> taken.set(i)))) {
			Flux<Integer> answers = reactive(pair).requestStream(Integer.class);
			assertThat(answers.collectList().block(LONG)).hasSize(1000).isSorted();
			assertThat(answers.count().block(LONG)).as("a request of its own").isEqualTo(1000);
			taken.set(0);
			AtomicLong received = new AtomicLong();
			BaseSubscriber<Integer> five = new BaseSubscriber<>() {

				@Override
				protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
					subscription.request(5);
				}

				@Override
				protected void hookOnNext(Integer value) {
					received.incrementAndGet();
				}

			};
			answers.subscribe(five);
			await().until(() -> received.get() == 5);
			assertThat(taken).hasValueLessThan(500);
			five.cancel();
		}
	}

	@Test
	void bothDirectionsAreUnderWayAtOnce() {
		try (StreamPair pair = new StreamPair((body) -> body.elements(TEXT).stream().map(String::toUpperCase))) {
			Flux<String> questions = Flux.range(0, 2000).map((i) -> "question " + i);
			Flux<String> answers = reactive(pair).body(questions).requestStream(String.class);
			assertThat(answers.collectList().block(LONG)).hasSize(2000).last().isEqualTo("QUESTION 1999");
			assertThat(answers.subscribeOn(Schedulers.parallel()).take(3).collectList().block(LONG))
				.containsExactly("QUESTION 0", "QUESTION 1", "QUESTION 2");
		}
	}

	@Test
	void cancellingStopsBothSources() {
		AtomicLong stopped = new AtomicLong();
		try (StreamPair pair = new StreamPair((body) -> Flux.interval(Duration.ofMillis(1))
			.onBackpressureDrop()
			.doOnCancel(stopped::incrementAndGet))) {
			AtomicLong received = new AtomicLong();
			Flux<String> endless = Flux.just("first").concatWith(Flux.never()).doOnCancel(stopped::incrementAndGet);
			Disposable running = reactive(pair).body(endless)
				.requestStream(Long.class)
				.subscribe((value) -> received.incrementAndGet());
			await().until(() -> received.get() > 5);
			running.dispose();
			await().until(() -> stopped.get() == 2);
		}
	}

	@Test
	void anErrorInMidStreamComesAfterTheElementsBefore() {
		try (StreamPair pair = new StreamPair(
				(body) -> Flux.just("a", "b").concatWith(Flux.error(new IllegalStateException("no more paper"))))) {
			Flux<Object> answers = reactive(pair).requestStream(String.class)
				.cast(Object.class)
				.onErrorResume(TofuRemoteException.class, (failure) -> Mono.just(failure.type()));
			assertThat(answers.collectList().block(LONG)).containsExactly("a", "b", "broken");
		}
	}

	private static ReactiveTofuClient.RequestSpec reactive(StreamPair pair) {
		return new ReactiveTofuClient.RequestSpec(pair.request());
	}

}
