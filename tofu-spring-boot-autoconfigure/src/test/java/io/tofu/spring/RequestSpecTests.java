package io.tofu.spring;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.tofu.OpCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConversionException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** What can be filled in, and what becomes of mistakes in it. */
@Timeout(60)
class RequestSpecTests {

	private static final int LONG_SIGNAL = 200_000;

	private TestApplication server;

	private TestApplication client;

	@BeforeEach
	void start() {
		this.server = TestApplication.listeningOn("tcp://127.0.0.1:0");
		this.client = TestApplication.connectedTo(this.server.address());
		await().until(() -> this.client.peer().channel() != null);
	}

	@AfterEach
	void stop() {
		this.client.close();
		this.server.close();
	}

	@Test
	void aRequestMayBeSentAgainAndChanged() {
		TofuClient.RequestSpec request = this.client.request("echo").header("a", "1").body("x");
		assertThat(request.requestMessage(String.class).getHeaders()).containsEntry("a", "1");
		assertThat(request.header("a").requestMessage(String.class).getHeaders()).doesNotContainKey("a");
		assertThat(request.body("y").request(String.class)).isEqualTo("y");
		assertThat(request.body(null).request(String.class)).isNull();
	}

	@Test
	void genericAnswersWithTheirHeaders() throws Exception {
		Map<String, List<Integer>> payload = Map.of("a", List.of(1, 2));
		ParameterizedTypeReference<Map<String, List<Integer>>> type = new ParameterizedTypeReference<>() {
		};
		TofuClient.RequestSpec request = this.client.request("echo").header("tenant", "blue").body(payload);
		assertThat(request.request(type)).isEqualTo(payload);
		assertThat(request.requestMessage(type).getPayload()).isEqualTo(payload);
		assertThat(request.requestMessage(type).getHeaders()).containsEntry("tenant", "blue");
		assertThat(request.requestAsync(type).get(10, TimeUnit.SECONDS)).isEqualTo(payload);
		Message<Map<String, List<Integer>>> message = request
			.requestAsync(new ParameterizedTypeReference<Message<Map<String, List<Integer>>>>() {
			})
			.get(10, TimeUnit.SECONDS);
		assertThat(message.getPayload()).isEqualTo(payload);
		assertThat(message.getHeaders()).containsEntry("tenant", "blue");
	}

	@Test
	void anEmptyAnswerIsNoMessageOfAnObject() {
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> this.client.request("echo").request(new ParameterizedTypeReference<Message<Integer>>() {
			}));
	}

	@Test
	void reservedHeadersAreRefused() {
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> this.client.request("x").header("tofu-drain", "yes"))
			.withMessageContaining("'tofu-drain'")
			.withMessageContaining("reserved");
	}

	@Test
	void aTimeoutMayBeAsLongAsOneLikes() throws Exception {
		Duration forEver = ChronoUnit.FOREVER.getDuration();
		assertThat(this.client.request("echo").body("x").timeout(forEver).request(String.class)).isEqualTo("x");
		assertThat(this.client.request("echo")
			.body("x")
			.timeout(forEver)
			.requestAsync(String.class)
			.get(10, TimeUnit.SECONDS)).isEqualTo("x");
		this.client.request("echo").body(new byte[LONG_SIGNAL]).timeout(forEver).signal();
	}

	@Test
	void aTimeoutIsPositive() {
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> this.client.request("x").timeout(Duration.ZERO));
	}

	@Test
	void aLongSignalArrivesWhole() {
		this.client.request("news").body(new byte[LONG_SIGNAL]).signal();
		await().untilAsserted(() -> assertThat(this.server.handler.texts(OpCode.SIGNAL)).singleElement()
			.satisfies((text) -> assertThat(text).hasSize(LONG_SIGNAL)));
	}

	@Test
	void asyncFailuresAreTheFuturesAlone() {
		CompletableFuture<String> unconvertible = this.client.request("x").body(new Object() {
			public Object getSelf() {
				throw new IllegalStateException("A test's payload");
			}
		}).requestAsync(String.class);
		assertThat(unconvertible).failsWithin(Duration.ofSeconds(10))
			.withThrowableThat()
			.withCauseInstanceOf(MessageConversionException.class);
		CompletableFuture<String> badType = this.client.request("x")
			.header("content-type", "no type")
			.body(1)
			.requestAsync(String.class);
		assertThat(badType).failsWithin(Duration.ofSeconds(10));
	}

	@Test
	void completingTheFutureEndsTheExchange() {
		this.server.handler.reactions.remove(OpCode.REQUEST);
		CompletableFuture<String> answer = this.client.request("never").requestAsync(String.class);
		assertThat(this.client.peer().channel().awaitsAnswer()).isTrue();
		answer.complete("something else");
		assertThat(this.client.peer().channel().awaitsAnswer()).isFalse();
	}

	@Test
	void anInterruptedCallerIsToldAndLeavesNothing() throws Exception {
		this.server.handler.reactions.remove(OpCode.REQUEST);
		CompletableFuture<Throwable> outcome = new CompletableFuture<>();
		Thread caller = new Thread(() -> {
			try {
				this.client.request("never").request(String.class);
			}
			catch (Throwable ex) {
				outcome.complete(Thread.currentThread().isInterrupted() ? ex : null);
			}
		});
		caller.start();
		await().until(() -> this.client.peer().channel().awaitsAnswer());
		caller.interrupt();
		assertThat(outcome.get(10, TimeUnit.SECONDS)).isInstanceOf(TofuException.class)
			.hasMessageContaining("Interrupted");
		assertThat(this.client.peer().channel().awaitsAnswer()).isFalse();
	}

	@Test
	void whatANoConnectionSaysTellsThePeerAndWhy() {
		try (TestApplication lonely = TestApplication.connectedTo("tcp://127.0.0.1:1")) {
			assertThatExceptionOfType(TofuDisconnectedException.class)
				.isThrownBy(() -> lonely.request("x").request(String.class))
				.withMessageContaining("peer 'peer'")
				.withMessageContaining("127.0.0.1")
				.satisfies((ex) -> assertThat(ex.notProcessed()).isTrue());
			assertThatExceptionOfType(TofuDisconnectedException.class).isThrownBy(() -> lonely.request("x").signal());
		}
	}

	@Test
	void aChannelThatHasEndedTakesNothing() {
		TofuChannel channel = this.client.peer().channel();
		channel.close();
		assertThatExceptionOfType(TofuDisconnectedException.class)
			.isThrownBy(() -> this.client.client.channel(channel).body("x").request(String.class))
			.satisfies((ex) -> assertThat(ex.notProcessed()).isTrue());
		await().until(() -> channel.ended().isDone());
		assertThatExceptionOfType(TofuDisconnectedException.class)
			.isThrownBy(() -> this.client.client.channel(channel).signal());
		assertThatCode(channel::abort).doesNotThrowAnyException();
	}

}
