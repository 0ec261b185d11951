package io.tofu.behaviour;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.tofu.AmpeStatus;
import io.tofu.BinaryHeader;
import io.tofu.OpCode;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How long an engine waits for its peers, to the nanosecond.
 */
abstract class TimeoutsBehaviour extends ClockedBehaviour {

	private static final Duration BYE = Duration.ofSeconds(10);

	private static final int KIB = 1024;

	TimeoutsBehaviour(Supplier<Wire> wire) {
		super(wire);
	}

	@Test
	void whoSaysNothingIsDroppedAfterTheHelloTimeout() {
		Node server = node();
		RawPeer peer = acceptedPeer(server, server.listen(this.wire.freshServer()));
		expectUnreportedEndAfter(Duration.ofSeconds(30), server, peer);
	}

	@Test
	void halfAMessageIsNoHello() {
		use((options) -> options.partialFrameTimeout(LONG).helloTimeout(SECOND));
		Node server = node();
		RawPeer peer = acceptedPeer(server, server.listen(this.wire.freshServer()));
		pass(SECOND.dividedBy(2));
		sendPart(peer, RawFrame.hello(1), 0, 20);
		expectUnreportedEndAfter(SECOND.dividedBy(2), server, peer);
	}

	@Test
	void afterItsFirstMessageAPeerMayBeSilentForEver() {
		Node server = node();
		RawPeer peer = rawPeer(server.listen(this.wire.freshServer()).address());
		End end = peer.shakeHands(server, 1);
		pass(LONG);
		server.expectNothingElse();
		peer.write(RawFrame.of(OpCode.REQUEST).withId(2));
		end.expect(OpCode.REQUEST).withId(2);
	}

	@Test
	void whoWasDialledMayBeSilentForEver() {
		RawListener.Connected connected = rawListener().connect(node());
		pass(LONG);
		connected.end().node().expectNothingElse();
	}

	@Test
	void restOfAMessageIsAwaitedFor30Seconds() {
		RawListener.Connected connected = rawListener().connect(node());
		sendPart(connected.peer(), RawFrame.of(OpCode.REQUEST).withBody(new byte[100]), 0, 50);
		expectEndAfter(Duration.ofSeconds(30), connected.end(), "recv_failed");
		connected.peer().expectEnd();
	}

	@Test
	void everyKibibyteOfAMessageGivesOneSecondMore() {
		RawListener.Connected connected = rawListener().connect(node());
		RawFrame frame = RawFrame.of(OpCode.REQUEST).withBody(new byte[60_000]);
		sendPart(connected.peer(), frame, 0, 4 * KIB - 1);
		pass(Duration.ofSeconds(33).minus(NANO));
		connected.end().node().expectNothingElse();
		sendPart(connected.peer(), frame, 4 * KIB - 1, 10 * KIB);
		pass(NANO);
		expectEndAfter(Duration.ofSeconds(7), connected.end(), "recv_failed");
	}

	@Test
	void everyMessageHasItsOwnTime() {
		RawListener.Connected connected = rawListener().connect(node());
		RawFrame frame = RawFrame.of(OpCode.REQUEST).withBody(new byte[100]);
		sendPart(connected.peer(), frame, 0, 50);
		pass(Duration.ofSeconds(29));
		byte[] twice = ByteBuffer.allocate(232).put(frame.encode()).put(frame.encode()).array();
		send(connected.peer(), Arrays.copyOfRange(twice, 50, 150));
		connected.end().expect(OpCode.REQUEST);
		expectEndAfter(Duration.ofSeconds(30), connected.end(), "recv_failed");
	}

	@Test
	void idleTimeoutRestartsWithEachByte() {
		use((options) -> options.idleTimeout(SECOND).partialFrameTimeout(LONG));
		RawListener.Connected connected = rawListener().connect(node());
		RawFrame frame = RawFrame.of(OpCode.REQUEST).withBody("body");
		for (int i = 0; i < 5; i++) {
			pass(SECOND.minus(NANO));
			sendPart(connected.peer(), frame, i, i + 1);
		}
		expectEndAfter(SECOND, connected.end(), "idle_timeout");
	}

	@Test
	void idleTimeoutDoesNotCareForWhatIsSent() {
		use((options) -> options.idleTimeout(SECOND));
		Node server = node();
		RawPeer peer = rawPeer(server.listen(this.wire.freshServer()).address());
		End end = peer.shakeHands(server, 1);
		pass(SECOND.dividedBy(2));
		end.send(OpCode.SIGNAL).id(2).post();
		peer.expect(OpCode.SIGNAL);
		expectEndAfter(SECOND.dividedBy(2), end, "idle_timeout");
		peer.expectEnd();
	}

	@Test
	@DisplayName("10: who asked waits for the bye timeout, from the writing of its ByeRequest")
	void byeRequestIsAnsweredInTime() {
		use((options) -> options.sendQueueMessages(8));
		RawListener.Connected connected = rawListener().connect(node());
		int queued = Flood.fill(connected.end());
		connected.end().send(OpCode.BYE_REQUEST).id(7777).post();
		pass(LONG);
		connected.end().node().expectNothingElse();
		Flood.read(connected.peer(), 1, queued);
		assertThat(connected.peer().expect(OpCode.BYE_REQUEST).id()).isEqualTo(7777);
		connected.end().expectFromEngine(OpCode.SIGNAL, AmpeStatus.SEND_QUEUE_READY);
		expectEndAfter(BYE, connected.end(), "bye_timeout");
		connected.peer().expectEnd();
	}

	@Test
	@DisplayName("10: the bye timeout of who asked restarts with each message received")
	void everyMessageProlongsTheWaitForTheAnswer() {
		RawListener.Connected connected = rawListener().connect(node());
		connected.end().send(OpCode.BYE_REQUEST).id(1).post();
		connected.peer().expect(OpCode.BYE_REQUEST);
		look();
		RawFrame message = RawFrame.of(OpCode.RESPONSE).withId(5);
		for (int i = 0; i < 3; i++) {
			pass(BYE.minus(NANO));
			connected.peer().write(message);
			connected.end().expect(OpCode.RESPONSE);
			look();
		}
		pass(BYE.dividedBy(2));
		sendPart(connected.peer(), message, 0, 10);
		expectEndAfter(BYE.dividedBy(2), connected.end(), "bye_timeout");
	}

	@Test
	@DisplayName("10: the bye timeout of who answered does not restart")
	void whoAnsweredWaitsOnce() {
		RawListener.Connected connected = rawListener().connect(node());
		connected.peer().write(RawFrame.of(OpCode.BYE_REQUEST).withId(2));
		connected.end().expect(OpCode.BYE_REQUEST);
		pass(LONG);
		connected.end().node().expectNothingElse();
		connected.end().send(OpCode.BYE_RESPONSE).id(2).post();
		connected.peer().expect(OpCode.BYE_RESPONSE);
		look();
		pass(BYE.dividedBy(2));
		connected.peer().write(RawFrame.of(OpCode.SIGNAL).withId(3));
		connected.end().expect(OpCode.SIGNAL).withId(3);
		look();
		expectEndAfter(BYE.dividedBy(2), connected.end(), "bye_timeout");
		connected.peer().expectEnd();
	}

	@Test
	void connectionThatDoesNotComeUpFailsAfterTheConnectTimeout() throws Exception {
		Saturated saturated = keep(Saturated.over(this.wire));
		Node node = node();
		BinaryHeader hello = node.hello(saturated.address()).post();
		look();
		pass(Duration.ofSeconds(10).minus(NANO));
		node.expectNothingElse();
		pass(NANO);
		node.expectFromEngine(OpCode.HELLO_RESPONSE, AmpeStatus.CONNECT_TIMEOUT)
			.withId(hello.messageId())
			.withReason("in time");
		new End(node, hello.channelNumber(), hello.messageId()).expectEnd();
	}

	@Test
	@DisplayName("1: a group that closes waits for a peer that does not read until the close timeout")
	void closingWaitsForTheCloseTimeout() {
		Duration closeTimeout = Duration.ofSeconds(20);
		use((options) -> options.sendQueueMessages(8).closeTimeout(closeTimeout));
		RawListener.Connected connected = rawListener().connect(node());
		Flood.fill(connected.end());
		Future<?> closing = closeInBackground(connected.end().node());
		pass(closeTimeout.minus(NANO));
		assertThat(ampe().stats().groups()).isEqualTo(1);
		pass(NANO);
		finish(closing);
		assertThat(ampe().stats().groups()).isZero();
	}

	@Test
	@DisplayName("1: a group that has written everything gives its peers a second to end")
	void closingGivesPeersASecond() {
		use((options) -> options.closeTimeout(Duration.ofSeconds(20)));
		RawListener.Connected connected = rawListener().connect(node());
		Future<?> closing = closeInBackground(connected.end().node());
		connected.peer().expectEnd();
		look();
		pass(SECOND.minus(NANO));
		assertThat(ampe().stats().groups()).isEqualTo(1);
		pass(NANO);
		finish(closing);
	}

	/** Has the group begun to close. */
	private Future<?> closeInBackground(Node node) {
		AtomicReference<Thread> closer = new AtomicReference<>();
		Future<?> closing = inBackground(() -> {
			closer.set(Thread.currentThread());
			node.close();
		});
		awaitWaiting(closer);
		look();
		return closing;
	}

}
