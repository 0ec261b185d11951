package io.tofu.spring;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import io.tofu.OpCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.util.Assert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Futures that are cancelled, and those that no thread of ours completes. */
@Timeout(60)
class AnswerFuturesTests {

	private TestApplication server;

	private RawPeer peer;

	private TofuChannel channel;

	@BeforeEach
	void start() throws Exception {
		this.server = TestApplication.listeningOn("tcp://127.0.0.1:0");
		this.peer = RawPeer.greet(this.server.address());
		this.channel = this.server.connections.channels().iterator().next();
		await().until(this.channel::takesRequests);
	}

	@AfterEach
	void stop() throws Exception {
		this.peer.close();
		this.server.close();
	}

	@Test
	void anAnswerToABroadcastIsNotAwaitedAnyMore() throws Exception {
		CompletableFuture<String> answer = broadcast(String.class);
		assertThat(this.peer.receive().opCode()).isEqualTo(OpCode.REQUEST);
		assertThat(this.channel.awaitsAnswer()).isTrue();
		answer.cancel(false);
		await().until(() -> !this.channel.awaitsAnswer());
	}

	@Test
	void aMessageThatComesForNobodyIsPutBack() throws Exception {
		for (int i = 0; i < 50; i++) {
			CompletableFuture<io.tofu.Message> answer = broadcast(io.tofu.Message.class);
			this.peer.send(OpCode.RESPONSE, this.peer.receive().id(), "", "late?");
			if (!answer.cancel(false)) {
				answer.join().close();
			}
		}
		await().untilAsserted(() -> assertThat(this.server.ampe.stats().messagesInUse()).isZero());
	}

	@Test
	void theReceiveThreadRunsNoCallbackThoughNobodyElseWants() throws Exception {
		Thread receiver = this.server.connections.session().loop().thread();
		CompletableFuture<Thread> answered = this.channel.route("x")
			.requestAsync(String.class)
			.thenApply((text) -> Thread.currentThread());
		CompletableFuture<Thread> failed = this.channel.route("x")
			.requestAsync(String.class)
			.handle((text, failure) -> Thread.currentThread());
		this.server.callbacks.shutdown();
		this.peer.send(OpCode.RESPONSE, this.peer.receive().id(), "", "fine");
		assertThat(answered.join()).isNotSameAs(receiver);
		assertThat(broadcast(String.class)).failsWithin(Duration.ofSeconds(10))
			.withThrowableThat()
			.withCauseInstanceOf(TofuException.class);
		this.peer.hangUp();
		assertThat(failed.join()).isNotSameAs(receiver);
	}

	@Test
	void anAnswerComesHoweverTheExecutorOfTheCallbacksFails() throws Exception {
		AtomicBoolean broken = new AtomicBoolean();
		try (TestApplication application = TestApplication.with()
			.addresses("tcp://127.0.0.1:0")
			.detour((executor) -> (task) -> {
				Assert.state(!broken.get(), "The executor is broken");
				executor.execute(task);
			})
			.start(); RawPeer caller = RawPeer.greet(application.address())) {
			TofuChannel accepted = application.connections.channels().iterator().next();
			await().until(accepted::takesRequests);
			CompletableFuture<String> answer = accepted.route("x").requestAsync(String.class);
			broken.set(true);
			caller.send(OpCode.RESPONSE, caller.receive().id(), "", "fine");
			assertThat(answer).succeedsWithin(Duration.ofSeconds(10)).isEqualTo("fine");
			broken.set(false);
		}
	}

	private <T> CompletableFuture<T> broadcast(Class<T> type) {
		Map<TofuChannel, CompletableFuture<T>> answers = this.server.servers.broadcast(List.of(this.channel), "x")
			.requestAsync(type);
		return answers.get(this.channel);
	}

}
