package io.tofu.spring;

import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.tofu.OpCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Answers that begin in time and end late or never: the request ends at its time, and
 * nothing of it is kept but what tells the rest of that answer from other messages.
 */
@Timeout(60)
class LateAnswersTests {

	private static final Duration SOON = Duration.ofMillis(100);

	private final List<String> dropped = new CopyOnWriteArrayList<>();

	private TestApplication server;

	private RawPeer peer;

	private TofuChannel channel;

	@BeforeEach
	void start() throws Exception {
		this.server = TestApplication.with().addresses("tcp://127.0.0.1:0").handler(new TestHandler() {

			@Override
			public void onDropped(TofuChannel channel, OpCode opCode, String reason) {
				LateAnswersTests.this.dropped.add(opCode + ": " + reason);
			}

		}).start();
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
	void answerThatBeginsAndNeverEndsLeavesNothing() throws Exception {
		CompletableFuture<byte[]> answer = this.channel.route("x").timeout(SOON).requestAsync(byte[].class);
		long id = this.peer.receive().id();
		this.peer.send(OpCode.RESPONSE, id, true, "", "begins");
		assertThatExceptionOfType(java.util.concurrent.ExecutionException.class)
			.isThrownBy(() -> answer.get(10, TimeUnit.SECONDS))
			.withCauseInstanceOf(TofuTimeoutException.class);
		assertThat(this.channel.awaitsAnswer()).isFalse();
		assertThat(this.channel.exchanges().get(id)).isNull();
		assertThat(this.channel.exchanges().discarded()).isOne();
	}

	@Test
	void theRestOfItIsDiscardedAndCountedOnce() throws Exception {
		CompletableFuture<byte[]> answer = this.channel.route("x").requestAsync(byte[].class);
		long id = this.peer.receive().id();
		this.peer.send(OpCode.RESPONSE, id, true, "", "begins");
		this.peer.send(OpCode.SIGNAL, 77, "", "behind it");
		await().untilAsserted(() -> assertThat(this.server.handler.texts(OpCode.SIGNAL)).hasSize(1));
		answer.cancel(false);
		for (int i = 0; i < 5; i++) {
			this.peer.send(OpCode.RESPONSE, id, true, "", "goes on");
		}
		this.peer.send(OpCode.RESPONSE, id, "", "ends");
		this.peer.send(OpCode.RESPONSE, id, "", "twice");
		await().untilAsserted(() -> assertThat(this.server.handler.texts(OpCode.RESPONSE)).containsExactly("twice"));
		assertThat(this.channel.exchanges().discarded()).isZero();
		assertThat(this.dropped).singleElement().asString().startsWith("RESPONSE: the request has ended");
	}

	@Test
	void theWaitingCallerGetsItsTimeoutToo() throws Exception {
		CompletableFuture<Throwable> outcome = new CompletableFuture<>();
		this.server.callbacks.execute(() -> {
			try {
				this.channel.route("x").timeout(SOON).request(byte[].class);
			}
			catch (Throwable ex) {
				outcome.complete(ex);
			}
		});
		this.peer.send(OpCode.RESPONSE, this.peer.receive().id(), true, "", "begins");
		assertThat(outcome.get(10, TimeUnit.SECONDS)).isInstanceOf(TofuTimeoutException.class)
			.hasMessageContaining("No answer on channel")
			.hasMessageContaining("100 ms");
		await().untilAsserted(() -> assertThat(this.channel.exchanges().discarded()).isOne());
	}

	@Test
	void whoeverBeganToAnswerHasHandledTheRequestEvenIfItSaysGoodbye() throws Exception {
		CompletableFuture<String> answering = this.channel.route("x").requestAsync(String.class);
		this.peer.send(OpCode.RESPONSE, this.peer.receive().id(), true, "", "begins");
		CompletableFuture<String> working = this.channel.route("x").requestAsync(String.class);
		this.peer.send(OpCode.SIGNAL, this.peer.receive().id(), "", "progress");
		CompletableFuture<String> silent = this.channel.route("x").requestAsync(String.class);
		assertThat(this.peer.receive().opCode()).isEqualTo(OpCode.REQUEST);
		this.peer.send(OpCode.BYE_REQUEST, 9, "", "");
		assertThat(notProcessed(answering)).isFalse();
		assertThat(notProcessed(working)).isFalse();
		assertThat(notProcessed(silent)).isTrue();
	}

	private static boolean notProcessed(CompletableFuture<String> answer) throws Exception {
		Throwable failure = answer.handle((value, thrown) -> thrown).get(10, TimeUnit.SECONDS);
		assertThat(failure).isInstanceOf(TofuDisconnectedException.class);
		return ((TofuDisconnectedException) failure).notProcessed();
	}

	@Test
	void otherRequestsGoOnMeanwhile() throws Exception {
		CompletableFuture<String> given = this.channel.route("x").requestAsync(String.class);
		long cut = this.peer.receive().id();
		this.peer.send(OpCode.RESPONSE, cut, true, "", "begins");
		CompletableFuture<String> next = this.channel.route("y").requestAsync(String.class);
		long id = this.peer.receive().id();
		given.cancel(false);
		this.peer.send(OpCode.RESPONSE, id, true, "", "one ");
		this.peer.send(OpCode.RESPONSE, cut, true, "", "ignored");
		this.peer.send(OpCode.RESPONSE, id, "", "answer");
		assertThat(next.get(10, TimeUnit.SECONDS)).isEqualTo("one answer");
	}

	@Test
	void aPeerThatOnlyBeginsAnswersIsLeft() throws Exception {
		List<CompletableFuture<String>> answers = new ArrayList<>();
		for (int i = 0; i <= Exchanges.MAX_DISCARDED; i++) {
			answers.add(this.channel.route("x").requestAsync(String.class));
			this.peer.send(OpCode.RESPONSE, this.peer.receive().id(), true, "", "begins");
		}
		this.peer.send(OpCode.SIGNAL, 77, "", "behind them");
		await().untilAsserted(() -> assertThat(this.server.handler.texts(OpCode.SIGNAL)).hasSize(1));
		answers.forEach((answer) -> answer.cancel(false));
		assertThat(this.peer.receive().opCode()).isEqualTo(OpCode.BYE_REQUEST);
		assertThat(this.channel.exchanges().discarded()).isEqualTo(Exchanges.MAX_DISCARDED);
	}

	@Test
	void racesOfTheLastFrameAndTheEndOfTimeLeaveNothing() throws Exception {
		for (int i = 0; i < 500; i++) {
			CompletableFuture<String> answer = this.channel.route("x").requestAsync(String.class);
			long id = this.peer.receive().id();
			this.peer.send(OpCode.RESPONSE, id, true, "", "begins ");
			this.peer.send(OpCode.RESPONSE, id, "", "and ends");
			answer.cancel(false);
		}
		CompletableFuture<String> last = this.channel.route("x").requestAsync(String.class);
		this.peer.send(OpCode.RESPONSE, this.peer.receive().id(), "", "last");
		assertThat(last.get(10, TimeUnit.SECONDS)).isEqualTo("last");
		assertThat(this.channel.exchanges().discarded()).isZero();
		assertThat(this.channel.awaitsAnswer()).isFalse();
		assertThat(this.server.handler.texts(OpCode.RESPONSE)).doesNotContain("and ends");
	}

	@Test
	void nothingIsSentForARequestCancelledBeforeItsConnection() throws Exception {
		try (ServerSocket socket = new ServerSocket(0);
				TestApplication client = TestApplication.connectedTo("tcp://127.0.0.1:" + socket.getLocalPort());
				RawPeer accepted = RawPeer.accept(socket)) {
			CompletableFuture<String> unwanted = client.request("x").body("unwanted").requestAsync(String.class);
			CompletableFuture<String> wanted = client.request("x").body("wanted").requestAsync(String.class);
			unwanted.cancel(false);
			accepted.send(OpCode.HELLO_RESPONSE, accepted.receive().id(), "", "");
			RawPeer.Frame request = accepted.receive();
			assertThat(request.body()).isEqualTo("wanted");
			accepted.send(OpCode.RESPONSE, request.id(), "", "answer");
			assertThat(wanted.get(10, TimeUnit.SECONDS)).isEqualTo("answer");
		}
	}

}
