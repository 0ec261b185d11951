package io.tofu.behaviour;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.LongStream;

import io.tofu.AmpeException;
import io.tofu.AmpeStatus;
import io.tofu.ChannelGroup;
import io.tofu.Message;
import io.tofu.OpCode;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * How a group's receiver waits, and what it gets from its own side.
 */
abstract class ReceivingBehaviour extends EngineBehaviour {

	private static final Duration MOMENT = Duration.ofMillis(20);

	private static final int QUEUE = 16;

	private static final int THREADS = 4;

	private static final int UPDATES = 500;

	ReceivingBehaviour(Supplier<Wire> wire) {
		super(wire);
	}

	@Test
	void nothingWithinTheTimeoutIsNull() {
		ChannelGroup group = node().group();
		assertThat(group.waitReceive(Duration.ZERO)).isNull();
		assertThat(group.waitReceive(MOMENT)).isNull();
		assertThat(group.waitReceive(Duration.ofNanos(1))).isNull();
		assertThat(group.waitReceive(Duration.ofSeconds(-1))).isNull();
	}

	@Test
	void endlessTimeoutsAreLong() {
		Node node = node();
		for (Duration endless : List.of(Duration.ofSeconds(Long.MAX_VALUE), Duration.ofDays(300 * 366))) {
			Future<Received> receiving = inBackground(() -> {
				try (Message message = node.group().waitReceive(endless)) {
					return Received.of(message);
				}
			});
			node.group().updateReceiver(null);
			assertThat(finish(receiving).status()).isEqualTo(AmpeStatus.RECEIVER_UPDATE);
		}
	}

	@Test
	@Scenario(7)
	@DisplayName("updateReceiver(null) is an empty Signal of the engine")
	void updateWithoutAMessage() {
		Node node = node();
		node.group().updateReceiver(null);
		Received update = node.expectFromEngine(OpCode.SIGNAL, AmpeStatus.RECEIVER_UPDATE).on(0).withId(0);
		assertThat(update.headers()).isEmpty();
		assertThat(update.body()).isEmpty();
	}

	@Test
	@Scenario(7)
	@DisplayName("updateReceiver(message) changes nothing but the status")
	void updateWithAMessage() {
		Node node = node();
		Message message = node.draft(OpCode.BYE_RESPONSE)
			.on(4711)
			.id(-5)
			.more()
			.header("a", "b")
			.body("body")
			.attachment(this)
			.message();
		node.group().updateReceiver(message);
		assertThatIllegalStateException().isThrownBy(message::body);
		Received update = node.receive().is(OpCode.BYE_RESPONSE).on(4711).withId(-5).withMore(true);
		assertThat(update.isFromEngine()).isFalse();
		assertThat(update.status()).isEqualTo(AmpeStatus.RECEIVER_UPDATE);
		assertThat(update.attachment()).isSameAs(this);
		update.withHeader("a", "b").withBody("body");
	}

	@Test
	@Scenario(7)
	@DisplayName("an update of what the engine made comes from the application")
	void updateWithAMessageOfTheEngine() {
		Node node = node();
		node.group().updateReceiver(null);
		node.group().updateReceiver(node.group().waitReceive());
		Received update = node.receive().is(OpCode.SIGNAL);
		assertThat(update.isFromEngine()).isFalse();
		assertThat(update.status()).isEqualTo(AmpeStatus.RECEIVER_UPDATE);
	}

	@Test
	@Scenario(7)
	@DisplayName("updates stand in line with other messages")
	void updatesStandInLine() {
		Dialogue dialogue = dialogue();
		Node server = dialogue.server().node();
		server.group().updateReceiver(server.draft(OpCode.SIGNAL).id(1).message());
		dialogue.client().send(OpCode.SIGNAL).id(2).post();
		server.receive().withId(1);
		dialogue.client().send(OpCode.SIGNAL).id(3).post();
		server.receive().withId(2);
		server.receive().withId(3);
		server.group().updateReceiver(server.draft(OpCode.SIGNAL).id(4).message());
		server.group().updateReceiver(null);
		server.receive().withId(4);
		server.expectFromEngine(OpCode.SIGNAL, AmpeStatus.RECEIVER_UPDATE).withId(0);
	}

	@Test
	@Scenario(7)
	@DisplayName("updates from many threads arrive all, each thread's in order")
	void updatesFromManyThreads() {
		Node node = node();
		for (int t = 0; t < THREADS; t++) {
			int thread = t;
			inBackground(() -> {
				for (int i = 0; i < UPDATES; i++) {
					node.group().updateReceiver(node.draft(OpCode.SIGNAL).on(thread).id(i).message());
				}
			});
		}
		long[] next = new long[THREADS];
		for (int i = 0; i < THREADS * UPDATES; i++) {
			Received update = node.receive();
			update.withId(next[update.channel()]++);
		}
		assertThat(next).containsOnly(UPDATES);
		node.expectNothingElse();
	}

	@Test
	@Scenario(7)
	@DisplayName("above twice the inbox mark an update is refused and stays the caller's")
	void updatesAreLimited() {
		use((options) -> options.inboxMessages(4));
		Node node = node();
		int accepted = updateUntilRefused(node);
		assertThat(accepted).isBetween(8, 9);
		try (Message message = ampe().get().messageId(9)) {
			assertStatus(AmpeStatus.INBOX_FULL, () -> node.group().updateReceiver(message));
			assertThat(message.messageId()).isEqualTo(9);
			for (int i = 0; i < accepted; i++) {
				node.receive().fromEngine(AmpeStatus.RECEIVER_UPDATE);
			}
			node.group().updateReceiver(message);
		}
		node.receive().withId(9);
	}

	private static int updateUntilRefused(Node node) {
		for (int accepted = 0;; accepted++) {
			try {
				node.group().updateReceiver(null);
			}
			catch (AmpeException ex) {
				assertThat(ex.status()).isEqualTo(AmpeStatus.INBOX_FULL);
				return accepted;
			}
		}
	}

	@Test
	@Scenario(7)
	@DisplayName("a message of another engine is no update")
	void updatesAreOfTheSameEngine() {
		Node node = node();
		try (Message foreign = start((options) -> options).get()) {
			assertStatus(AmpeStatus.INVALID_MESSAGE, () -> node.group().updateReceiver(foreign));
			assertThat(foreign.status()).isEqualTo(AmpeStatus.SUCCESS);
		}
	}

	@Test
	void onlyOneThreadReceivesAtATime() {
		ChannelGroup group = node().group();
		AtomicReference<Thread> receiver = new AtomicReference<>();
		Future<?> receiving = inBackground(() -> {
			receiver.set(Thread.currentThread());
			group.waitReceive().close();
		});
		awaitWaiting(receiver);
		assertThatIllegalStateException().isThrownBy(() -> group.waitReceive(Duration.ZERO));
		assertThatIllegalStateException().isThrownBy(group::waitReceive);
		group.updateReceiver(null);
		finish(receiving);
		assertThat(group.waitReceive(Duration.ZERO)).isNull();
	}

	@Test
	void interruptedThreadGetsWhatIsThereButDoesNotWait() {
		Node node = node();
		node.group().updateReceiver(null);
		node.group().updateReceiver(null);
		Thread.currentThread().interrupt();
		try (Message first = node.group().waitReceive(Node.PATIENCE); Message second = node.group().waitReceive()) {
			assertThat(first.status()).isEqualTo(second.status()).isEqualTo(AmpeStatus.RECEIVER_UPDATE);
			assertThat(node.group().waitReceive(Duration.ZERO)).isNull();
			assertStatus(AmpeStatus.INTERRUPTED, () -> node.group().waitReceive(Node.PATIENCE));
			assertStatus(AmpeStatus.INTERRUPTED, () -> node.group().waitReceive());
			assertThat(Thread.currentThread().isInterrupted()).isTrue();
		}
		finally {
			Thread.interrupted();
		}
	}

	@Test
	void interruptEndsTheWaitAndLosesNothing() {
		Node node = node();
		AtomicReference<Thread> receiver = new AtomicReference<>();
		Future<Boolean> receiving = inBackground(() -> {
			receiver.set(Thread.currentThread());
			assertStatus(AmpeStatus.INTERRUPTED, () -> node.group().waitReceive());
			return Thread.currentThread().isInterrupted();
		});
		awaitWaiting(receiver);
		receiver.get().interrupt();
		assertThat(finish(receiving)).isTrue();
		node.group().updateReceiver(null);
		node.expectFromEngine(OpCode.SIGNAL, AmpeStatus.RECEIVER_UPDATE);
	}

	@RepeatedTest(20)
	void closingWhileReceivingIsAlwaysAShutdown() {
		Node node = node();
		CountDownLatch received = new CountDownLatch(100);
		Future<?> receiving = inBackground(() -> {
			for (;;) {
				node.group().updateReceiver(null);
				node.group().waitReceive(Duration.ZERO).close();
				received.countDown();
			}
		});
		awaitZero(received);
		node.close();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> receiving.get(10, TimeUnit.SECONDS))
			.withCauseInstanceOf(AmpeException.class);
	}

	@Test
	void anotherThreadMayReceiveNext() {
		Dialogue dialogue = dialogue();
		dialogue.client().request("1").post();
		dialogue.client().request("2").post();
		assertThat(finish(inBackground(() -> dialogue.server().expect(OpCode.REQUEST).text()))).isEqualTo("1");
		assertThat(finish(inBackground(() -> dialogue.server().expect(OpCode.REQUEST).text()))).isEqualTo("2");
	}

	@Test
	void pausedChannelIsNotReadWhileOthersAre() {
		Node server = node();
		Listener listener = server.listen(this.wire.freshServer());
		Dialogue paused = Dialogue.between(node(), server, listener.address());
		Dialogue other = Dialogue.between(node(), server, listener.address());
		server.group().pauseReceive(paused.server().channel());
		server.goRound();

		for (int i = 1; i <= 3; i++) {
			paused.client().request("waits").id(i).post();
		}
		paused.client().node().goRound();
		other.client().request("flows").post();
		other.server().expect(OpCode.REQUEST).withBody("flows");
		server.expectNothingElse();

		server.group().resumeReceive(paused.server().channel());
		for (int i = 1; i <= 3; i++) {
			paused.server().expect(OpCode.REQUEST).withId(i);
		}
	}

	@Test
	void pausedChannelPushesBackOnItsPeerAlone() {
		use((options) -> options.sendQueueMessages(QUEUE));
		Node server = node(start((options) -> options));
		Listener listener = server.listen(this.wire.freshServer());
		Dialogue paused = Dialogue.between(node(), server, listener.address());
		Dialogue other = Dialogue.between(node(), server, listener.address());
		server.group().pauseReceive(paused.server().channel());
		server.goRound();
		int posted = paused.client().fill();
		long inUse = server.ampe().stats().messagesInUse();
		for (int i = 1; i <= UPDATES; i++) {
			other.client().request("flows").id(i).post();
			other.server().expect(OpCode.REQUEST).withId(i);
			other.server().send(OpCode.RESPONSE).id(i).post();
			other.client().expect(OpCode.RESPONSE).withId(i);
		}
		await().until(() -> server.ampe().stats().messagesInUse() == inUse);
		server.group().resumeReceive(paused.server().channel());
		for (int i = 1; i <= posted; i++) {
			paused.server().expect(OpCode.SIGNAL).withId(i);
		}
		server.expectNothingElse();
	}

	@Test
	void pausedChannelStaysSilentWhenTheReceiverCatchesUp() {
		use((options) -> options.inboxMessages(4));
		Node node = node();
		RawListener.Connected connected = rawListener().connect(node);
		connected.peer()
			.write(LongStream.rangeClosed(1, 10).mapToObj(RawFrame.of(OpCode.SIGNAL)::withId).toArray(RawFrame[]::new));
		await().until(() -> ampe().stats().messagesInUse() == 4);
		node.group().pauseReceive(connected.end().channel());
		node().goRound();
		for (int i = 1; i <= 4; i++) {
			connected.end().expect(OpCode.SIGNAL).withId(i);
		}
		node.expectNothingElse();
		node.group().resumeReceive(connected.end().channel());
		for (int i = 5; i <= 10; i++) {
			connected.end().expect(OpCode.SIGNAL).withId(i);
		}
	}

	@Test
	void pausedChannelStillSendsAndEnds() {
		Dialogue dialogue = dialogue();
		dialogue.server().node().group().pauseReceive(dialogue.server().channel());
		dialogue.server().request("out").post();
		dialogue.client().expect(OpCode.REQUEST).withBody("out");
		dialogue.server().abort();
		dialogue.client().expectEnd();
	}

	@Test
	void pausingWhatIsNoOpenConnectionDoesNothing() {
		Dialogue dialogue = dialogue();
		ChannelGroup clients = dialogue.client().node().group();
		for (int channel : new int[] { 0, -1, 54321, 65535, 70000, dialogue.server().channel() }) {
			assertThatCode(() -> clients.pauseReceive(channel)).doesNotThrowAnyException();
			assertThatCode(() -> clients.resumeReceive(channel)).doesNotThrowAnyException();
		}
		clients.pauseReceive(dialogue.server().channel());
		dialogue.client().request("still read").post();
		dialogue.server().expect(OpCode.REQUEST);
	}

	private static void assertStatus(AmpeStatus status, ThrowingCallable call) {
		assertThatExceptionOfType(AmpeException.class).isThrownBy(call)
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(status));
	}

}
