package io.tofu.spring.listener;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

import io.tofu.OpCode;
import io.tofu.spring.ErrorTypes;
import io.tofu.spring.TofuChannel;
import io.tofu.spring.TofuResponseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.HandlerMethod;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code @MessageExceptionHandler} methods in the listener's own bean make of a
 * failure.
 */
@ExtendWith(OutputCaptureExtension.class)
class ExceptionHandlersTests {

	@ParameterizedTest(name = "{0} is answered {1}")
	@CsvSource({ "io, closest IOException", "file, closest FileNotFoundException", "wrapped, closest IOException",
			"later, closest IOException", "error, an error", "argument, unreadable", "header, no header",
			"result, unwritable" })
	void theMethodOfTheClosestTypeAnswers(String route, String text) throws Exception {
		try (Application application = Application.of(new Handling()); RawPeer peer = application.greet()) {
			RawPeer.Frame answer = request(peer, "orders.7." + route, "{");
			assertThat(answer.header("error-type")).isNull();
			assertThat(answer.text()).isEqualTo(text);
		}
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource({ "thrown, out_of_stock, none left", "returned, out_of_stock, none left",
			"returned-later, out_of_stock, none left", "rethrown, internal,", "rethrown-argument, bad_request,",
			"failing, internal,", "failing-later, internal," })
	void anErrorIsThrownOrReturned(String kind, String type, String message) throws Exception {
		try (Application application = Application.of(new Refusing()); RawPeer peer = application.greet()) {
			RawPeer.Frame answer = request(peer, kind.equals("rethrown-argument") ? "item" : "refused", "{",
					"kind:" + kind);
			assertThat(answer.header("error-type")).isEqualTo(type);
			assertThat(answer.header("error-message")).isEqualTo(message);
		}
	}

	@Test
	void logsBothWhenTheHandlerFailsToo(CapturedOutput output) throws Exception {
		try (Application application = Application.of(new Refusing()); RawPeer peer = application.greet()) {
			request(peer, "refused", "", "kind:failing");
			assertThat(output).contains("handler broken", "first failure");
		}
	}

	@Test
	void theListenersErrorHandlerIsAskedBefore() throws Exception {
		try (Application application = Application.of(new Handling()); RawPeer peer = application.greet()) {
			assertThat(request(peer, "orders.7.replaced", "").text()).isEqualTo("closest FileNotFoundException");
		}
	}

	@Test
	void theMethodTakesWhatAListenerTakes() throws Exception {
		try (Application application = Application.of(new Handling()); RawPeer peer = application.greet()) {
			assertThat(request(peer, "orders.7.all", "abc", "tenant:a").text())
				.isEqualTo("abc of a for 7 from server by all because root");
		}
	}

	@Test
	void noValueMakesAFailedHelloAnAcceptedOne() throws Exception {
		try (Application application = Application.of(new Doorman()); RawPeer peer = application.connect()) {
			peer.send(OpCode.HELLO_REQUEST, 4, "", "reason:checked");
			RawPeer.Frame answer = peer.receive();
			assertThat(answer.opCode()).isEqualTo(OpCode.HELLO_RESPONSE);
			assertThat(answer.header("error-type")).isEqualTo(ErrorTypes.INTERNAL);
			assertThat(peer.receive().opCode()).isEqualTo(OpCode.BYE_REQUEST);
		}
	}

	@Test
	void theErrorOfARejectionMayBeChosen() throws Exception {
		try (Application application = Application.of(new Doorman()); RawPeer peer = application.connect()) {
			peer.send(OpCode.HELLO_REQUEST, 4, "", "reason:unknown");
			RawPeer.Frame answer = peer.receive();
			assertThat(answer.header("error-type")).isEqualTo(ErrorTypes.UNAUTHORIZED);
			assertThat(answer.header("error-message")).isEqualTo("Who are you?");
		}
	}

	@Test
	void aFailureInTheMiddleOfTheFramesEndsThem() throws Exception {
		try (Application application = Application.of(new Refusing()); RawPeer peer = application.greet()) {
			peer.send(OpCode.REQUEST, 3, true, new byte[0], "route:frames", "kind:returned");
			assertThat(peer.receive().header("error-type")).isEqualTo("out_of_stock");
			peer.send(OpCode.REQUEST, 3, true, new byte[0], "kind:thrown");
			peer.send(OpCode.REQUEST, 3, false, new byte[0], "kind:thrown");
			assertThat(request(peer, "refused", "", "kind:returned").messageId()).isEqualTo(7);
		}
	}

	private static RawPeer.Frame request(RawPeer peer, String route, String body, String... headers) throws Exception {
		String[] all = new String[headers.length + 1];
		all[0] = "route:" + route;
		System.arraycopy(headers, 0, all, 1, headers.length);
		peer.send(OpCode.REQUEST, 7, body, all);
		RawPeer.Frame answer = peer.receive();
		assertThat(answer.opCode()).isEqualTo(OpCode.RESPONSE);
		return answer;
	}

	record Item(String name) {
	}

	static class Handling {

		public static TofuListenerErrorHandler replace() {
			return (message, failure) -> {
				throw new FileNotFoundException();
			};
		}

		@TofuListener("orders.{id}.io")
		void io() throws IOException {
			throw new IOException();
		}

		@TofuListener("orders.{id}.file")
		void file() throws IOException {
			throw new FileNotFoundException();
		}

		@TofuListener("orders.{id}.wrapped")
		void wrapped() {
			throw new IllegalArgumentException(new IOException());
		}

		@TofuListener("orders.{id}.later")
		CompletableFuture<String> later() {
			return CompletableFuture.supplyAsync(() -> {
				throw new java.io.UncheckedIOException(new IOException());
			});
		}

		@TofuListener("orders.{id}.error")
		void error() {
			throw new AssertionError("an error");
		}

		@TofuListener("orders.{id}.argument")
		void argument(Item item) {
		}

		@TofuListener("orders.{id}.header")
		void header(@Header String missing) {
		}

		@TofuListener("orders.{id}.result")
		Object result() {
			return new Unwritable();
		}

		@TofuListener(route = "orders.{id}.replaced",
				errorHandler = "#{T(io.tofu.spring.listener.ExceptionHandlersTests$Handling).replace()}")
		void replaced() {
			throw new AssertionError("an error");
		}

		@TofuListener("orders.{id}.all")
		void all(String body) {
			throw new SecurityException("outer", new IllegalStateException("root"));
		}

		@MessageExceptionHandler
		String io(IOException ex) {
			return "closest IOException";
		}

		@MessageExceptionHandler
		CompletableFuture<String> file(FileNotFoundException ex) {
			return CompletableFuture.supplyAsync(() -> "closest FileNotFoundException");
		}

		@MessageExceptionHandler
		String error(AssertionError error) {
			return error.getMessage();
		}

		@MessageExceptionHandler
		String conversion(MessageConversionException ex) {
			return (ex.getCause() != null && ex.getCause().toString().contains("secret")) ? "unwritable" : "unreadable";
		}

		@MessageExceptionHandler(org.springframework.messaging.MessageHandlingException.class)
		String header() {
			return "no header";
		}

		@MessageExceptionHandler
		String security(SecurityException ex, IllegalStateException cause, HandlerMethod listener, String body,
				@Header String tenant, @DestinationVariable String id, TofuChannel channel) {
			return "%s of %s for %s from %s by %s because %s".formatted(body, tenant, id, channel.peer(),
					listener.getMethod().getName(), cause.getMessage());
		}

	}

	static class Unwritable {

		public String getValue() {
			throw new IllegalStateException("secret");
		}

	}

	static class Refusing {

		@TofuListener("refused")
		void refused() {
			throw new IllegalStateException("first failure");
		}

		@TofuListener("item")
		void item(Item item) {
		}

		@TofuListener("frames")
		void frames(io.tofu.Message frame) {
			throw new IllegalStateException("first failure");
		}

		@MessageExceptionHandler
		Object any(Exception ex, @Header String kind) throws Exception {
			TofuResponseException refusal = new TofuResponseException("out_of_stock", "none left");
			return switch (kind) {
				case "thrown" -> throw refusal;
				case "returned" -> refusal;
				case "returned-later" -> CompletableFuture.completedFuture(refusal);
				case "rethrown", "rethrown-argument" -> throw ex;
				case "failing-later" ->
					CompletableFuture.failedFuture(new IllegalArgumentException("handler broken", ex));
				default -> throw new IllegalArgumentException("handler broken");
			};
		}

	}

	static class Doorman {

		@TofuListener(op = OpCode.HELLO_REQUEST)
		void hello(@Header String reason) {
			throw reason.equals("checked") ? new IllegalStateException() : new IllegalArgumentException();
		}

		@MessageExceptionHandler(IllegalStateException.class)
		String opensTheDoor() {
			return "come in";
		}

		@MessageExceptionHandler(IllegalArgumentException.class)
		TofuResponseException says() {
			return new TofuResponseException(ErrorTypes.UNAUTHORIZED, "Who are you?");
		}

	}

}
