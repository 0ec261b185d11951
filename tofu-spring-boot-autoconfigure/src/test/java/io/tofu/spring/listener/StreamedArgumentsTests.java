package io.tofu.spring.listener;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.tofu.OpCode;
import io.tofu.spring.ErrorTypes;
import io.tofu.spring.TofuStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Header;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Listeners that take their payload while it arrives, from a peer that is nothing
 * special.
 */
class StreamedArgumentsTests {

	private final Streaming listener = new Streaming();

	private Application application;

	private RawPeer peer;

	@BeforeEach
	void start() throws Exception {
		this.application = Application.of(this.listener);
		this.peer = this.application.greet();
	}

	@AfterEach
	void close() throws Exception {
		this.peer.close();
		this.application.close();
	}

	@Test
	void bytesAreThoseOfAllFrames() throws Exception {
		this.peer.send(OpCode.REQUEST, 1, true, bytes("ab"), "route:bytes", "tenant:acme");
		this.peer.send(OpCode.REQUEST, 1, true, bytes(""));
		this.peer.send(OpCode.REQUEST, 1, true, bytes("c"));
		this.peer.send(OpCode.REQUEST, 1, false, bytes("de"));
		assertThat(this.peer.receive().text()).isEqualTo("abcde for acme");
	}

	@Test
	void bytesAreThoseOfAMarkedEndToo() throws Exception {
		this.peer.send(OpCode.REQUEST, 1, true, bytes("ab"), "route:bytes", "tenant:acme");
		this.peer.send(OpCode.REQUEST, 1, false, bytes("c"), "tofu-part:end");
		assertThat(this.peer.receive().text()).isEqualTo("abc for acme");
	}

	@ParameterizedTest
	@ValueSource(strings = { "stream", "tofu", "flux", "publisher", "flow" })
	void bytesThatAreSaidToBeNoElementAreRefused(String route) throws Exception {
		this.peer.send(OpCode.REQUEST, 1, true, bytes("a"), "route:" + route);
		this.peer.send(OpCode.REQUEST, 1, false, bytes("b"), "tofu-part:end");
		assertThat(this.peer.receive().header("error-type")).isEqualTo(ErrorTypes.BAD_REQUEST);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void anElementThatCannotBeReadIsABadRequestWhereverItStands(boolean more) throws Exception {
		this.peer.send(OpCode.REQUEST, 1, more, bytes("no number"), "route:numbers");
		assertThat(this.peer.receive().header("error-type")).isEqualTo(ErrorTypes.BAD_REQUEST);
		this.peer.send(OpCode.REQUEST, 2, false, bytes("7"), "route:numbers");
		assertThat(this.peer.receive().text()).isEqualTo("7");
	}

	@Test
	void bytesMayBeNone() throws Exception {
		this.peer.send(OpCode.REQUEST, 1, "", "route:bytes", "tenant:acme");
		assertThat(this.peer.receive().text()).isEqualTo(" for acme");
	}

	@Test
	void theListenerRunsWhileFramesArrive() throws Exception {
		this.peer.send(OpCode.REQUEST, 1, true, bytes("x"), "route:begin");
		this.listener.begun.await();
		this.peer.send(OpCode.REQUEST, 1, false, bytes("y"));
		assertThat(this.peer.receive().text()).isEqualTo("xy");
	}

	@ParameterizedTest
	@ValueSource(strings = { "stream", "tofu", "flux", "publisher", "flow" })
	void everyFrameIsAnElementButAnEmptyLastOne(String route) throws Exception {
		this.peer.send(OpCode.REQUEST, 1, true, bytes("a"), "route:" + route);
		this.peer.send(OpCode.REQUEST, 1, true, bytes(""));
		this.peer.send(OpCode.REQUEST, 1, true, bytes("b"));
		this.peer.send(OpCode.REQUEST, 1, false, bytes(""));
		assertThat(this.peer.receive().text()).isEqualTo("a||b");
		this.peer.send(OpCode.REQUEST, 2, true, bytes("c"), "route:" + route);
		this.peer.send(OpCode.REQUEST, 2, false, bytes("d"));
		assertThat(this.peer.receive().text()).isEqualTo("c|d");
		this.peer.send(OpCode.REQUEST, 3, false, bytes("only"), "route:" + route);
		assertThat(this.peer.receive().text()).isEqualTo("only");
		this.peer.send(OpCode.REQUEST, 4, false, bytes(""), "route:" + route);
		assertThat(this.peer.receive().text()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "stream", "tofu", "flux", "publisher", "flow" })
	void anElementMayGoOnInFurtherFrames(String route) throws Exception {
		this.peer.send(OpCode.REQUEST, 1, true, bytes("a"), "route:" + route, "tofu-part:continued");
		this.peer.send(OpCode.REQUEST, 1, true, bytes("b"), "tofu-part:continued");
		this.peer.send(OpCode.REQUEST, 1, true, bytes(""));
		this.peer.send(OpCode.REQUEST, 1, true, bytes("c"), "tofu-part:something");
		this.peer.send(OpCode.REQUEST, 1, true, bytes("d"), "tofu-part:continued");
		this.peer.send(OpCode.REQUEST, 1, true, bytes("e"));
		this.peer.send(OpCode.REQUEST, 1, false, bytes(""), "tofu-part:end");
		assertThat(this.peer.receive().text()).isEqualTo("ab|c|de");
		this.peer.send(OpCode.REQUEST, 2, true, bytes("f"), "route:" + route, "tofu-part:continued");
		this.peer.send(OpCode.REQUEST, 2, false, bytes(""));
		assertThat(this.peer.receive().text()).isEqualTo("f");
	}

	@Test
	void elementsAreConvertedByTheContentTypeOfTheFirstFrame() throws Exception {
		this.peer.send(OpCode.REQUEST, 1, true, bytes("{\"item\":\"tea\",\"count\":2}"), "route:orders",
				"content-type:application/json");
		this.peer.send(OpCode.REQUEST, 1, true, bytes("{\"item\":\"soy\",\"count\":3}"), "content-type:text/plain");
		this.peer.send(OpCode.REQUEST, 1, false, bytes(""), "tofu-part:end");
		assertThat(this.peer.receive().text()).isEqualTo("5");
	}

	@Test
	void signalsMayBeStreams() throws Exception {
		this.peer.send(OpCode.SIGNAL, 7, true, bytes("a"), "route:signal");
		this.peer.send(OpCode.SIGNAL, 7, false, bytes("b"));
		this.listener.signalled.await();
		assertThat(this.listener.signal).isEqualTo("ab");
	}

	@Test
	void requestsOnOneChannelAreReadSideBySide() throws Exception {
		this.peer.send(OpCode.REQUEST, 1, true, bytes("a"), "route:stream");
		this.peer.send(OpCode.REQUEST, 2, true, bytes("x"), "route:stream");
		this.peer.send(OpCode.REQUEST, 1, true, bytes("b"));
		this.peer.send(OpCode.REQUEST, 2, false, bytes("y"));
		assertThat(this.peer.receive().text()).isEqualTo("x|y");
		this.peer.send(OpCode.REQUEST, 1, false, bytes("c"));
		assertThat(this.peer.receive().text()).isEqualTo("a|b|c");
	}

	@Test
	void whatAFrameSaysOfItselfIsNoHeaderOfTheMessage() throws Exception {
		this.peer.send(OpCode.REQUEST, 1, true, bytes("a"), "route:joined", "tenant:acme", "tofu-part:continued");
		this.peer.send(OpCode.REQUEST, 1, false, bytes("b"));
		RawPeer.Frame answer = this.peer.receive();
		assertThat(answer.text()).isEqualTo("ab");
		assertThat(answer.header("tenant")).isEqualTo("acme");
		assertThat(answer.header("tofu-part")).isNull();
	}

	private static byte[] bytes(String text) {
		return text.getBytes(UTF_8);
	}

	record Order(String item, int count) {
	}

	static class Streaming {

		private final CountDownLatch begun = new CountDownLatch(1);

		private final CountDownLatch signalled = new CountDownLatch(1);

		private volatile String signal;

		@TofuListener("numbers")
		int numbers(Stream<Integer> numbers) {
			return numbers.mapToInt(Integer::intValue).sum();
		}

		@TofuListener("bytes")
		String bytes(InputStream body, @Header("tenant") String tenant) throws IOException {
			return new String(body.readAllBytes(), UTF_8) + " for " + tenant;
		}

		@TofuListener("joined")
		Message<byte[]> joined(Message<byte[]> message) {
			return message;
		}

		@TofuListener("begin")
		String begin(InputStream body) throws IOException {
			String first = Character.toString(body.read());
			this.begun.countDown();
			return first + Character.toString(body.read()) + (body.read() < 0 ? "" : "and more");
		}

		@TofuListener("stream")
		String stream(Stream<String> elements) {
			return elements.collect(Collectors.joining("|"));
		}

		@TofuListener("tofu")
		String tofu(TofuStream<byte[]> elements) {
			try (elements) {
				return elements.stream().map((bytes) -> new String(bytes, UTF_8)).collect(Collectors.joining("|"));
			}
		}

		@TofuListener("flux")
		Mono<String> flux(Flux<String> elements) {
			return elements.collect(Collectors.joining("|"));
		}

		@TofuListener("publisher")
		Mono<String> publisher(Publisher<String> elements) {
			return flux(Flux.from(elements));
		}

		@TofuListener("flow")
		Mono<String> flow(Flow.Publisher<String> elements) {
			return flux(JdkFlowAdapter.flowPublisherToFlux(elements).limitRate(1));
		}

		@TofuListener("orders")
		int orders(Stream<Order> orders) {
			List<Order> all = orders.toList();
			return all.stream().mapToInt(Order::count).sum();
		}

		@TofuListener(route = "signal", op = OpCode.SIGNAL)
		void signal(InputStream body) throws IOException {
			this.signal = new String(body.readAllBytes(), UTF_8);
			this.signalled.countDown();
		}

	}

}
