package io.tofu.behaviour;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.function.Supplier;

import io.tofu.OpCode;
import io.tofu.Seeds;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Peers that send the beginning of messages: what is kept of them all together is
 * limited, and those inside a message are read one after another.
 */
abstract class PartialFramesBehaviour extends EngineBehaviour {

	private static final int PEERS = 30;

	private static final int LIMIT = 64 << 10;

	/** What is read of one connection more than is allowed. */
	private static final int SLACK = 8 << 10;

	private static final RawFrame FRAME = RawFrame.of(OpCode.REQUEST).withBody(new byte[60_000]);

	private static final int HALF = 30_000;

	private static final Duration FOR_LONG = Node.PATIENCE.multipliedBy(3);

	private Node server;

	private Listener listener;

	PartialFramesBehaviour(Supplier<Wire> wire) {
		super(wire);
	}

	@BeforeEach
	void listen() {
		use((options) -> options.partialFrameBytes(LIMIT));
		this.server = node();
		this.listener = this.server.listen(this.wire.freshServer());
	}

	@Test
	void whatIsKeptIsLimitedAndNothingIsLost() {
		List<Half> halves = new ArrayList<>();
		for (int i = 0; i < PEERS; i++) {
			halves.add(half());
		}
		this.server.expectNothingElse();
		assertThat(ampe().stats().partialFrameBytes()).isBetween((long) LIMIT, LIMIT + 2L * HALF + PEERS * SLACK);
		halves.forEach(Half::finish);
		List<Integer> arrived = new ArrayList<>();
		for (int i = 0; i < PEERS; i++) {
			arrived.add(this.server.expect(OpCode.REQUEST).withBody(FRAME.body()).channel());
		}
		assertThat(arrived).containsExactlyInAnyOrderElementsOf(halves.stream().map((h) -> h.end.channel()).toList());
		await().until(() -> ampe().stats().partialFrameBytes() == 0);
		this.server.expectNothingElse();
	}

	@Test
	void wholeMessagesOfOthersPass() {
		for (int i = 0; i < PEERS; i++) {
			half();
		}
		RawPeer good = rawPeer(this.listener.address());
		End end = good.shakeHands(this.server, 1);
		for (int i = 1; i <= 100; i++) {
			good.write(RawFrame.of(OpCode.REQUEST).withId(i).withBody("small"));
			end.expect(OpCode.REQUEST).withId(i);
			end.send(OpCode.RESPONSE).id(i).post();
			assertThat(good.expect(OpCode.RESPONSE).id()).isEqualTo(i);
		}
	}

	@Test
	void thoseInsideAMessageComeOneAfterAnother() {
		full();
		Half first = half();
		Half second = half();
		Half third = half();
		third.finish();
		second.finish();
		this.server.expectNothingElse();
		first.finish();
		first.end.expect(OpCode.REQUEST);
		this.server.expect(OpCode.REQUEST).withBody(FRAME.body());
		this.server.expect(OpCode.REQUEST).withBody(FRAME.body());
	}

	@Test
	void whoEndsMakesWayForTheNext() {
		full();
		Half first = half();
		Half second = half();
		Half third = half();
		third.finish();
		second.end.abort();
		this.server.expectNothingElse();
		first.peer.close();
		this.server.receiveUntilEndOf(first.end.channel());
		third.end.expect(OpCode.REQUEST).withBody(FRAME.body());
	}

	@Test
	void whoIsNotReadOnPurposeMakesWayForTheNext() {
		full();
		Half first = half();
		Half second = half();
		this.server.group().pauseReceive(first.end.channel());
		this.server.goRound();
		second.finish();
		second.end.expect(OpCode.REQUEST).withBody(FRAME.body());
		first.finish();
		this.server.group().resumeReceive(first.end.channel());
		first.end.expect(OpCode.REQUEST).withBody(FRAME.body());
	}

	@Test
	void whoseReceiverIsBehindMakesWayForTheNext() {
		use((options) -> options.partialFrameBytes(LIMIT).inboxMessages(1));
		this.server = node();
		this.listener = this.server.listen(this.wire.freshServer());
		Node behind = node();
		Listener other = behind.listen(this.wire.freshServer());
		RawPeer firstPeer = rawPeer(other.address());
		End firstEnd = firstPeer.shakeHands(behind, 1);
		RawPeer signaller = rawPeer(other.address());
		End signallerEnd = signaller.shakeHands(behind, 2);
		full();
		firstPeer.write(FRAME.encode(), 0, HALF);
		this.server.goRound();
		signaller.write(RawFrame.of(OpCode.SIGNAL).withId(3));
		await().until(() -> ampe().stats().messagesInUse() == 1);
		firstPeer.write(FRAME.encode(), HALF, HALF + 1000);
		this.server.goRound();

		Half second = half();
		second.finish();
		second.end.expect(OpCode.REQUEST).withBody(FRAME.body());
		signallerEnd.expect(OpCode.SIGNAL).withId(3);
		byte[] encoded = FRAME.encode();
		firstPeer.write(encoded, HALF + 1000, encoded.length);
		firstEnd.expect(OpCode.REQUEST).withBody(FRAME.body());
	}

	@Test
	void whoIsClosingMakesWayForTheNext() {
		use((options) -> options.partialFrameBytes(LIMIT).sendQueueMessages(16).closeTimeout(FOR_LONG));
		this.server = node();
		this.listener = this.server.listen(this.wire.freshServer());
		Node closing = node();
		RawPeer first = rawPeer(closing.listen(this.wire.freshServer()).address());
		End firstEnd = first.shakeHands(closing, 1);
		full();
		first.write(FRAME.encode(), 0, HALF);
		this.server.goRound();
		Flood.fill(firstEnd);
		Future<?> closed = inBackground(closing::close);

		Half second = half();
		second.finish();
		second.end.expect(OpCode.REQUEST).withBody(FRAME.body());
		first.drain();
		finish(closed);
	}

	@Test
	void everybodyIsReadAgainWhenLittleIsKept() {
		List<Half> others = full();
		half();
		Half second = half();
		Half third = half();
		second.finish();
		third.finish();
		this.server.expectNothingElse();
		others.forEach((other) -> other.end.send(OpCode.BYE_SIGNAL).post());
		List<Received> received = new ArrayList<>();
		for (int i = 0; i < others.size() + 2; i++) {
			received.add(this.server.receive());
		}
		assertThat(received).filteredOn((each) -> each.opCode() == OpCode.REQUEST)
			.extracting(Received::channel)
			.containsExactlyInAnyOrder(second.end.channel(), third.end.channel());
	}

	@Test
	void manyPeersInRandomPiecesLoseNothing() {
		Random random = new Random(Seeds.next());
		List<Half> halves = new ArrayList<>();
		for (int i = 0; i < PEERS; i++) {
			halves.add(new Half(1 + random.nextInt(FRAME.encode().length - 1)));
		}
		List<Half> waiting = new ArrayList<>(halves);
		while (!waiting.isEmpty()) {
			waiting.remove(random.nextInt(waiting.size())).finish();
		}
		for (int i = 0; i < PEERS; i++) {
			this.server.expect(OpCode.REQUEST).withBody(FRAME.body());
		}
		await().until(() -> ampe().stats().partialFrameBytes() == 0);
	}

	private Half half() {
		return new Half(HALF);
	}

	/** Keeps so much that from now on connections are read one after another. */
	private List<Half> full() {
		List<Half> halves = new ArrayList<>();
		while (ampe().stats().partialFrameBytes() < LIMIT) {
			halves.add(half());
		}
		return halves;
	}

	/** A peer that has sent the beginning of a message, and its end later. */
	private final class Half {

		private final RawPeer peer = rawPeer(PartialFramesBehaviour.this.listener.address());

		private final End end = this.peer.shakeHands(PartialFramesBehaviour.this.server, 1);

		private final int length;

		Half(int length) {
			this.length = length;
			this.peer.write(FRAME.encode(), 0, length);
			PartialFramesBehaviour.this.server.goRound();
		}

		void finish() {
			byte[] encoded = FRAME.encode();
			this.peer.write(encoded, this.length, encoded.length);
		}

	}

}
