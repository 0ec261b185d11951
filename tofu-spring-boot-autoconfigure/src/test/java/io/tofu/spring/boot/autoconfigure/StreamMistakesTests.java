package io.tofu.spring.boot.autoconfigure;

import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.tofu.AmpeStatus;
import io.tofu.Message;
import io.tofu.OpCode;
import io.tofu.spring.TofuStream;
import io.tofu.spring.listener.TofuListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.io.Resource;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Payload;

import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Methods that take or return streams where there are none keep an application from
 * starting, and what somebody reads then says what to change.
 */
@ExtendWith(OutputCaptureExtension.class)
class StreamMistakesTests {

	static List<Arguments> mistakes() {
		return List.of(
				mistake(StreamedHello.class, "StreamedHello.handle() takes a stream, InputStream",
						"is for [HELLO_REQUEST], which is no stream", "Use byte[], String or an object"),
				mistake(StreamedGreeting.class, "StreamedGreeting.handle() returns a stream, Stream",
						"is for [HELLO_REQUEST], which is no stream", "Use byte[], String or an object"),
				mistake(StreamedNotice.class, "StreamedNotice.handle() takes a stream, InputStream",
						"is for what the engine says", "write another method for Requests and Signals"),
				mistake(StreamAndPayload.class, "StreamAndPayload.handle() takes a stream, Stream",
						"has another parameter for the payload", "Take the payload in one parameter"),
				mistake(StreamAndFrames.class, "StreamAndFrames.handle() takes a stream, InputStream",
						"has another parameter for the payload", "Take the payload in one parameter"),
				mistake(TwoStreams.class, "TwoStreams.handle() takes a stream, InputStream",
						"has another parameter for the payload", "Take the payload in one parameter"),
				mistake(NumberStream.class, "NumberStream.handle() takes a payload of type",
						"which is no stream that can be had", "Take InputStream, Stream, TofuStream or Flux"),
				mistake(StreamOfStreams.class, "StreamOfStreams.handle() takes a payload of type",
						"which is no stream that can be had", "Take InputStream, Stream, TofuStream or Flux"),
				mistake(PublishedMono.class, "PublishedMono.handle() takes a payload of type",
						"which is no stream that can be had", "Take InputStream, Stream, TofuStream or Flux"),
				mistake(ResourceArgument.class, "ResourceArgument.handle() takes a payload of type",
						"Resource, which is no stream that can be had", "Take InputStream as the parameter itself."),
				mistake(StreamOfResources.class, "StreamOfResources.handle() takes a payload of type",
						"Resource, which is no stream that can be had", "Take InputStream as the parameter itself."),
				mistake(PublisherInMessage.class, "PublisherInMessage.handle() takes a payload of type",
						"which is no stream that can be had", "Take InputStream, Stream, TofuStream or Flux"),
				mistake(StreamedSignal.class, "StreamedSignal.handle() returns a stream, Flux",
						"is for [SIGNAL], which has no answer", "Return nothing, or a Mono or CompletableFuture"),
				mistake(ReturnedByNotice.class, "ReturnedByNotice.handle() returns a stream, Resource",
						"is for what the engine says, which has no answer", "or handle Requests"),
				mistake(StreamWithoutConverter.class, "StreamWithoutConverter.handle() takes a payload of type",
						"there is no converter for objects", "Add spring-boot-starter-jackson"),
				mistake(StreamedAnswer.class, "StreamedAnswer.handle() returns a payload of type",
						"there is no converter for objects", "Add spring-boot-starter-jackson"));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("mistakes")
	void saysWhatIsWrongAndWhatToChange(Class<?> listeners, String first, String second, String action,
			CapturedOutput output) {
		MistakenApplication.assertExplains(listeners, first, second, action, output);
	}

	@Test
	void allShapesOfStreamsAreFine() {
		assertThatNoException().isThrownBy(() -> MistakenApplication.start(Shapes.class));
	}

	@Test
	void elementsThatAreObjectsAreFineWithJson() {
		assertThatNoException().isThrownBy(() -> MistakenApplication.startWithJson(StreamWithoutConverter.class));
		assertThatNoException().isThrownBy(() -> MistakenApplication.startWithJson(StreamedAnswer.class));
	}

	private static Arguments mistake(Class<?> listeners, String first, String second, String action) {
		return Arguments.of(listeners, first, second, action);
	}

	record Order(String item) {
	}

	static class StreamedHello {

		@TofuListener(op = OpCode.HELLO_REQUEST)
		void handle(InputStream body) {
		}

	}

	static class StreamedGreeting {

		@TofuListener(op = OpCode.HELLO_REQUEST)
		Stream<String> handle() {
			return Stream.of();
		}

	}

	static class StreamedNotice {

		@TofuListener(status = AmpeStatus.POOL_EMPTY)
		void handle(InputStream body) {
		}

	}

	static class StreamAndPayload {

		@TofuListener
		void handle(Stream<String> elements, @Payload String text) {
		}

	}

	static class StreamAndFrames {

		@TofuListener
		void handle(InputStream body, Message frame) {
		}

	}

	static class TwoStreams {

		@TofuListener
		void handle(InputStream body, Flux<String> elements) {
		}

	}

	static class NumberStream {

		@TofuListener
		void handle(IntStream numbers) {
		}

	}

	static class StreamOfStreams {

		@TofuListener
		void handle(Stream<InputStream> streams) {
		}

	}

	static class PublishedMono {

		@TofuListener
		void handle(Mono<String> body) {
		}

	}

	static class ResourceArgument {

		@TofuListener
		void handle(Resource body) {
		}

	}

	static class StreamOfResources {

		@TofuListener
		void handle(Stream<Resource> bodies) {
		}

	}

	static class PublisherInMessage {

		@TofuListener
		void handle(org.springframework.messaging.Message<Flow.Publisher<String>> message) {
		}

	}

	static class StreamedSignal {

		@TofuListener(op = OpCode.SIGNAL)
		Mono<Flux<String>> handle() {
			return Mono.empty();
		}

	}

	static class ReturnedByNotice {

		@TofuListener(status = AmpeStatus.POOL_EMPTY)
		Resource handle() {
			throw new IllegalStateException("never called");
		}

	}

	static class StreamWithoutConverter {

		@TofuListener
		void handle(Flux<Order> orders) {
		}

	}

	static class StreamedAnswer {

		@TofuListener
		CompletableFuture<Stream<Order>> handle() {
			return CompletableFuture.completedFuture(Stream.of());
		}

	}

	static class Shapes {

		@TofuListener("a")
		InputStream bytes(InputStream body, @Header("tenant") String tenant) {
			return body;
		}

		@TofuListener("b")
		Stream<String> stream(Stream<String> elements) {
			return elements;
		}

		@TofuListener("c")
		Flux<byte[]> flux(Flux<byte[]> elements) {
			return elements;
		}

		@TofuListener("d")
		Iterable<String> iterable(TofuStream<String> elements) {
			return elements;
		}

		@TofuListener("e")
		Publisher<String> publisher(Publisher<String> elements) {
			return elements;
		}

		@TofuListener("f")
		Flow.Publisher<String> flow(Flow.Publisher<String> elements) {
			return elements;
		}

		@TofuListener("g")
		Mono<Resource> resource(InputStream body) {
			return Mono.empty();
		}

		@TofuListener(route = "h", op = OpCode.SIGNAL)
		void signal(InputStream body) {
		}

	}

}
