package io.tofu.spring;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.tofu.OpCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.util.MimeTypeUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/** Requests and Signals between two applications. */
@Timeout(60)
class TofuClientTests {

	@TempDir
	private Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "tcp", "unix" })
	void requestIsAnswered(String transport) {
		try (TestApplication server = listening(transport); TestApplication client = connectedTo(server)) {
			assertThat(client.request("echo").body("hello").request(String.class)).isEqualTo("hello");
		}
	}

	@Test
	void requestWaitsForTheConnection() {
		try (TestApplication server = listening("tcp"); TestApplication client = connectedTo(server)) {
			assertThat(client.request("echo").body("at once").request(String.class)).isEqualTo("at once");
			assertThat(client.peer().state()).isEqualTo(TofuPeer.State.CONNECTED);
		}
	}

	@Test
	void headersAndContentTypeTravel() {
		try (TestApplication server = listening("tcp"); TestApplication client = connectedTo(server)) {
			Message<String> answer = client.request("echo")
				.header("tenant", "a", "b")
				.header("Case", "kept")
				.body("text")
				.requestMessage(String.class);
			assertThat(answer.getPayload()).isEqualTo("text");
			assertThat(answer.getHeaders()).containsEntry("route", "echo")
				.containsEntry("tenant", List.of("a", "b"))
				.containsEntry("Case", "kept")
				.containsEntry("content-type", "text/plain;charset=UTF-8");
		}
	}

	@Test
	void objectsTravelAsJson() {
		try (TestApplication server = listening("tcp"); TestApplication client = connectedTo(server)) {
			Stock stock = new Stock("screw", 3);
			assertThat(client.request("echo").body(stock).request(Stock.class)).isEqualTo(stock);
			assertThat(client.request("echo").body(stock).request(String.class))
				.isEqualTo("{\"article\":\"screw\",\"count\":3}");
			assertThat(
					client.request("echo").body(List.of(stock)).request(new ParameterizedTypeReference<List<Stock>>() {
					}))
				.containsExactly(stock);
			assertThat(client.request("echo")
				.body("{\"article\":\"nut\",\"count\":1}")
				.contentType(MimeTypeUtils.APPLICATION_JSON)
				.request(Stock.class)).isEqualTo(new Stock("nut", 1));
			assertThat(client.request("echo")
				.header("content-type", "application/vnd.stock+json")
				.body(stock)
				.requestMessage(String.class)
				.getHeaders()).containsEntry("content-type", "application/vnd.stock+json");
		}
	}

	@Test
	void emptyAnswerIsNull() {
		try (TestApplication server = listening("tcp"); TestApplication client = connectedTo(server)) {
			assertThat(client.request("echo").request(Stock.class)).isNull();
			assertThat(client.request("echo").request(Void.class)).isNull();
			assertThat(client.request("echo").requestMessage(byte[].class).getPayload()).isEmpty();
			assertThat(client.request("echo").requestMessage(String.class).getPayload()).isEmpty();
			assertThatExceptionOfType(MessageConversionException.class)
				.isThrownBy(() -> client.request("echo").requestMessage(Stock.class));
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 65534, 65535, 65536, 131070, 131071, 1_000_000 })
	void payloadIsSplitAndJoined(int size) {
		try (TestApplication server = listening("tcp"); TestApplication client = connectedTo(server)) {
			byte[] body = new byte[size];
			new Random(size).nextBytes(body);
			assertThat(client.request("echo").header("tenant", "a").body(body).requestMessage(byte[].class))
				.satisfies((answer) -> assertThat(answer.getPayload()).isEqualTo(body))
				.satisfies((answer) -> assertThat(answer.getHeaders()).containsEntry("tenant", "a"));
		}
	}

	@Test
	void answerBeyondTheLimitFailsAndTheChannelGoesOn() {
		try (TestApplication server = listening("tcp");
				TestApplication client = TestApplication.with()
					.settings(Duration.ofSeconds(5), 100_000)
					.peer("peer", PeerSettings.of(server.address()))
					.start()) {
			assertThatExceptionOfType(PayloadTooLargeException.class)
				.isThrownBy(() -> client.request("echo").body(new byte[1_000_000]).request(byte[].class))
				.withMessageContainingAll("100000 bytes", "tofu.listener.max-joined-size");
			assertThat(client.request("echo").body("small").request(String.class)).isEqualTo("small");
			await().untilAsserted(() -> assertThat(client.peer().channel().awaitsAnswer()).isFalse());
		}
	}

	@Test
	void errorAnswerIsARemoteException() {
		try (TestApplication server = listening("tcp"); TestApplication client = connectedTo(server)) {
			server.handler.reactions.put(OpCode.REQUEST,
					(channel, id, message) -> channel.respondError(OpCode.REQUEST, id, "out_of_stock", "no\r\nscrews"));
			TofuRemoteException thrown = catchThrowableOfType(TofuRemoteException.class,
					() -> client.request("stock").request(String.class));
			assertThat(thrown.type()).isEqualTo("out_of_stock");
			assertThat(thrown.remoteMessage()).isEqualTo("no  screws");
			assertThat(thrown.headers()).containsEntry("error-type", List.of("out_of_stock"));
		}
	}

	@Test
	void noAnswerIsATimeout() {
		try (TestApplication server = listening("tcp"); TestApplication client = connectedTo(server)) {
			server.handler.reactions.remove(OpCode.REQUEST);
			await().until(() -> client.peer().channel() != null);
			assertThatExceptionOfType(TofuTimeoutException.class)
				.isThrownBy(() -> client.request("silent").timeout(Duration.ofMillis(50)).request(String.class));
			assertThatExceptionOfType(ExecutionException.class)
				.isThrownBy(() -> client.request("silent")
					.timeout(Duration.ofMillis(50))
					.requestAsync(String.class)
					.get(10, TimeUnit.SECONDS))
				.withCauseInstanceOf(TofuTimeoutException.class);
			assertThat(client.peer().channel().awaitsAnswer()).isFalse();
		}
	}

	@Test
	void lateAnswerIsNotForTheNextRequest() {
		try (TestApplication server = listening("tcp"); TestApplication client = connectedTo(server)) {
			Queue<Runnable> answers = new ConcurrentLinkedQueue<>();
			server.handler.reactions.put(OpCode.REQUEST,
					(channel, id, message) -> answers.add(() -> TestHandler.echo(channel, id, message)));
			await().until(() -> client.peer().channel() != null);
			assertThatExceptionOfType(TofuTimeoutException.class).isThrownBy(
					() -> client.request("late").body("late").timeout(Duration.ofMillis(50)).request(String.class));
			await().until(() -> !answers.isEmpty());
			answers.forEach(Runnable::run);
			server.handler.reactions.put(OpCode.REQUEST, TestHandler::echo);
			assertThat(client.request("echo").body("next").request(String.class)).isEqualTo("next");
			await().untilAsserted(() -> assertThat(client.handler.texts(OpCode.RESPONSE)).containsExactly("late"));
		}
	}

	@Test
	void asyncAnswersComeOnACallbackThread() throws Exception {
		try (TestApplication server = listening("tcp"); TestApplication client = connectedTo(server)) {
			CompletableFuture<String> thread = client.request("echo")
				.body("hello")
				.requestAsync(String.class)
				.thenApply((answer) -> answer + " on " + Thread.currentThread().getName());
			assertThat(thread.get(10, TimeUnit.SECONDS)).startsWith("hello on ");
			CompletableFuture<Throwable> failure = client.client.peer("peer")
				.timeout(Duration.ofSeconds(5))
				.body("{")
				.contentType(MimeTypeUtils.APPLICATION_JSON)
				.requestAsync(Stock.class)
				.handle((answer, thrown) -> thrown);
			assertThat(failure.get(10, TimeUnit.SECONDS)).isInstanceOf(MessageConversionException.class);
		}
	}

	@Test
	void asyncFailuresComeOnACallbackThread() throws Exception {
		try (TestApplication server = listening("tcp"); TestApplication client = connectedTo(server)) {
			CompletableFuture<TofuChannel> asked = new CompletableFuture<>();
			server.handler.reactions.put(OpCode.REQUEST, (channel, id, message) -> asked.complete(channel));
			TofuClient.RequestSpec request = client.request("never").body("answered");
			CompletableFuture<String> timedOut = threadOfFailure(request.timeout(Duration.ofMillis(300)));
			assertThat(timedOut.get(10, TimeUnit.SECONDS)).isEqualTo("test-callback");
			CompletableFuture<String> cutOff = threadOfFailure(request.timeout(Duration.ofSeconds(10)));
			asked.get(10, TimeUnit.SECONDS).abort();
			assertThat(cutOff.get(10, TimeUnit.SECONDS)).isEqualTo("test-callback");
		}
	}

	private static CompletableFuture<String> threadOfFailure(TofuClient.RequestSpec request) {
		return request.requestAsync(String.class).handle((answer, failure) -> Thread.currentThread().getName());
	}

	@Test
	void blockingInACallbackHoldsNobodyUp() throws Exception {
		try (TestApplication server = listening("tcp"); TestApplication client = connectedTo(server)) {
			CompletableFuture<String> nested = client.request("echo")
				.body("outer")
				.requestAsync(String.class)
				.thenApply((outer) -> outer + " " + client.request("echo").body("inner").request(String.class));
			assertThat(nested.get(10, TimeUnit.SECONDS)).isEqualTo("outer inner");
		}
	}

	@Test
	void cancelledAnswerIsForgotten() {
		try (TestApplication server = listening("tcp"); TestApplication client = connectedTo(server)) {
			server.handler.reactions.remove(OpCode.REQUEST);
			await().until(() -> client.peer().channel() != null);
			CompletableFuture<String> answer = client.request("silent").requestAsync(String.class);
			assertThat(client.peer().channel().awaitsAnswer()).isTrue();
			answer.cancel(false);
			assertThat(client.peer().channel().awaitsAnswer()).isFalse();
		}
	}

	@Test
	void signalsOfARequestComeBeforeItsAnswer() {
		try (TestApplication server = listening("tcp"); TestApplication client = connectedTo(server)) {
			server.handler.reactions.put(OpCode.REQUEST, (channel, id, message) -> {
				for (int i = 0; i < 3; i++) {
					io.tofu.Message signal = channel.newMessage(OpCode.SIGNAL, id);
					signal.body().append(("step " + i).getBytes(StandardCharsets.UTF_8));
					channel.post(signal);
				}
				TestHandler.echo(channel, id, message);
			});
			List<String> steps = new ArrayList<>();
			String answer = client.request("job")
				.body("done")
				.onSignal((signal) -> steps.add(new String(signal.getPayload(), StandardCharsets.UTF_8)))
				.request(String.class);
			assertThat(answer).isEqualTo("done");
			assertThat(steps).containsExactly("step 0", "step 1", "step 2");
			assertThat(client.request("job").body("again").request(String.class)).isEqualTo("again");
			await().untilAsserted(() -> assertThat(client.handler.texts(OpCode.SIGNAL)).hasSize(3));
		}
	}

	@Test
	void signalArrives() {
		try (TestApplication server = listening("tcp"); TestApplication client = connectedTo(server)) {
			client.request("news").body("it rains").signal();
			await().untilAsserted(() -> assertThat(server.handler.texts(OpCode.SIGNAL)).containsExactly("it rains"));
		}
	}

	@Test
	void acceptingSideAsksTheConnectingSide() {
		try (TestApplication server = listening("tcp"); TestApplication client = connectedTo(server)) {
			await().until(() -> client.peer().channel() != null);
			TofuChannel channel = server.connections.channels().iterator().next();
			assertThat(channel.isAccepted()).isTrue();
			assertThat(channel.peer()).isEqualTo("server");
			assertThat(channel.route("echo").body("hello").request(String.class)).isEqualTo("hello");
			assertThat(server.client.channel(channel).body("again").request(String.class)).isEqualTo("again");
		}
	}

	@Test
	void manyThreadsGetTheirOwnAnswers() throws Exception {
		try (TestApplication server = listening("tcp"); TestApplication client = connectedTo(server)) {
			CountDownLatch done = new CountDownLatch(8);
			List<Throwable> failures = new ArrayList<>();
			for (int thread = 0; thread < 8; thread++) {
				int number = thread;
				client.callbacks.execute(() -> {
					try {
						IntStream.range(0, 500)
							.forEach((i) -> assertThat(
									client.request("echo").body(number + "-" + i).request(String.class))
								.isEqualTo(number + "-" + i));
					}
					catch (Throwable ex) {
						synchronized (failures) {
							failures.add(ex);
						}
					}
					done.countDown();
				});
			}
			assertThat(done.await(50, TimeUnit.SECONDS)).isTrue();
			assertThat(failures).isEmpty();
			assertThat(client.peer().channel().awaitsAnswer()).isFalse();
		}
	}

	@Test
	void unknownPeerIsNamedWithTheKnownOnes() {
		try (TestApplication client = TestApplication.with()
			.peer("inventory", PeerSettings.of("tcp://127.0.0.1:1"))
			.build()) {
			assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> client.client.peer("stock"))
				.withMessageContaining("stock")
				.withMessageContaining("inventory");
		}
	}

	@Test
	void impossibleHeaderFailsAtOnceAndLeaksNothing() {
		try (TestApplication server = listening("tcp"); TestApplication client = connectedTo(server)) {
			assertThatExceptionOfType(IllegalArgumentException.class)
				.isThrownBy(() -> client.request("echo").header("bad:name", "x").request(String.class));
			assertThatExceptionOfType(IllegalArgumentException.class)
				.isThrownBy(() -> client.request("echo\r\nx").request(String.class));
			assertThatExceptionOfType(CompletionException.class)
				.isThrownBy(() -> client.request("e\n").requestAsync(String.class).join())
				.withCauseInstanceOf(IllegalArgumentException.class);
			assertThat(client.peer().channel().awaitsAnswer()).isFalse();
			await().untilAsserted(() -> assertThat(client.ampe.stats().messagesInUse()).isZero());
		}
	}

	@Test
	void nothingLeaks() {
		try (TestApplication server = listening("tcp"); TestApplication client = connectedTo(server)) {
			for (int i = 0; i < 100; i++) {
				client.request("echo").body(new byte[70_000]).request(byte[].class);
				client.request("news").body("x").signal();
			}
			await().untilAsserted(() -> assertThat(client.ampe.stats().messagesInUse()).isZero());
			await().untilAsserted(() -> assertThat(server.ampe.stats().messagesInUse()).isZero());
		}
	}

	private TestApplication listening(String transport) {
		return TestApplication
			.listeningOn(transport.equals("tcp") ? "tcp://127.0.0.1:0" : "unix:" + this.directory.resolve("s.sock"));
	}

	private static TestApplication connectedTo(TestApplication server) {
		return TestApplication.connectedTo(server.address());
	}

	record Stock(String article, int count) {
	}

}
