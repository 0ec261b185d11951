package io.tofu.spring;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import io.tofu.OpCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Thousands of requests at once on one channel, answered in any order, twice or never.
 */
@Timeout(60)
class ManyRequestsTests {

	private static final int MANY = 5000;

	private final Queue<Runnable> answers = new ConcurrentLinkedQueue<>();

	private TestApplication server;

	private TestApplication client;

	@BeforeEach
	void start() {
		this.server = TestApplication.listeningOn("tcp://127.0.0.1:0");
		this.server.handler.reactions.put(OpCode.REQUEST,
				(channel, id, message) -> this.answers.add(() -> TestHandler.echo(channel, id, message)));
		this.client = TestApplication.connectedTo(this.server.address());
		await().until(() -> this.client.peer().channel() != null);
	}

	@AfterEach
	void stop() {
		this.client.close();
		this.server.close();
	}

	@Test
	void eachGetsItsOwnAnswerInWhateverOrderTheyCome() throws Exception {
		long seed = Long.getLong("tofu.seed", System.nanoTime());
		List<CompletableFuture<String>> requests = send(Duration.ofSeconds(50));
		assertThat(this.client.connections.channels()).hasSize(1);
		List<Runnable> shuffled = new ArrayList<>(this.answers);
		Collections.shuffle(shuffled, new Random(seed));
		shuffled.forEach(Runnable::run);
		for (int i = 0; i < MANY; i++) {
			assertThat(requests.get(i).get(30, TimeUnit.SECONDS)).as("seed %d", seed).isEqualTo(String.valueOf(i));
		}
		expectNothingLeft();
	}

	@Test
	void theSecondAnswerIsForNobody() throws Exception {
		List<CompletableFuture<String>> requests = send(Duration.ofSeconds(50));
		this.answers.forEach(Runnable::run);
		this.answers.forEach(Runnable::run);
		for (int i = 0; i < MANY; i++) {
			assertThat(requests.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(String.valueOf(i));
		}
		await().untilAsserted(() -> assertThat(this.client.handler.texts(OpCode.RESPONSE)).hasSize(MANY));
		expectNothingLeft();
	}

	@Test
	void allThatAreNeverAnsweredEndAtTheirTime() {
		List<CompletableFuture<String>> requests = send(Duration.ofSeconds(2));
		requests.forEach((request) -> assertThat(request).failsWithin(Duration.ofSeconds(30))
			.withThrowableThat()
			.withCauseInstanceOf(TofuTimeoutException.class));
		expectNothingLeft();
	}

	@Test
	void allEndWithTheirConnection() {
		List<CompletableFuture<String>> requests = send(Duration.ofSeconds(50));
		this.server.connections.channels().forEach(TofuChannel::abort);
		requests.forEach((request) -> assertThat(request).failsWithin(Duration.ofSeconds(30))
			.withThrowableThat()
			.withCauseInstanceOf(TofuDisconnectedException.class));
		await().untilAsserted(() -> assertThat(this.client.ampe.stats().messagesInUse()).isZero());
	}

	@Test
	void whatASayerOfGoodbyeHasNotAnsweredItHasNotHandled() {
		List<CompletableFuture<String>> requests = send(Duration.ofSeconds(50));
		this.server.connections.channels().forEach(TofuChannel::close);
		requests.forEach((request) -> assertThat(request).failsWithin(Duration.ofSeconds(30))
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(TofuDisconnectedException.class, (ex) -> assertThat(ex.notProcessed()).isTrue()));
	}

	@Test
	void bothSidesAskAtOnceUnderTheSameIds() throws Exception {
		this.server.handler.reactions.put(OpCode.REQUEST, TestHandler::echo);
		TofuChannel back = this.server.connections.channels().iterator().next();
		List<CompletableFuture<String>> there = new ArrayList<>();
		List<CompletableFuture<String>> here = new ArrayList<>();
		for (int i = 0; i < MANY / 5; i++) {
			there.add(this.client.request("x").body("there " + i).requestAsync(String.class));
			here.add(back.route("x").body("here " + i).requestAsync(String.class));
		}
		for (int i = 0; i < MANY / 5; i++) {
			assertThat(there.get(i).get(30, TimeUnit.SECONDS)).isEqualTo("there " + i);
			assertThat(here.get(i).get(30, TimeUnit.SECONDS)).isEqualTo("here " + i);
		}
	}

	@Test
	void anAnswerMayComeBeforeTheCallerLooks() throws Exception {
		this.server.handler.reactions.put(OpCode.REQUEST, TestHandler::echo);
		CompletableFuture<String> answer = this.client.request("x").body("early").requestAsync(String.class);
		await().until(() -> !this.client.peer().channel().awaitsAnswer());
		assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("early");
	}

	private List<CompletableFuture<String>> send(Duration timeout) {
		List<CompletableFuture<String>> requests = new ArrayList<>();
		for (int i = 0; i < MANY; i++) {
			requests.add(this.client.request("x").body(String.valueOf(i)).timeout(timeout).requestAsync(String.class));
		}
		await().until(() -> this.answers.size() == MANY);
		return requests;
	}

	private void expectNothingLeft() {
		TofuChannel channel = this.client.peer().channel();
		assertThat(channel.awaitsAnswer()).isFalse();
		assertThat(channel.exchanges().discarded()).isZero();
		await().untilAsserted(() -> assertThat(this.client.ampe.stats().messagesInUse()).isZero());
	}

}
