package io.tofu.behaviour;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.tofu.Address;
import io.tofu.AllocationStrategy;
import io.tofu.Ampe;
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

/**
 * Engines and groups come and go.
 */
abstract class LifecycleBehaviour extends EngineBehaviour {

	LifecycleBehaviour(Supplier<Wire> wire) {
		super(wire);
	}

	@Test
	@Scenario(1)
	@DisplayName("an engine starts and closes, twice")
	void engineStartsAndCloses() {
		Ampe engine = ampe();
		assertThat(engine.isRunning()).isTrue();
		engine.close();
		assertThat(engine.isRunning()).isFalse();
		assertThatCode(engine::close).doesNotThrowAnyException();
	}

	@Test
	@Scenario(1)
	@DisplayName("a group is created and closed, twice")
	void groupIsCreatedAndClosed() {
		ChannelGroup group = ampe().createGroup();
		ChannelGroup other = ampe().createGroup();
		assertThat(ampe().stats().groups()).isEqualTo(2);
		group.close();
		group.close();
		assertThat(ampe().stats().groups()).isEqualTo(1);
		assertThat(other.waitReceive(Duration.ZERO)).isNull();
		other.close();
		assertThat(ampe().stats().groups()).isZero();
	}

	@Test
	@Scenario(1)
	@DisplayName("a group with open channels closes without a message about it; its peers are told")
	void groupWithOpenChannelsCloses() {
		Dialogue dialogue = dialogue();
		dialogue.client().node().close();
		dialogue.server().expectEnd().withId(dialogue.client().helloId());
		dialogue.server().node().expectNothingElse();
	}

	@Test
	@Scenario(1)
	@DisplayName("an engine with open channels, connecting ones included, closes")
	void engineWithOpenChannelsCloses() throws Exception {
		dialogue();
		Node third = node();
		third.connect(third.listen(this.wire.freshServer()).address());
		third.connect(this.wire.deadEnd());
		ampe().close();
		assertThat(ampe().isRunning()).isFalse();
		assertThat(ampe().stats().groups()).isZero();
	}

	@Test
	@Scenario(1)
	@DisplayName("closing a group frees its addresses")
	void closingFreesAddresses() {
		Node node = node();
		Listener listener = node.listen(this.wire.freshServer());
		node.close();
		Node next = node();
		assertThat(next.listen(serverOf(listener)).address()).isEqualTo(listener.address());
	}

	@Test
	@Scenario(1)
	@DisplayName("a group closes while a thread waits in it")
	void closingAGroupWakesItsReceiver() throws Exception {
		ChannelGroup group = ampe().createGroup();
		assertClosingWakes(group, group::close);
		assertThat(ampe().isRunning()).isTrue();
	}

	@Test
	@Scenario(1)
	@DisplayName("an engine closes while threads wait in its groups")
	void closingAnEngineWakesItsReceivers() throws Exception {
		assertClosingWakes(ampe().createGroup(), ampe()::close);
	}

	@Test
	void closedEngineRefusesWork() {
		Node node = node();
		Message mine = ampe().get();
		ampe().close();
		assertShutDown(() -> ampe().get());
		assertShutDown(() -> ampe().get(AllocationStrategy.ALWAYS));
		assertShutDown(() -> ampe().get(AllocationStrategy.POOL_ONLY));
		assertShutDown(() -> ampe().createGroup());
		assertShutDown(mine::copy);
		assertShutDown(() -> node.group().updateReceiver(null));
		assertShutDown(() -> node.group().updateReceiver(mine));
		assertShutDown(() -> node.group().post(mine.opCode(OpCode.REQUEST).channelNumber(1)));
		assertShutDown(() -> node.group().waitReceive(Duration.ZERO));
		assertShutDown(() -> node.group().waitReceive());
		assertThat(mine.channelNumber()).isEqualTo(1);
		ampe().put(mine);
		assertThat(ampe().stats().messagesInUse()).isZero();
	}

	@Test
	void closedGroupRefusesWork() {
		Node node = node();
		node.close();
		try (Message mine = ampe().get()) {
			assertShutDown(() -> node.group().updateReceiver(null));
			assertShutDown(() -> node.group().post(mine));
			assertShutDown(() -> node.group().waitReceive(Duration.ZERO));
			assertThatCode(() -> node.group().pauseReceive(1)).doesNotThrowAnyException();
			assertThatCode(() -> node.group().resumeReceive(1)).doesNotThrowAnyException();
			assertThat(mine.channelNumber()).isZero();
		}
	}

	@Test
	void closingAGroupDiscardsItsInbox() {
		Node node = node();
		for (int i = 0; i < 10; i++) {
			node.group().updateReceiver(null);
		}
		node.close();
		assertThat(ampe().stats().messagesInUse()).isZero();
	}

	@Test
	void closingWritesWhatWasPosted() {
		Node node = node();
		RawListener.Connected connected = rawListener().connect(node);
		byte[] body = new byte[60_000];
		for (int i = 1; i <= 20; i++) {
			connected.end().send(OpCode.SIGNAL).id(i).body(body).post();
		}
		Future<?> closing = inBackground(node::close);
		for (int i = 1; i <= 20; i++) {
			assertThat(connected.peer().expect(OpCode.SIGNAL).id()).isEqualTo(i);
		}
		connected.peer().expectEnd();
		connected.peer().close();
		finish(closing);
	}

	@Test
	void closingWithUnreadInputTakesNothingFromThePeer() {
		Node node = node();
		RawListener.Connected connected = rawListener().connect(node);
		node.group().pauseReceive(connected.end().channel());
		node.goRound();
		connected.peer().write(RawFrame.of(OpCode.SIGNAL).withBody(new byte[60_000]));
		byte[] body = new byte[60_000];
		for (int i = 1; i <= 70; i++) {
			connected.end().send(OpCode.SIGNAL).id(i).body(body).post();
		}
		Future<?> closing = inBackground(node::close);
		for (int i = 1; i <= 70; i++) {
			assertThat(connected.peer().expect(OpCode.SIGNAL).id()).isEqualTo(i);
		}
		connected.peer().expectEnd();
		connected.peer().close();
		finish(closing);
	}

	@Test
	void closingDoesNotWaitForEverForAPeerThatDoesNotRead() {
		use((options) -> options.closeTimeout(Duration.ofMillis(100)));
		Node node = node();
		RawListener.Connected connected = rawListener().connect(node);
		byte[] body = new byte[60_000];
		for (int i = 0; i < 200; i++) {
			connected.end().send(OpCode.SIGNAL).body(body).post();
		}
		node.close();
		assertThat(ampe().stats().messagesInUse()).isZero();
		assertThat(ampe().stats().channels()).isZero();
	}

	@Test
	void interruptDoesNotShortenClosingAndStaysSet() {
		Node node = node();
		RawListener.Connected connected = rawListener().connect(node);
		connected.end().send(OpCode.SIGNAL).id(7).post();
		Thread.currentThread().interrupt();
		try {
			node.close();
			ampe().close();
			assertThat(Thread.currentThread().isInterrupted()).isTrue();
		}
		finally {
			Thread.interrupted();
		}
		assertThat(ampe().stats().channels()).isZero();
		assertThat(connected.peer().expect(OpCode.SIGNAL).id()).isEqualTo(7);
	}

	@Test
	void closingFromSeveralThreadsAtOnceClosesOnce() {
		dialogue();
		Future<?> one = inBackground(ampe()::close);
		Future<?> other = inBackground(ampe()::close);
		finish(one);
		finish(other);
		assertThat(ampe().isRunning()).isFalse();
	}

	@RepeatedTest(20)
	void groupsMayBeCreatedWhileTheEngineCloses() {
		Ampe engine = start((options) -> options);
		CountDownLatch created = new CountDownLatch(50);
		Future<?> creating = inBackground(() -> {
			for (;;) {
				engine.createGroup();
				created.countDown();
			}
		});
		awaitZero(created);
		engine.close();
		assertThat(engine.stats().groups()).isZero();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> creating.get(10, TimeUnit.SECONDS))
			.withCauseInstanceOf(AmpeException.class)
			.satisfies((ex) -> assertStatus(ex.getCause()));
	}

	@RepeatedTest(20)
	void postsMayGoOnWhileTheEngineCloses() {
		Ampe engine = start((options) -> options);
		Node server = node(engine);
		Dialogue dialogue = Dialogue.between(node(engine), server, server.listen(this.wire.freshServer()).address());
		CountDownLatch posted = new CountDownLatch(50);
		Future<?> posting = inBackground(() -> {
			for (;;) {
				try (Message message = engine.get().channelNumber(dialogue.client().channel())) {
					dialogue.client().node().group().post(message, Node.PATIENCE);
				}
				posted.countDown();
			}
		});
		awaitZero(posted);
		engine.close();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> posting.get(10, TimeUnit.SECONDS))
			.withCauseInstanceOf(AmpeException.class);
	}

	@Test
	@Scenario(21)
	@DisplayName("engines in one process do not disturb each other")
	void enginesAreIndependent() {
		Ampe other = start((options) -> options);
		Node server = node(other);
		Dialogue dialogue = Dialogue.between(node(), server, server.listen(this.wire.freshServer()).address());
		Ampe third = start((options) -> options);
		third.close();
		dialogue.client().request("still there").post();
		dialogue.server().expect(OpCode.REQUEST).withBody("still there");
		other.close();
		dialogue.client().expectEnd();
		assertThat(ampe().isRunning()).isTrue();
	}

	@Test
	void messagesOfOneEngineCannotBePutIntoAnother() {
		Ampe other = start((options) -> options);
		try (Message message = ampe().get().messageId(3)) {
			assertThatExceptionOfType(AmpeException.class).isThrownBy(() -> other.put(message))
				.satisfies((ex) -> assertThat(ex.status()).isEqualTo(AmpeStatus.INVALID_MESSAGE));
			assertThat(message.messageId()).isEqualTo(3);
		}
		assertThat(ampe().stats().messagesInUse()).isZero();
	}

	@Test
	void aMessageIsPutBackOnce() {
		Message message = ampe().get();
		ampe().put(message);
		assertThatIllegalStateException().isThrownBy(() -> ampe().put(message));
		assertThatCode(() -> ampe().put(null)).doesNotThrowAnyException();
		assertThat(ampe().stats().messagesInUse()).isZero();
	}

	private void assertClosingWakes(ChannelGroup group, Runnable close) throws Exception {
		AtomicReference<Thread> receiver = new AtomicReference<>();
		Future<AmpeStatus> woken = inBackground(() -> {
			receiver.set(Thread.currentThread());
			try {
				return group.waitReceive().status();
			}
			catch (AmpeException ex) {
				return ex.status();
			}
		});
		awaitWaiting(receiver);
		close.run();
		assertThat(woken.get(10, TimeUnit.SECONDS)).isEqualTo(AmpeStatus.SHUTDOWN_STARTED);
	}

	private static void assertShutDown(ThrowingCallable call) {
		assertThatExceptionOfType(AmpeException.class).isThrownBy(call).satisfies(LifecycleBehaviour::assertStatus);
	}

	private static void assertStatus(Throwable ex) {
		assertThat(((AmpeException) ex).status()).isEqualTo(AmpeStatus.SHUTDOWN_STARTED);
	}

	private static Address serverOf(Listener listener) {
		return Address.server(listener.address().wire());
	}

}
