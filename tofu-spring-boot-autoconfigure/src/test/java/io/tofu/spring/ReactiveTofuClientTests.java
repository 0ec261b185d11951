package io.tofu.spring;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.tofu.OpCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.util.MimeTypeUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Requests and Signals by those who use Reactor. */
@Timeout(60)
class ReactiveTofuClientTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private TestApplication server;

	private TestApplication application;

	private ReactiveTofuClient client;

	@BeforeEach
	void start() {
		this.server = TestApplication.listeningOn("tcp://127.0.0.1:0");
		this.application = TestApplication.connectedTo(this.server.address());
		this.client = new ReactiveTofuClient(this.application.client);
		await().until(() -> this.application.peer().channel() != null);
	}

	@AfterEach
	void stop() {
		this.application.close();
		this.server.close();
	}

	@Test
	void nothingIsSentBeforeSomebodySubscribesAndThenOnceForEach() {
		AtomicInteger count = new AtomicInteger();
		this.server.handler.reactions.put(OpCode.REQUEST, (channel, id, message) -> channel.respond(OpCode.REQUEST, id,
				java.util.Map.of(), String.valueOf(count.incrementAndGet())));
		Mono<String> answer = request("count").request(String.class);
		assertThat(request("count").request(String.class).block(LONG)).isEqualTo("1");
		assertThat(answer.block(LONG)).isEqualTo("2");
		assertThat(answer.block(LONG)).isEqualTo("3");
		assertThat(count).hasValue(3);
	}

	@Test
	void fillingInMoreDoesNotChangeWhatWasMade() {
		ReactiveTofuClient.RequestSpec request = request("echo").body("first");
		Mono<String> first = request.request(String.class);
		request.body("second");
		TofuClient.RequestSpec other = this.application.request("echo").body("third");
		ReactiveTofuClient.RequestSpec copy = new ReactiveTofuClient.RequestSpec(other);
		other.body("fourth");
		assertThat(copy.request(String.class).block(LONG)).isEqualTo("third");
		assertThat(first.block(LONG)).isEqualTo("first");
		assertThat(request.request(String.class).block(LONG)).isEqualTo("second");
	}

	@Test
	void allThatTheOtherClientCan() {
		Mono<List<Integer>> numbers = request("echo").body(List.of(1, 2))
			.request(new ParameterizedTypeReference<List<Integer>>() {
			});
		assertThat(numbers.block(LONG)).containsExactly(1, 2);
		Message<String> message = request("echo").header("tenant", "a")
			.contentType(MimeTypeUtils.TEXT_HTML)
			.body("<p>")
			.requestMessage(String.class)
			.block(LONG);
		assertThat(message).isNotNull();
		assertThat(message.getHeaders()).containsEntry("tenant", "a").containsEntry("content-type", "text/html");
		assertThat(request("echo").body(List.of(1)).requestMessage(new ParameterizedTypeReference<List<Integer>>() {
		}).map(Message::getPayload).block(LONG)).containsExactly(1);
		assertThat(request("echo").request(String.class).block(LONG)).as("an empty answer").isNull();
		TofuChannel channel = this.application.peer().channel();
		assertThat(channel).isNotNull();
		assertThat(this.client.channel(channel).route("echo").body("x").request(String.class).block(LONG))
			.isEqualTo("x");
		assertThat(
				new ReactiveTofuClient.RequestSpec(channel.route("echo").body("y")).request(String.class).block(LONG))
			.isEqualTo("y");
	}

	@Test
	void failuresAreErrors() {
		assertThatExceptionOfType(MessageConversionException.class).isThrownBy(() -> request("echo").body("{")
			.contentType(MimeTypeUtils.APPLICATION_JSON)
			.request(ReactiveTofuClientTests.class)
			.block(LONG));
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> request("e\n").request(String.class).block(LONG));
		assertThatExceptionOfType(MessageConversionException.class).isThrownBy(() -> request("echo").body(new Object() {
			public Object getSelf() {
				throw new IllegalStateException("A test's payload");
			}
		}).request(String.class).block(LONG));
		this.server.handler.reactions.put(OpCode.REQUEST,
				(channel, id, message) -> channel.respondError(OpCode.REQUEST, id, "broken", null));
		assertThatExceptionOfType(TofuRemoteException.class)
			.isThrownBy(() -> request("echo").request(String.class).block(LONG));
		this.server.handler.reactions.remove(OpCode.REQUEST);
		assertThatExceptionOfType(TofuTimeoutException.class)
			.isThrownBy(() -> request("echo").timeout(Duration.ofMillis(50)).request(String.class).block(LONG));
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> this.client.peer("nobody"));
	}

	@Test
	void cancellingEndsTheExchange() {
		this.server.handler.reactions.remove(OpCode.REQUEST);
		Disposable subscription = request("never").request(String.class).subscribe();
		TofuChannel channel = this.application.peer().channel();
		assertThat(channel).isNotNull();
		await().until(channel::awaitsAnswer);
		subscription.dispose();
		assertThat(channel.awaitsAnswer()).isFalse();
	}

	@Test
	void threadsThatMustNotWaitDoNot() {
		CompletableFuture<String> thread = new CompletableFuture<>();
		String answer = Mono.defer(() -> request("echo").body(new Object() {
			public String getThread() {
				thread.complete(Thread.currentThread().getName());
				return "x";
			}
		}).request(String.class)).subscribeOn(Schedulers.parallel()).block(LONG);
		assertThat(answer).isEqualTo("{\"thread\":\"x\"}");
		assertThat(thread).isCompletedWithValue("test-callback");
	}

	@Test
	void manyAtOnce() {
		List<String> answers = Flux.range(0, 3000)
			.flatMapSequential((i) -> request("echo").body("a" + i).request(String.class))
			.collectList()
			.block(LONG);
		assertThat(answers).hasSize(3000).startsWith("a0", "a1").endsWith("a2999");
	}

	@Test
	void aSignalIsSentOnSubscription() {
		Mono<Void> signal = request("news").body("rain").signal();
		assertThat(this.server.handler.texts(OpCode.SIGNAL)).isEmpty();
		signal.block(LONG);
		signal.subscribeOn(Schedulers.parallel()).block(LONG);
		await()
			.untilAsserted(() -> assertThat(this.server.handler.texts(OpCode.SIGNAL)).containsExactly("rain", "rain"));
	}

	private ReactiveTofuClient.RequestSpec request(String route) {
		return this.client.peer("peer").route(route);
	}

}
