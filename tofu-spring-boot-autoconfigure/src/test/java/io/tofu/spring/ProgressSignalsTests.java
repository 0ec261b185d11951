package io.tofu.spring;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.tofu.OpCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.messaging.Message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Signals under the id of a request, whatever their consumer does meanwhile. */
@Timeout(60)
class ProgressSignalsTests {

	private static final int FULL = 131_070;

	private final List<String> dropped = new CopyOnWriteArrayList<>();

	private final List<String> taken = Collections.synchronizedList(new ArrayList<>());

	private final CountDownLatch go = new CountDownLatch(1);

	private TestApplication server;

	private RawPeer peer;

	private TofuChannel channel;

	@BeforeEach
	void start() throws Exception {
		this.server = TestApplication.with()
			.addresses("tcp://127.0.0.1:0")
			.settings(Duration.ofSeconds(5), FULL)
			.handler(new TestHandler() {

				@Override
				public void onDropped(TofuChannel channel, OpCode opCode, String reason) {
					ProgressSignalsTests.this.dropped.add(opCode + ": " + reason);
				}

			})
			.start();
		this.peer = RawPeer.greet(this.server.address());
		this.channel = this.server.connections.channels().iterator().next();
		await().until(this.channel::takesRequests);
	}

	@AfterEach
	void stop() throws Exception {
		this.go.countDown();
		this.peer.close();
		this.server.close();
	}

	@Test
	void aSlowConsumerMissesTheOldestAndGetsTheNewestAndThenTheAnswer() throws Exception {
		CompletableFuture<String> answer = request(this::takeWhenTold, Duration.ofSeconds(50));
		long id = this.peer.receive().id();
		this.peer.send(OpCode.SIGNAL, id, "", "first");
		await().until(() -> this.taken.size() == 1);
		for (int i = 0; i < SignalQueue.MAX_WAITING + 100; i++) {
			this.peer.send(OpCode.SIGNAL, id, "", String.valueOf(i));
		}
		this.peer.send(OpCode.RESPONSE, id, "", "done");
		await().untilAsserted(() -> assertThat(this.dropped).hasSize(100));
		assertThat(this.dropped).containsOnly("SIGNAL: its consumer is too slow");
		assertThat(answer).isNotDone();
		this.go.countDown();
		assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("done");
		assertThat(this.taken).hasSize(1 + SignalQueue.MAX_WAITING).startsWith("first", "100").endsWith("355");
	}

	@Test
	void anAnswerThatIsThereCountsWhenItsTimeIsOver() throws Exception {
		CompletableFuture<String> answer = request(this::takeWhenTold, Duration.ofSeconds(1));
		long id = this.peer.receive().id();
		this.peer.send(OpCode.SIGNAL, id, "", "first");
		this.peer.send(OpCode.SIGNAL, id, "", "second");
		this.peer.send(OpCode.RESPONSE, id, "", "done");
		assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("done");
		assertThat(this.go.getCount()).isOne();
		this.go.countDown();
		this.peer.send(OpCode.SIGNAL, id, "", "after it");
		await().untilAsserted(() -> assertThat(this.server.handler.texts(OpCode.SIGNAL)).containsExactly("after it"));
		assertThat(this.taken).containsExactly("first");
	}

	@Test
	void itCountsForWhoeverWaitsForItToo() throws Exception {
		CompletableFuture<String> answer = new CompletableFuture<>();
		this.server.callbacks.execute(() -> answer.complete(this.channel.route("job")
			.timeout(Duration.ofSeconds(1))
			.onSignal(this::takeWhenTold)
			.request(String.class)));
		long id = this.peer.receive().id();
		this.peer.send(OpCode.SIGNAL, id, "", "first");
		this.peer.send(OpCode.RESPONSE, id, "", "done");
		assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("done");
	}

	@Test
	void signalsOfSeveralFramesAreJoined() throws Exception {
		CompletableFuture<String> answer = request(this::take, Duration.ofSeconds(50));
		long id = this.peer.receive().id();
		this.peer.send(OpCode.SIGNAL, id, true, "tenant:a\r\n", "half ");
		this.peer.send(OpCode.SIGNAL, id, "", "and half");
		this.peer.send(OpCode.SIGNAL, id, true, "", "given up");
		this.peer.send(OpCode.SIGNAL, id, "error-type:cancelled\r\n", "");
		String much = "x".repeat(60_000);
		this.peer.send(OpCode.SIGNAL, id, true, "", much);
		this.peer.send(OpCode.SIGNAL, id, true, "", much);
		this.peer.send(OpCode.SIGNAL, id, "", much);
		this.peer.send(OpCode.SIGNAL, id, "", "whole");
		this.peer.send(OpCode.RESPONSE, id, "", "done");
		assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("done");
		assertThat(this.taken).containsExactly("half and half", "whole");
		assertThat(this.dropped).containsExactly("SIGNAL: given up by its sender", "SIGNAL: more than 131070 bytes");
	}

	@Test
	void theRestOfASignalIsNoSignal() throws Exception {
		CompletableFuture<String> answer = request(this::take, Duration.ofSeconds(50));
		long id = this.peer.receive().id();
		this.peer.send(OpCode.SIGNAL, id, true, "", "half ");
		this.peer.send(OpCode.SIGNAL, 77, "", "behind it");
		await().untilAsserted(() -> assertThat(this.server.handler.texts(OpCode.SIGNAL)).hasSize(1));
		answer.cancel(false);
		this.peer.send(OpCode.SIGNAL, id, "", "and half");
		this.peer.send(OpCode.SIGNAL, id, "", "another");
		await().untilAsserted(
				() -> assertThat(this.server.handler.texts(OpCode.SIGNAL)).containsExactly("behind it", "another"));
		assertThat(this.dropped).hasSize(1);
		assertThat(this.taken).isEmpty();
	}

	@Test
	void withoutConsumerTheyAreForTheListeners() throws Exception {
		CompletableFuture<String> answer = this.channel.route("job").requestAsync(String.class);
		long id = this.peer.receive().id();
		this.peer.send(OpCode.SIGNAL, id, "", "progress");
		this.peer.send(OpCode.RESPONSE, id, "", "done");
		assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("done");
		assertThat(this.server.handler.texts(OpCode.SIGNAL)).containsExactly("progress");
	}

	private CompletableFuture<String> request(java.util.function.Consumer<Message<byte[]>> consumer, Duration timeout) {
		return this.channel.route("job").timeout(timeout).onSignal(consumer).requestAsync(String.class);
	}

	private void take(Message<byte[]> signal) {
		this.taken.add(new String(signal.getPayload(), StandardCharsets.UTF_8));
	}

	private void takeWhenTold(Message<byte[]> signal) {
		take(signal);
		try {
			assertThat(this.go.await(50, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
