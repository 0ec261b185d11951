package io.tofu.spring.listener;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import io.tofu.OpCode;
import io.tofu.spring.ErrorTypes;
import io.tofu.spring.ReadChannels;
import io.tofu.spring.StreamSettings;
import io.tofu.spring.TofuResponseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.support.MessageBuilder;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Listeners whose answers are sent while they come into being. */
@Timeout(60)
class StreamedAnswersTests {

	private static final int WINDOW = 1000;

	private final Streaming listener = new Streaming();

	private Application application;

	private RawPeer peer;

	@BeforeEach
	void start() throws Exception {
		this.application = Application.withStreams(new StreamSettings(WINDOW, Duration.ofSeconds(30)), this.listener);
		this.peer = RawPeer.starter(this.application.port(), WINDOW);
	}

	@AfterEach
	void close() throws Exception {
		this.peer.close();
		this.application.close();
	}

	@Test
	void whatCannotBeSentAtAllIsClosed() throws Exception {
		this.peer.send(OpCode.REQUEST, 1, "", "route:nonsense");
		assertThat(this.peer.receive().header("error-type")).isEqualTo(ErrorTypes.INTERNAL);
		assertThat(this.listener.closed.getCount()).as("sources that are open").isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "stream", "iterable", "flux", "later", "mono" })
	void eachElementIsAFrameAndTheLastFrameNone(String route) throws Exception {
		this.peer.send(OpCode.REQUEST, 1, "", "route:" + route);
		for (String element : List.of("a", "b", "c")) {
			RawPeer.Frame frame = this.peer.receive();
			assertThat(frame.opCode()).isEqualTo(OpCode.RESPONSE);
			assertThat(frame.text()).isEqualTo(element);
			assertThat(frame.more()).isTrue();
		}
		assertEnd(this.peer.receive());
	}

	@ParameterizedTest
	@ValueSource(strings = { "bytes", "resource" })
	void bytesAreFramesWithoutMarks(String route) throws Exception {
		this.peer.send(OpCode.REQUEST, 1, "", "route:" + route);
		StringBuilder all = new StringBuilder();
		RawPeer.Frame frame = this.peer.receive();
		assertThat(frame.header("content-type")).isEqualTo("application/octet-stream");
		while (frame.more()) {
			all.append(frame.text());
			frame = this.peer.receive();
		}
		assertThat(frame.header("tofu-part")).isNull();
		assertThat(all + frame.text()).isEqualTo("some bytes");
		if (route.equals("bytes")) {
			this.listener.closed.await();
		}
	}

	@Test
	void collectionsStayOneArray() throws Exception {
		this.peer.send(OpCode.REQUEST, 1, "", "route:list");
		RawPeer.Frame frame = this.peer.receive();
		assertThat(frame.more()).isFalse();
		assertThat(frame.text()).isEqualTo("[\"a\",\"b\"]");
	}

	@Test
	void aMessageGivesAStreamItsHeaders() throws Exception {
		this.peer.send(OpCode.REQUEST, 1, "", "route:message");
		RawPeer.Frame frame = this.peer.receive();
		assertThat(frame.header("pages")).isEqualTo("2");
		assertThat(frame.text()).isEqualTo("p1");
		assertThat(this.peer.receive().header("pages")).isNull();
		assertEnd(this.peer.receive());
	}

	@ParameterizedTest
	@ValueSource(strings = { "echo", "echo-flux" })
	void answersMayBeginBeforeTheRequestHasEnded(String route) throws Exception {
		this.peer.send(OpCode.REQUEST, 1, true, bytes("a"), "route:" + route);
		assertThat(this.peer.receive().text()).isEqualTo("a!");
		this.peer.send(OpCode.REQUEST, 1, true, bytes("b"));
		assertThat(this.peer.receive().text()).isEqualTo("b!");
		this.peer.send(OpCode.REQUEST, 1, false, bytes(""), "tofu-part:end");
		assertEnd(this.peer.receive());
		await().until(() -> this.application.registry().inFlight() == 0);
	}

	@ParameterizedTest
	@ValueSource(strings = { "endless", "endless-flux" })
	void aSlowPeerHoldsTheSourceBack(String route) throws Exception {
		this.peer.send(OpCode.REQUEST, 1, "", "route:" + route);
		int cost = 0;
		while (cost < WINDOW) {
			cost += 64 + this.peer.receive().body().length;
		}
		this.peer.send(OpCode.REQUEST, 2, "", "route:list");
		assertThat(this.peer.receive().messageId()).as("nothing but the other answer").isEqualTo(2);
		await().until(() -> this.application.registry().inFlight() == 1);
		this.peer.send(OpCode.SIGNAL, 1, "", "tofu-credit:response;500");
		assertThat(this.peer.receive().messageId()).isOne();
		cancelAndDrain();
	}

	@ParameterizedTest
	@ValueSource(strings = { "endless", "endless-flux" })
	void aPeerMayWantNoMore(String route) throws Exception {
		this.peer.send(OpCode.REQUEST, 1, "", "route:" + route);
		assertThat(this.peer.receive().messageId()).isOne();
		cancelAndDrain();
		this.listener.closed.await();
		assertThat(this.application.registry().dropped()).isZero();
	}

	@Test
	void aPeerMayWantNoMoreBeforeTheAnswerHasBegun() throws Exception {
		this.peer.send(OpCode.REQUEST, 1, true, bytes("a"), "route:slow");
		this.listener.begun.await();
		cancelAndDrain();
		assertThat(this.application.registry().dropped()).isZero();
	}

	@Test
	void whatIsCancelledInVainIsCounted() throws Exception {
		this.peer.send(OpCode.SIGNAL, 5, "", "tofu-cancel:response");
		this.peer.send(OpCode.SIGNAL, 5, "", "tofu-cancel:request");
		this.peer.send(OpCode.SIGNAL, 5, "", "tofu-cancel:everything");
		this.peer.send(OpCode.SIGNAL, 5, "", "tofu-credit:response;5");
		this.peer.send(OpCode.SIGNAL, 5, "", "tofu-credit:nonsense");
		this.peer.send(OpCode.SIGNAL, 0, "", "tofu-credit:response;-1");
		await().untilAsserted(() -> assertThat(this.application.registry().dropped()).isEqualTo(6));
	}

	@ParameterizedTest
	@ValueSource(strings = { "failing", "failing-flux" })
	void aFailureInTheMiddleIsTheLastFrame(String route) throws Exception {
		this.peer.send(OpCode.REQUEST, 1, "", "route:" + route);
		assertThat(this.peer.receive().text()).isEqualTo("a");
		RawPeer.Frame last = this.peer.receive();
		assertThat(last.more()).isFalse();
		assertThat(last.header("error-type")).isEqualTo("no_paper");
		assertThat(last.header("error-message")).isEqualTo("after a");
	}

	@Test
	void failuresThatNobodyExpectsAreInternal() throws Exception {
		this.peer.send(OpCode.REQUEST, 1, "", "route:broken");
		assertThat(this.peer.receive().header("error-type")).isEqualTo(ErrorTypes.INTERNAL);
	}

	@Test
	void theEndOfTheChannelEndsTheSource() throws Exception {
		this.peer.send(OpCode.REQUEST, 1, "", "route:endless");
		assertThat(this.peer.receive().messageId()).isOne();
		this.peer.close();
		this.listener.closed.await();
		await().until(() -> this.application.registry().inFlight() == 0);
		assertThat(ReadChannels.streams(this.application.connections())).isZero();
	}

	@Test
	void whoAnswersByAStreamIsForRequestsAlone() throws Exception {
		for (String route : List.of("endless", "endless-flux", "iterable", "later", "resource")) {
			long dropped = this.application.registry().dropped();
			this.peer.send(OpCode.SIGNAL, 1, "", "route:" + route);
			await().until(() -> this.application.registry().dropped() == dropped + 1);
		}
		assertThat(this.listener.closed.getCount()).as("streams that were made").isOne();
	}

	@Test
	void aStreamThatComesOfASignalUnexpectedlyIsAFailure() throws Exception {
		this.peer.send(OpCode.SIGNAL, 1, "", "route:anything");
		this.listener.closed.await();
		await().untilAsserted(() -> assertThat(this.listener.failures).singleElement()
			.asString()
			.contains("was returned for a SIGNAL, which has no answer"));
		await().until(() -> this.application.registry().inFlight() == 0);
		this.peer.send(OpCode.REQUEST, 2, "", "route:anything");
		assertThat(this.peer.receive().text()).isEqualTo("x".repeat(36));
	}

	private void cancelAndDrain() throws IOException {
		this.peer.send(OpCode.SIGNAL, 1, "", "tofu-cancel:response");
		RawPeer.Frame frame = this.peer.receive();
		while (frame.more()) {
			frame = this.peer.receive();
		}
		assertThat(frame.header("error-type")).isEqualTo(ErrorTypes.CANCELLED);
		await().until(() -> this.application.registry().inFlight() == 0);
		assertThat(ReadChannels.streams(this.application.connections())).isZero();
	}

	private static void assertEnd(RawPeer.Frame frame) {
		assertThat(frame.more()).isFalse();
		assertThat(frame.header("tofu-part")).isEqualTo("end");
		assertThat(frame.body()).isEmpty();
	}

	private static byte[] bytes(String text) {
		return text.getBytes(UTF_8);
	}

	static class Streaming {

		private final CountDownLatch begun = new CountDownLatch(1);

		private final CountDownLatch closed = new CountDownLatch(1);

		private final List<Exception> failures = new CopyOnWriteArrayList<>();

		@TofuListener("stream")
		Stream<String> stream() {
			return Stream.of("a", "b", "c");
		}

		@TofuListener("iterable")
		Iterable<String> iterable() {
			return new ArrayList<>(List.of("a", "b", "c"));
		}

		@TofuListener("flux")
		Flux<String> flux() {
			return Flux.just("a", "b", "c");
		}

		@TofuListener("later")
		CompletableFuture<Stream<String>> later() {
			return CompletableFuture.supplyAsync(this::stream);
		}

		@TofuListener("mono")
		Mono<Iterable<String>> mono() {
			return Mono.fromSupplier(this::iterable);
		}

		@TofuListener("list")
		List<String> list() {
			return List.of("a", "b");
		}

		@TofuListener("bytes")
		InputStream bytes() {
			return new ByteArrayInputStream("some bytes".getBytes(UTF_8)) {
				@Override
				public void close() {
					Streaming.this.closed.countDown();
				}
			};
		}

		@TofuListener("resource")
		Resource resource() {
			return new ByteArrayResource("some bytes".getBytes(UTF_8));
		}

		@TofuListener("message")
		Message<Stream<String>> message() {
			return MessageBuilder.withPayload(Stream.of("p1", "p2")).setHeader("pages", "2").build();
		}

		@TofuListener("nonsense")
		Message<Stream<String>> nonsense() {
			return MessageBuilder.withPayload(stream().onClose(this.closed::countDown))
				.setHeader("contentType", "nonsense")
				.build();
		}

		@TofuListener("echo")
		Stream<String> echo(Stream<String> elements) {
			return elements.map((element) -> element + "!");
		}

		@TofuListener("echo-flux")
		Flux<String> echo(Flux<String> elements) {
			return elements.map((element) -> element + "!");
		}

		@TofuListener("endless")
		Stream<String> endless() {
			return Stream.generate(() -> "x".repeat(36)).onClose(this.closed::countDown);
		}

		@TofuListener("endless-flux")
		Flux<String> endlessFlux() {
			return Flux.<String>generate((sink) -> sink.next("x".repeat(36))).doOnCancel(this.closed::countDown);
		}

		@TofuListener("anything")
		Object anything() {
			return endless();
		}

		@TofuListener("slow")
		Stream<String> slow(InputStream body) throws IOException {
			this.begun.countDown();
			body.readAllBytes();
			return stream();
		}

		@TofuListener("failing")
		Stream<String> failing() {
			return stream().map((element) -> {
				if (element.equals("b")) {
					throw new IllegalStateException("after a");
				}
				return element;
			});
		}

		@TofuListener("failing-flux")
		Flux<String> failingFlux() {
			return Flux.concat(Flux.just("a"), Flux.error(new IllegalStateException("after a")));
		}

		@TofuListener("broken")
		Stream<String> broken(@Header(name = "tenant", required = false) String tenant) {
			return Stream.of(1).map((number) -> {
				throw new ArithmeticException("at " + number + tenant);
			});
		}

		@MessageExceptionHandler
		TofuResponseException noPaper(IllegalStateException ex) {
			this.failures.add(ex);
			return new TofuResponseException("no_paper", ex.getMessage());
		}

	}

}
