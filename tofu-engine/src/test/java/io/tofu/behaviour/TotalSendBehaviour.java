package io.tofu.behaviour;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.tofu.AmpeException;
import io.tofu.AmpeOptionsBuilder;
import io.tofu.AmpeStatus;
import io.tofu.BinaryHeader;
import io.tofu.ChannelInfo;
import io.tofu.OpCode;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What waits on all channels together is limited: then every channel takes one message at
 * a time, and those that were refused one are told when there is room.
 */
abstract class TotalSendBehaviour extends EngineBehaviour {

	private static final int MESSAGE = RawFrame.HEADER_LENGTH + 65535;

	TotalSendBehaviour(Supplier<Wire> wire) {
		super(wire);
	}

	/** Two channels that are not read fill the total before the second is full itself. */
	private static AmpeOptionsBuilder limited(AmpeOptionsBuilder options) {
		return options.sendQueueMessages(16).totalSendBytes(24 * MESSAGE).closeTimeout(Duration.ofMillis(50));
	}

	@Test
	void channelWhoseQueueIsEmptyTakesOneMessageAtATime() {
		use(TotalSendBehaviour::limited);
		Node node = node();
		RawListener.Connected one = rawListener().connect(node);
		RawListener.Connected two = rawListener().connect(node);
		RawListener.Connected three = rawListener().connect(node);
		fill(one.end());
		fill(two.end());
		// The systems may take some more late, but the total stays full down to its half
		assertThat(ampe().stats().queuedBytes()).isGreaterThan(12 * MESSAGE);
		assertThat(info(two.end()).queuedMessages()).as("not full itself").isBetween(1, 15);

		for (int i = 1; i <= 20; i++) {
			three.end().send(OpCode.REQUEST).id(i).body("small").post();
			Flood.read(three.peer(), i, i);
			await().until(() -> info(three.end()).queuedMessages() == 0);
		}
		int accepted = fill(three.end());
		assertThat(info(three.end()).queuedMessages()).isEqualTo(1);
		node.expectNothingElse();
		Flood.read(three.peer(), 1, accepted);
		three.end().expectFromEngine(OpCode.SIGNAL, AmpeStatus.SEND_QUEUE_READY);
		node.expectNothingElse();
	}

	@Test
	void whoWasRefusedIsToldOnceWhenThereIsRoom() {
		use(TotalSendBehaviour::limited);
		Node node = node();
		RawListener.Connected one = rawListener().connect(node);
		RawListener.Connected two = rawListener().connect(node);
		int ofOne = fill(one.end());
		int ofTwo = fill(two.end());
		Flood.read(one.peer(), 1, ofOne);
		List<Integer> told = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			told.add(node.expectFromEngine(OpCode.SIGNAL, AmpeStatus.SEND_QUEUE_READY).withId(0).channel());
		}
		assertThat(told).containsExactlyInAnyOrder(one.end().channel(), two.end().channel());
		node.expectNothingElse();
		Flood.request(two.end(), ofTwo + 1).post();
		Flood.read(two.peer(), 1, ofTwo + 1);
		node.expectNothingElse();
	}

	@Test
	void whoWaitsIsWokenWhenAnotherChannelMakesRoom() {
		use(TotalSendBehaviour::limited);
		Node node = node();
		RawListener.Connected one = rawListener().connect(node);
		RawListener.Connected two = rawListener().connect(node);
		fill(one.end());
		int ofTwo = fill(two.end());
		Future<BinaryHeader> posting = postAsSoonAsThereIsRoom(two.end(), ofTwo + 1);
		abort(one.end());
		assertThat(finish(posting).messageId()).isEqualTo(ofTwo + 1);
		Flood.read(two.peer(), 1, ofTwo + 1);
	}

	@Test
	void whoWaitsForItsOwnChannelIsWokenAlsoIfTheTotalWasFullMeanwhile() {
		use((options) -> options.sendQueueMessages(32)
			.totalSendBytes(88 * MESSAGE)
			.closeTimeout(Duration.ofMillis(50)));
		Node node = node();
		RawListener.Connected one = rawListener().connect(node);
		RawListener.Connected two = rawListener().connect(node);
		RawListener.Connected three = rawListener().connect(node);
		int ofOne = fill(one.end());
		Future<BinaryHeader> posting = postAsSoonAsThereIsRoom(one.end(), ofOne + 1);
		fill(two.end());
		fill(three.end());
		for (int read = 1; info(one.end()).queuedMessages() > 16; read++) {
			Flood.read(one.peer(), read, read);
			node.goRound();
		}
		abort(two.end());
		abort(three.end());
		assertThat(finish(posting).messageId()).isEqualTo(ofOne + 1);
	}

	@Test
	void whoWasRefusedAndEndsIsNotToldOfTheRoomThatItsEndMakes() {
		use(TotalSendBehaviour::limited);
		Node node = node();
		RawListener.Connected one = rawListener().connect(node);
		RawListener.Connected two = rawListener().connect(node);
		fill(two.end());
		fill(one.end());
		two.end().send(OpCode.BYE_SIGNAL).post();
		assertThat(node.receiveUntilEndOf(two.end().channel())).filteredOn(Received::channel, two.end().channel())
			.extracting(Received::status)
			.containsOnly(AmpeStatus.CHANNEL_CLOSED);
	}

	@Test
	void whatCannotBeSentAnyMoreMakesRoom() {
		use(TotalSendBehaviour::limited);
		Node node = node();
		RawListener.Connected one = rawListener().connect(node);
		RawListener.Connected two = rawListener().connect(node);
		fill(one.end());
		fill(two.end());
		abort(one.end());
		abort(two.end());
		assertThat(ampe().stats().queuedBytes()).isZero();
		RawListener.Connected three = rawListener().connect(node);
		for (int i = 1; i <= 4; i++) {
			Flood.request(three.end(), i).post();
		}
		Flood.read(three.peer(), 1, 4);
	}

	/**
	 * Posts until nothing more is taken, and lets the loop count each time; returns how
	 * many were accepted.
	 */
	private static int fill(End end) {
		for (int accepted = 0;; accepted++) {
			try {
				Flood.request(end, accepted + 1).post();
			}
			catch (AmpeException ex) {
				assertThat(ex.status()).isEqualTo(AmpeStatus.SEND_QUEUE_FULL);
				return accepted;
			}
			assertThat(end.node().goRound()).isEmpty();
		}
	}

	private Future<BinaryHeader> postAsSoonAsThereIsRoom(End end, long id) {
		AtomicReference<Thread> poster = new AtomicReference<>();
		Future<BinaryHeader> posting = inBackground(() -> {
			poster.set(Thread.currentThread());
			return Flood.request(end, id).post(Node.PATIENCE.multipliedBy(3));
		});
		awaitWaiting(poster);
		end.node().goRound();
		return posting;
	}

	/** Drops a connection and all that waits on it. */
	private static void abort(End end) {
		end.send(OpCode.BYE_SIGNAL).post();
		end.node().receiveUntilEndOf(end.channel());
	}

	private static ChannelInfo info(End end) {
		ChannelInfo info = end.node().group().channel(end.channel());
		assertThat(info).isNotNull();
		return info;
	}

}
