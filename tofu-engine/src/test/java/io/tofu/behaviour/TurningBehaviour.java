package io.tofu.behaviour;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.tofu.AmpeStatus;
import io.tofu.OpCode;
import io.tofu.Seeds;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The only receiver of an engine turns its loop while it waits. What the engine does must
 * not depend on that: neither while the receiver turns nor while it is busy elsewhere.
 */
abstract class TurningBehaviour extends EngineBehaviour {

	private static final Duration SOON = Duration.ofMillis(500);

	/** More than a receiver posts before it sends by itself. */
	private static final int MANY = 1000;

	private static final int ROUNDS = 500;

	/** Longer than the engine's thread lets the loop stand still. */
	private static final int LONG_WORK_MICROS = 4000;

	private final Set<Thread> working = ConcurrentHashMap.newKeySet();

	private final CountDownLatch worked = new CountDownLatch(1);

	TurningBehaviour(Supplier<Wire> wire) {
		super(wire);
	}

	@Test
	void acceptsAndEndsConnectionsOnTheReceiversThread() {
		Events events = listen((event) -> this.working.add(Thread.currentThread()));
		Scene scene = scene();
		this.working.clear();
		int before = events.of("closed").size();
		for (int i = 1; i <= 5; i++) {
			int expected = before + i;
			rawPeer(scene.listener.address()).close();
			await().until(() -> events.of("closed").size() == expected);
		}
		assertThat(this.working).containsExactly(scene.turner.thread());
		assertThat(scene.turner.isIdle()).isTrue();
	}

	@Test
	void dropsSilentPeersWhileTheReceiverTurns() {
		use((options) -> options.helloTimeout(SOON));
		Scene scene = scene();
		rawPeer(scene.listener.address()).expectEnd();
		assertThat(scene.turner.isIdle()).isTrue();
		scene.turner.awaitTurning();
	}

	@Test
	void goesOnWhileTheReceiverIsBusy() {
		Events events = listen((event) -> this.working.add(Thread.currentThread()));
		Scene scene = scene();
		scene.occupy();
		this.working.clear();
		int opened = events.of("opened").size();
		RawPeer second = rawPeer(scene.listener.address());
		await().until(() -> events.of("opened").size() == opened + 1);
		second.write(RawFrame.hello(7));
		await().until(() -> scene.end.node().group().channels().stream().anyMatch((each) -> each.messagesIn() == 1));
		assertThat(this.working).doesNotContain(scene.turner.thread());
		scene.end.send(OpCode.SIGNAL).id(8).post();
		assertThat(scene.peer.expect(OpCode.SIGNAL).id()).isEqualTo(8);
		this.worked.countDown();
		scene.turner.next().is(OpCode.HELLO_REQUEST).withId(7);
	}

	@Test
	void dropsSilentPeersWhileTheReceiverIsBusy() {
		use((options) -> options.helloTimeout(SOON));
		Scene scene = scene();
		scene.occupy();
		rawPeer(scene.listener.address()).expectEnd();
		this.worked.countDown();
	}

	@Test
	void sendsWhatABusyReceiverPostedBefore() {
		Scene scene = scene();
		scene.turner.then(() -> {
			postSignals(scene.end, 3);
			awaitZero(this.worked);
		});
		scene.sendSignal();
		expectSignals(scene.peer, 3);
		this.worked.countDown();
	}

	@Test
	void sendsWhatAReceiverPostedForSeveralMessagesThatCameAtOnce() {
		Scene scene = scene();
		scene.turner.then(() -> postSignals(scene.end, 1));
		scene.turner.then(() -> {
			scene.end.send(OpCode.SIGNAL).id(2).post();
			awaitZero(this.worked);
		});
		RawFrame signal = RawFrame.of(OpCode.SIGNAL);
		scene.peer.write(signal, signal, signal);
		expectSignals(scene.peer, 2);
		this.worked.countDown();
	}

	@Test
	void sendsTheManyPostsOfABusyReceiver() {
		Scene scene = scene();
		scene.turner.then(() -> {
			postSignals(scene.end, MANY);
			awaitZero(this.worked);
		});
		scene.sendSignal();
		expectSignals(scene.peer, MANY);
		this.worked.countDown();
	}

	@Test
	void servesAnotherGroupWhileTheFirstOneTurns() {
		Scene scene = scene();
		RawListener.Connected other = rawListener().connect(node());
		for (int id = 1; id <= 10; id++) {
			other.end().request("to").id(id).post();
			assertThat(other.peer().expect(OpCode.REQUEST).id()).isEqualTo(id);
			other.peer().write(RawFrame.of(OpCode.RESPONSE).withId(id));
			other.end().expect(OpCode.RESPONSE).withId(id);
		}
		scene.turner.awaitTurning();
		scene.sendSignal();
		scene.turner.awaitWaiting();
		assertThat(scene.turner.isTurning()).as("one of two groups").isFalse();
		other.end().node().close();
		scene.turner.turn(scene.peer);
	}

	@Test
	void anInterruptOfTheReceiverStopsNothingElse() {
		Scene scene = scene();
		scene.turner.thread().interrupt();
		assertThat(scene.turner.awaitEnd()).isEqualTo(AmpeStatus.INTERRUPTED);
		scene.peer.write(RawFrame.of(OpCode.REQUEST).withId(9));
		scene.end.expect(OpCode.REQUEST).withId(9);
		scene.end.send(OpCode.RESPONSE).id(9).post();
		assertThat(scene.peer.expect(OpCode.RESPONSE).id()).isEqualTo(9);
	}

	@Test
	void anInterruptOfTheEnginesThreadChangesNothing() {
		Scene scene = scene();
		Thread engine = threadOf(ampe());
		engine.interrupt();
		await().until(() -> !engine.isInterrupted());
		scene.turner.awaitTurning();
		scene.occupy();
		engine.interrupt();
		await().until(() -> !engine.isInterrupted());
		scene.end.send(OpCode.SIGNAL).id(1).post();
		expectSignals(scene.peer, 1);
		this.worked.countDown();
	}

	@Test
	void closingTheGroupEndsTheTurning() {
		Scene scene = scene();
		scene.end.node().close();
		assertThat(scene.turner.awaitEnd()).isEqualTo(AmpeStatus.SHUTDOWN_STARTED);
		scene.peer.expectEnd();
		assertThat(ampe().isRunning()).isTrue();
		node().expectNothingElse();
	}

	@Test
	void closingTheEngineEndsTheTurning() {
		Scene scene = scene();
		ampe().close();
		assertThat(scene.turner.awaitEnd()).isEqualTo(AmpeStatus.SHUTDOWN_STARTED);
		scene.peer.expectEnd();
	}

	@Test
	void aListenerMayCloseTheGroupThatTurns() {
		List<Runnable> closing = new CopyOnWriteArrayList<>();
		listen((event) -> closing.forEach(Runnable::run));
		Scene scene = scene();
		closing.add(() -> this.working.add(Thread.currentThread()));
		closing.add(scene.end.node()::close);
		rawPeer(scene.listener.address());
		assertThat(scene.turner.awaitEnd()).isEqualTo(AmpeStatus.SHUTDOWN_STARTED);
		assertThat(this.working).contains(scene.turner.thread());
		closing.clear();
		await().until(() -> ampe().stats().groups() == 0);
		node().expectNothingElse();
	}

	@Test
	void aListenerMayCloseTheEngineWhoseLoopTheReceiverTurns() {
		List<Runnable> closing = new CopyOnWriteArrayList<>();
		listen((event) -> closing.forEach(Runnable::run));
		Scene scene = scene();
		closing.add(() -> this.working.add(Thread.currentThread()));
		closing.add(ampe()::close);
		rawPeer(scene.listener.address());
		assertThat(scene.turner.awaitEnd()).isEqualTo(AmpeStatus.SHUTDOWN_STARTED);
		assertThat(this.working).contains(scene.turner.thread());
		scene.peer.expectEnd();
	}

	/** Each round waits for its answer: one wake-up that is lost ends the test. */
	@Test
	void noWakeUpIsLostHoweverLongTheReceiverIsAway() {
		Random random = new Random(Seeds.next());
		Scene scene = scene();
		for (int i = 0; i < ROUNDS; i++) {
			long nanos = TimeUnit.MICROSECONDS.toNanos(random.nextInt(LONG_WORK_MICROS));
			scene.turner.then(() -> work(nanos));
			switch (random.nextInt(3)) {
				case 0 -> scene.sendSignal();
				case 1 -> {
					scene.end.node().group().updateReceiver(null);
					scene.turner.next().fromEngine(AmpeStatus.RECEIVER_UPDATE);
				}
				default -> {
					scene.end.request("echo").id(i + 1).post();
					assertThat(scene.peer.expect(OpCode.REQUEST).id()).isEqualTo(i + 1);
					scene.peer.write(RawFrame.of(OpCode.RESPONSE).withId(i + 1));
					scene.turner.next().is(OpCode.RESPONSE).withId(i + 1);
				}
			}
		}
	}

	private Events listen(Consumer<Events.Event> also) {
		Events events = new Events() {
			@Override
			void on(Event event) {
				also.accept(event);
				super.on(event);
			}
		};
		use((options) -> options.listener(events));
		return events;
	}

	private static void postSignals(End end, int count) {
		for (int id = 1; id <= count; id++) {
			end.send(OpCode.SIGNAL).id(id).post(Node.PATIENCE);
		}
	}

	private static void expectSignals(RawPeer peer, int count) {
		for (int id = 1; id <= count; id++) {
			assertThat(peer.expect(OpCode.SIGNAL).id()).isEqualTo(id);
		}
	}

	private static void work(long nanos) {
		long start = System.nanoTime();
		while (System.nanoTime() - start < nanos) {
			Thread.onSpinWait();
		}
	}

	/** A listening node with one peer, whose receiver turns the loop. */
	private Scene scene() {
		Node server = node();
		Listener listener = server.listen(this.wire.freshServer());
		RawPeer peer = rawPeer(listener.address());
		End end = peer.shakeHands(server, 1);
		Turner turner = keep(new Turner(server));
		turner.turn(peer);
		return new Scene(listener, peer, end, turner, this.worked);
	}

	private record Scene(Listener listener, RawPeer peer, End end, Turner turner, CountDownLatch worked) {

		/** Has the receiver receive something. */
		void sendSignal() {
			this.peer.write(RawFrame.of(OpCode.SIGNAL));
			this.turner.next().is(OpCode.SIGNAL);
		}

		/** Has the receiver do something else until that is done. */
		void occupy() {
			CountDownLatch begun = new CountDownLatch(1);
			this.turner.then(() -> {
				begun.countDown();
				awaitZero(this.worked);
			});
			sendSignal();
			awaitZero(begun);
		}

	}

}
