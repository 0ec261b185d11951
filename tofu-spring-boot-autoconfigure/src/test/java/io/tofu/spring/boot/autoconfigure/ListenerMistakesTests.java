package io.tofu.spring.boot.autoconfigure;

import java.util.List;

import io.tofu.AmpeStatus;
import io.tofu.OpCode;
import io.tofu.spring.listener.TofuListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Scope;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.annotation.MessageMapping;

import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Each mistake in a listener that keeps an application from starting: what somebody reads
 * then names the method, says what is wrong and what to change.
 */
@ExtendWith(OutputCaptureExtension.class)
class ListenerMistakesTests {

	static List<Arguments> mistakes() {
		return List.of(
				mistake(EqualMappings.class, "EqualMappings.one() and", "EqualMappings.two() are for the same messages",
						"Change the route, the operations, the header conditions or the peer of one of them."),
				mistake(EqualPatterns.class, "EqualPatterns.one() and", "EqualPatterns.two() are for the same messages",
						"Change the route"),
				mistake(EqualNotices.class, "EqualNotices.one() and", "are for the same messages", "Change the route"),
				mistake(EqualIds.class, "EqualIds.one() and", "have the same id 'x'", "Give one of them another id."),
				mistake(UnknownPeer.class, "UnknownPeer.handle() is for the peer 'stok'",
						"the peers of this application are [stock]", "Set tofu.peer.stok.address, or change the peer."),
				mistake(FromServer.class, "FromServer.handle() is for the peer 'server'", "it does not listen",
						"Set tofu.server.address, or take peer = \"server\" away."),
				mistake(BadPattern.class, "route 'orders.{id' of the listener method", "BadPattern.handle()",
						"Write the route as orders.get, orders.*, orders.{id} or orders.**."),
				mistake(HelloOfDialledPeer.class, "HelloOfDialledPeer.handle() would never be called",
						"this application connects to 'stock', which never says Hello to it",
						"Take peer = \"stock\" away"),
				mistake(ContraryConditions.class, "ContraryConditions.handle() would never be called",
						"no message has both 'tenant' and '!tenant'", "Take one of the two header conditions away."),
				mistake(ContraryValues.class, "ContraryValues.handle() would never be called",
						"no message has both 'a=1' and 'a!=1'", "Take one of the two header conditions away."),
				mistake(BadOperation.class, "BadOperation.handle() is for the operations", "WELCOME_REQUEST",
						"Set op to one or more of"),
				mistake(BadCondition.class, "BadCondition.handle() has a wrong header condition", "'=x'",
						"Write it as name, !name, name=value or name!=value."),
				mistake(BadConcurrency.class, "BadConcurrency.handle() has the concurrency 'none'", "",
						"Set concurrency to a whole number of at least 1."),
				mistake(BadAutoStartup.class, "BadAutoStartup.handle() has the autoStartup 'maybe'", "",
						"Set autoStartup to true or false."),
				mistake(NoSuchErrorHandler.class, "NoSuchErrorHandler.handle() has the error handler 'nowhere'", "",
						"Set errorHandler to the name of a bean of type TofuListenerErrorHandler."),
				mistake(NoSuchPlaceholder.class, "The attribute route = \"${nowhere}\"", "NoSuchPlaceholder.handle()",
						"Set what its placeholder or expression stands for"),
				mistake(TwoPrefixes.class, "TwoPrefixes.handle() has the route prefixes [a, b]", "",
						"Give the @MessageMapping of the class one value"),
				mistake(Ambiguous.class, "exception handler methods of " + Ambiguous.class.getName(),
						"Ambiguous @ExceptionHandler method mapped",
						"Let each method annotated with @MessageExceptionHandler"),
				mistake(Prototype.class, "The bean 'listeners' with the listener method", "has the scope 'prototype'",
						"Make it a singleton, or give its scope a proxy"));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("mistakes")
	void saysWhatIsWrongAndWhatToChange(Class<?> listeners, String first, String second, String action,
			CapturedOutput output) {
		MistakenApplication.assertExplains(listeners, first, second, action, output);
	}

	@Test
	void conditionsThatOneMessageCanMeetAreFine() {
		assertThatNoException().isThrownBy(() -> MistakenApplication.start(PossibleConditions.class));
	}

	private static Arguments mistake(Class<?> listeners, String first, String second, String action) {
		return Arguments.of(listeners, first, second, action);
	}

	static class EqualMappings {

		@TofuListener(value = "a", headers = { "x", "y" })
		void one() {
		}

		@TofuListener(value = "a", headers = { "y", "x" }, op = OpCode.SIGNAL)
		void two() {
		}

	}

	static class EqualPatterns {

		@TofuListener("orders.{id}")
		void one() {
		}

		@TofuListener("orders.{key}")
		void two() {
		}

	}

	static class EqualNotices {

		@TofuListener(status = { AmpeStatus.POOL_EMPTY, AmpeStatus.CHANNEL_CLOSED })
		void one() {
		}

		@TofuListener(status = AmpeStatus.POOL_EMPTY)
		void two() {
		}

	}

	static class EqualIds {

		@TofuListener(id = "x", route = "a")
		void one() {
		}

		@TofuListener(id = "x", route = "b")
		void two() {
		}

	}

	static class UnknownPeer {

		@TofuListener(peer = "stok")
		void handle() {
		}

	}

	static class FromServer {

		@TofuListener(peer = "server")
		void handle() {
		}

	}

	static class BadPattern {

		@TofuListener("orders.{id")
		void handle() {
		}

	}

	static class HelloOfDialledPeer {

		@TofuListener(op = OpCode.HELLO_REQUEST, peer = "stock")
		void handle() {
		}

	}

	static class ContraryConditions {

		@TofuListener(headers = { "tenant", "!tenant" })
		void handle() {
		}

	}

	static class ContraryValues {

		@TofuListener(headers = { "a=1", "a!=1" })
		void handle() {
		}

	}

	static class PossibleConditions {

		@TofuListener(headers = { "a=1", "a=2", "b!=1", "!c", "d", "d!=1" })
		void handle() {
		}

	}

	static class BadOperation {

		@TofuListener(op = { OpCode.REQUEST, OpCode.WELCOME_REQUEST })
		void handle() {
		}

	}

	static class BadCondition {

		@TofuListener(headers = "=x")
		void handle() {
		}

	}

	static class BadConcurrency {

		@TofuListener(concurrency = "none")
		void handle() {
		}

	}

	static class BadAutoStartup {

		@TofuListener(autoStartup = "maybe")
		void handle() {
		}

	}

	static class NoSuchErrorHandler {

		@TofuListener(errorHandler = "nowhere")
		void handle() {
		}

	}

	static class NoSuchPlaceholder {

		@TofuListener("${nowhere}")
		void handle() {
		}

	}

	@MessageMapping({ "a", "b" })
	static class TwoPrefixes {

		@TofuListener("c")
		void handle() {
		}

	}

	static class Ambiguous {

		@TofuListener
		void handle() {
		}

		@MessageExceptionHandler
		void one(IllegalStateException ex) {
		}

		@MessageExceptionHandler
		void two(IllegalStateException ex) {
		}

	}

	@Scope("prototype")
	static class Prototype {

		@TofuListener
		void handle() {
		}

	}

}
