package io.tofu.spring.boot.autoconfigure;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.tofu.AmpeStatus;
import io.tofu.Message;
import io.tofu.OpCode;
import io.tofu.spring.listener.TofuListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Payload;

import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Methods that cannot take or give what they say keep an application from starting: what
 * somebody reads then names the method, says what is wrong and what to change.
 */
@ExtendWith(OutputCaptureExtension.class)
class ListenerTypeMistakesTests {

	static List<Arguments> mistakes() {
		return List.of(
				mistake(FramesAndPayload.class, "FramesAndPayload.handle() has a parameter for the payload",
						"beside one of type io.tofu.Message", "Take the payload from the io.tofu.Message"),
				mistake(NoticeWithRoute.class, "NoticeWithRoute.handle() has the status [POOL_EMPTY]",
						"a notice has no route", "write another method for what peers send"),
				mistake(NoticeAndHello.class, "NoticeAndHello.handle() has the status [POOL_EMPTY]",
						"what peers send is not for a listener of notices", "write another method"),
				mistake(NoticeAsFrame.class, "NoticeAsFrame.handle() has the status [POOL_EMPTY]",
						"a notice is no frame", "write another method"),
				mistake(NeverSaid.class, "NeverSaid.handle() has the status [RECEIVER_UPDATE]", "no notice has one of",
						"write another method"),
				mistake(ObjectWithoutConverter.class,
						"ObjectWithoutConverter.handle() takes a payload of type " + Order.class.getName(),
						"there is no converter for objects", "Add spring-boot-starter-jackson"),
				mistake(ObjectInMessage.class, "ObjectInMessage.handle() takes a payload of type",
						Order.class.getName(), "Add spring-boot-starter-jackson"),
				mistake(AnswerWithoutConverter.class, "AnswerWithoutConverter.handle() returns a payload of type",
						Order.class.getName(), "Add spring-boot-starter-jackson"),
				mistake(LaterAnswerWithoutConverter.class,
						"LaterAnswerWithoutConverter.handle() returns a payload of type", Order.class.getName(),
						"Add spring-boot-starter-jackson"),
				mistake(MisspeltVariable.class, "MisspeltVariable.handle() takes the variable 'orderId'",
						"its mapping is for route 'orders.{id}'", "Write {orderId} where the route has it"));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("mistakes")
	void saysWhatIsWrongAndWhatToChange(Class<?> listeners, String first, String second, String action,
			CapturedOutput output) {
		MistakenApplication.assertExplains(listeners, first, second, action, output);
	}

	@Test
	void aVariableThatNotEveryRouteHasMayBeOptional() {
		assertThatNoException().isThrownBy(() -> MistakenApplication.start(OptionalVariable.class));
	}

	@Test
	void objectsAreFineWithJson() {
		for (Class<?> listeners : List.of(ObjectWithoutConverter.class, ObjectInMessage.class,
				AnswerWithoutConverter.class)) {
			assertThatNoException().isThrownBy(() -> MistakenApplication.startWithJson(listeners));
		}
	}

	@Test
	void bytesAndTextAreFineWithoutJson() {
		assertThatNoException().isThrownBy(() -> MistakenApplication.start(BytesAndText.class));
	}

	private static Arguments mistake(Class<?> listeners, String first, String second, String action) {
		return Arguments.of(listeners, first, second, action);
	}

	record Order(String item) {
	}

	static class FramesAndPayload {

		@TofuListener
		void handle(Message frame, @Payload String text) {
		}

	}

	static class NoticeWithRoute {

		@TofuListener(route = "a", status = AmpeStatus.POOL_EMPTY)
		void handle() {
		}

	}

	static class NoticeAndHello {

		@TofuListener(op = OpCode.HELLO_REQUEST, status = AmpeStatus.POOL_EMPTY)
		void handle() {
		}

	}

	static class NoticeAsFrame {

		@TofuListener(status = AmpeStatus.POOL_EMPTY)
		void handle(Message frame) {
		}

	}

	static class NeverSaid {

		@TofuListener(status = AmpeStatus.RECEIVER_UPDATE)
		void handle() {
		}

	}

	static class ObjectWithoutConverter {

		@TofuListener
		void handle(Order order) {
		}

	}

	static class ObjectInMessage {

		@TofuListener
		void handle(org.springframework.messaging.Message<Order> order) {
		}

	}

	static class LaterAnswerWithoutConverter {

		@TofuListener
		CompletableFuture<Order> handle() {
			return new CompletableFuture<>();
		}

	}

	static class AnswerWithoutConverter {

		@TofuListener
		CompletableFuture<org.springframework.messaging.Message<Order>> handle() {
			return new CompletableFuture<>();
		}

	}

	static class BytesAndText {

		@TofuListener("a")
		Mono<byte[]> bytes(byte[] body) {
			return Mono.just(body);
		}

		@TofuListener("b")
		CharSequence text(CharSequence body) {
			return body;
		}

		@TofuListener("c")
		Object any(org.springframework.messaging.Message<?> message) {
			return message;
		}

		@TofuListener("d")
		CompletableFuture<Void> nothing() {
			return CompletableFuture.completedFuture(null);
		}

		@TofuListener("e")
		Message frame(Message frame) {
			return frame;
		}

		@TofuListener(route = "f", op = OpCode.SIGNAL)
		Order signal() {
			return new Order("nobody gets it");
		}

		@TofuListener("g")
		@SuppressWarnings("rawtypes")
		CompletableFuture raw() {
			return CompletableFuture.completedFuture("text");
		}

	}

	static class MisspeltVariable {

		@TofuListener("orders.{id}")
		void handle(@DestinationVariable String orderId) {
		}

	}

	static class OptionalVariable {

		@TofuListener("orders.{region}.{id}")
		@TofuListener("orders.{id:\\d+}")
		void handle(@DestinationVariable("id") String order, @DestinationVariable Optional<String> region) {
		}

	}

}
