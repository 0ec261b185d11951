package io.tofu.spring.listener;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.tofu.OpCode;
import io.tofu.spring.ErrorTypes;
import io.tofu.spring.TofuResponseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a peer is told when something goes wrong, and what it is not told.
 */
@ExtendWith(OutputCaptureExtension.class)
class ListenerErrorsTests {

	@ParameterizedTest
	@CsvSource({ "nowhere, '', not_found", "item, '{', bad_request", "item, '', bad_request", "header, '', bad_request",
			"fails, '', internal", "fails-later, '', internal", "error, '', internal", "cancelled, '', cancelled",
			"unwritable, '', internal", "endless, '', internal", "untellable, '', internal" })
	void tellsTheTypeOnly(String route, String body, String type) throws Exception {
		try (Application application = Application.of(new Handlers()); RawPeer peer = application.greet()) {
			RawPeer.Frame answer = request(peer, route, body);
			assertThat(answer.header("error-type")).isEqualTo(type);
			if (!type.equals(ErrorTypes.NOT_FOUND)) {
				assertThat(answer.header("error-message")).isNull();
			}
			assertThat(answer.body()).isEmpty();
			assertThat(request(peer, "fine", "").header("error-type")).isNull();
		}
	}

	@Test
	void blamesThePeerForAContentTypeThatIsNone(CapturedOutput output) throws Exception {
		try (Application application = Application.of(new Handlers()); RawPeer peer = application.greet()) {
			peer.send(OpCode.REQUEST, 3, "{}", "route:item", "content-type:json");
			assertThat(peer.receive().header("error-type")).isEqualTo(ErrorTypes.BAD_REQUEST);
			assertThat(output).doesNotContain("ERROR");
		}
	}

	@Test
	void tellsWhatWasMeantForThePeer() throws Exception {
		try (Application application = Application.of(new Handlers()); RawPeer peer = application.greet()) {
			for (String route : List.of("own", "own-later")) {
				RawPeer.Frame answer = request(peer, route, "");
				assertThat(answer.header("error-type")).isEqualTo("out_of_stock");
				assertThat(answer.header("error-message")).isEqualTo("none left");
			}
		}
	}

	@Test
	void tellsTheMessageOfUnexpectedExceptionsIfToldTo() throws Exception {
		TofuListenerSettings settings = new TofuListenerSettings(1, Ordering.EXCHANGE, true, 1, 1, 1 << 24, 1024,
				1 << 26, IncludeMessage.ALWAYS);
		try (Application application = Application.of(settings, new Handlers()); RawPeer peer = application.greet()) {
			assertThat(request(peer, "fails", "").header("error-message")).isEqualTo("secret");
		}
	}

	@Test
	void logsWhatNobodyExpected(CapturedOutput output) throws Exception {
		try (Application application = Application.of(new Handlers()); RawPeer peer = application.greet()) {
			request(peer, "own", "");
			assertThat(output).doesNotContain("none left");
			request(peer, "fails", "");
			assertThat(output).contains("Handlers.fails()").contains("secret");
		}
	}

	@Test
	void asksTheErrorHandlerFirst() throws Exception {
		try (Application application = Application.of(new Handlers(), new Handled());
				RawPeer peer = application.greet()) {
			assertThat(request(peer, "handled", "").text()).isEqualTo("saved: secret");
			assertThat(request(peer, "handled-later", "").text()).isEqualTo("saved: secret");
			assertThat(request(peer, "handled-argument", "x").text()).startsWith("saved: ");
			assertThat(request(peer, "rethrown", "x").header("error-type")).isEqualTo(ErrorTypes.BAD_REQUEST);
			assertThat(request(peer, "replaced", "").header("error-type")).isEqualTo("replaced");
		}
	}

	@Test
	void aTieIsAnErrorAndOneLine(CapturedOutput output) throws Exception {
		try (Application application = Application.of(new Tied()); RawPeer peer = application.greet()) {
			for (int i = 0; i < 3; i++) {
				peer.send(OpCode.REQUEST, 9, "", "route:tied", "x:1", "y:1");
				assertThat(peer.receive().header("error-type")).isEqualTo(ErrorTypes.INTERNAL);
			}
			assertThat(output.getAll()
				.lines()
				.filter((line) -> line.contains("Tied.one()") && line.contains("Tied.two()"))).hasSize(1);
		}
	}

	@Test
	void dropsAndCountsSignalsNobodyHandles() throws Exception {
		try (Application application = Application.of(new Handlers()); RawPeer peer = application.greet()) {
			peer.send(OpCode.SIGNAL, 5, "x", "route:nowhere");
			peer.send(OpCode.SIGNAL, 6, "x", "route:fails");
			assertThat(request(peer, "fine", "").header("error-type")).isNull();
			await().until(() -> application.registry().inFlight() == 0);
			assertThat(application.registry().dropped()).isEqualTo(1);
		}
	}

	private static RawPeer.Frame request(RawPeer peer, String route, String body) throws Exception {
		peer.send(OpCode.REQUEST, 3, body, "route:" + route);
		RawPeer.Frame answer = peer.receive();
		assertThat(answer.opCode()).isEqualTo(OpCode.RESPONSE);
		assertThat(answer.messageId()).isEqualTo(3);
		return answer;
	}

	record Item(String name) {
	}

	static class Handlers {

		@TofuListener("fine")
		void fine() {
		}

		@TofuListener("item")
		void item(Item item) {
		}

		@TofuListener("header")
		void header(@Header String tenant) {
		}

		@TofuListener("fails")
		void fails() {
			throw new IllegalStateException("secret");
		}

		@TofuListener("fails-later")
		CompletableFuture<String> failsLater() {
			return CompletableFuture.supplyAsync(() -> {
				throw new IllegalStateException("secret");
			});
		}

		@TofuListener("error")
		void error() {
			throw new AssertionError("secret");
		}

		@TofuListener("cancelled")
		CompletableFuture<String> cancelled() {
			CompletableFuture<String> future = new CompletableFuture<>();
			future.cancel(true);
			return future;
		}

		@TofuListener("unwritable")
		Object unwritable() {
			return new Unwritable();
		}

		@TofuListener("untellable")
		void untellable() {
			throw new IllegalStateException() {
				@Override
				public String getMessage() {
					throw new UnsupportedOperationException("nothing to tell");
				}
			};
		}

		@TofuListener("endless")
		Object endless() {
			return new Endless();
		}

		@TofuListener("own")
		void own() {
			throw new TofuResponseException("out_of_stock", "none left");
		}

		@TofuListener("own-later")
		CompletableFuture<String> ownLater() {
			return CompletableFuture.failedFuture(new TofuResponseException("out_of_stock", "none left"));
		}

	}

	static class Unwritable {

		public String getValue() {
			throw new IllegalStateException("secret");
		}

	}

	static class Endless {

		public String getValue() {
			throw new StackOverflowError();
		}

	}

	public static class Handled {

		private static final String SAVE = "#{T(io.tofu.spring.listener.ListenerErrorsTests$Handled).save()}";

		public static TofuListenerErrorHandler save() {
			return (message, failure) -> "saved: " + failure.getMessage();
		}

		public static TofuListenerErrorHandler rethrow() {
			return (message, failure) -> {
				throw (Exception) failure;
			};
		}

		public static TofuListenerErrorHandler replace() {
			return (message, failure) -> {
				throw new TofuResponseException("replaced", null, failure);
			};
		}

		@TofuListener(route = "handled", errorHandler = SAVE)
		void handled() {
			throw new IllegalStateException("secret");
		}

		@TofuListener(route = "handled-later", errorHandler = SAVE)
		CompletableFuture<String> handledLater() {
			return CompletableFuture.failedFuture(new IllegalStateException("secret"));
		}

		@TofuListener(route = "handled-argument", errorHandler = SAVE)
		void handledArgument(Item item) {
		}

		@TofuListener(route = "rethrown",
				errorHandler = "#{T(io.tofu.spring.listener.ListenerErrorsTests$Handled).rethrow()}")
		void rethrown(Item item) {
		}

		@TofuListener(route = "replaced",
				errorHandler = "#{T(io.tofu.spring.listener.ListenerErrorsTests$Handled).replace()}")
		void replaced(Message<?> message) {
			throw new IllegalStateException("secret");
		}

	}

	static class Tied {

		@TofuListener(route = "tied", headers = "x")
		void one() {
		}

		@TofuListener(route = "tied", headers = "y")
		void two() {
		}

	}

}
