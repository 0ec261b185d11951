package io.tofu.behaviour;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.tofu.AllocationStrategy;
import io.tofu.AmpeStatus;
import io.tofu.ChannelInfo;
import io.tofu.ChannelKind;
import io.tofu.Message;
import io.tofu.OpCode;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A peer is not to blame while it is not read on purpose: the clocks that wait for what
 * it sends stand still, and go on afterwards.
 */
abstract class StandingClocksBehaviour extends ClockedBehaviour {

	private static final int MARK = 4;

	private static final RawFrame FRAME = RawFrame.of(OpCode.REQUEST).withId(9).withBody(new byte[100]);

	StandingClocksBehaviour(Supplier<Wire> wire) {
		super(wire);
	}

	@Test
	void helloTimeoutWhileTheApplicationPauses() {
		Node server = node();
		RawPeer peer = acceptedPeer(server, server.listen(this.wire.freshServer()));
		pass(Duration.ofSeconds(10));
		int channel = accepted(server);
		server.group().pauseReceive(channel);
		look();
		pass(LONG);
		server.group().resumeReceive(channel);
		look();
		expectUnreportedEndAfter(Duration.ofSeconds(20), server, peer);
	}

	@Test
	void helloTimeoutWhileTheReceiverIsBehind() {
		use((options) -> options.inboxMessages(MARK).partialFrameTimeout(LONG));
		Node server = node();
		Listener listener = server.listen(this.wire.freshServer());
		RawPeer busy = rawPeer(listener.address());
		End busyEnd = busy.shakeHands(server, 1);
		RawPeer late = rawPeer(listener.address());
		await().until(() -> server.group().channels().size() == 3);
		look();
		pass(Duration.ofSeconds(10));
		send(busy, signals());
		awaitQueued(MARK);
		sendPart(late, RawFrame.hello(2), 0, 20);
		pass(LONG);
		assertThat(server.group().channels()).hasSize(3);
		receiveSignals(busyEnd);
		look();
		pass(Duration.ofSeconds(20).minus(NANO));
		assertThat(server.group().channels()).hasSize(3);
		pass(NANO);
		assertThat(server.group().channels()).hasSize(2);
		late.expectEnd();
	}

	@Test
	void helloTimeoutWhileThePoolIsEmpty() {
		use((options) -> options.initialPoolSize(8).maxPoolSize(8));
		Node server = node();
		RawPeer peer = acceptedPeer(server, server.listen(this.wire.freshServer()));
		List<Message> held = takeAll();
		peer.write(RawFrame.hello(1));
		try (Message notice = server.group().waitReceive(Node.PATIENCE)) {
			assertThat(notice).isNotNull();
			assertThat(notice.status()).isEqualTo(AmpeStatus.POOL_EMPTY);
			pass(LONG);
			assertThat(server.group().channels()).hasSize(2);
			held.forEach(Message::close);
		}
		server.expect(OpCode.HELLO_REQUEST).withId(1);
		pass(LONG);
		server.expectNothingElse();
	}

	@Test
	void partialFrameTimeoutWhileTheApplicationPauses() {
		RawListener.Connected connected = rawListener().connect(node());
		sendPart(connected.peer(), FRAME, 0, 50);
		pass(Duration.ofSeconds(10));
		pauseForLong(connected.end());
		expectEndAfter(Duration.ofSeconds(20), connected.end(), "recv_failed");
	}

	@Test
	void partialFrameTimeoutWhileTheReceiverIsBehind() {
		use((options) -> options.inboxMessages(MARK));
		RawListener.Connected connected = rawListener().connect(node());
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		bytes.writeBytes(signals());
		bytes.write(FRAME.encode(), 0, 50);
		send(connected.peer(), bytes.toByteArray());
		awaitQueued(MARK);
		pass(LONG);
		receiveSignals(connected.end());
		look();
		expectEndAfter(Duration.ofSeconds(30), connected.end(), "recv_failed");
	}

	@Test
	void idleTimeoutWhileTheApplicationPauses() {
		use((options) -> options.idleTimeout(Duration.ofSeconds(60)));
		RawListener.Connected connected = rawListener().connect(node());
		pass(Duration.ofSeconds(20));
		pauseForLong(connected.end());
		expectEndAfter(Duration.ofSeconds(40), connected.end(), "idle_timeout");
	}

	@Test
	void idleTimeoutWhileTheReceiverIsBehind() {
		use((options) -> options.idleTimeout(SECOND).inboxMessages(MARK));
		RawListener.Connected connected = rawListener().connect(node());
		send(connected.peer(), signals());
		awaitQueued(MARK);
		pass(LONG);
		receiveSignals(connected.end());
		look();
		expectEndAfter(SECOND, connected.end(), "idle_timeout");
	}

	@Test
	void idleTimeoutWhileThePoolIsEmpty() {
		use((options) -> options.idleTimeout(SECOND).initialPoolSize(8).maxPoolSize(8));
		RawListener.Connected connected = rawListener().connect(node());
		List<Message> held = takeAll();
		connected.peer().write(FRAME);
		try (Message notice = connected.end().node().group().waitReceive(Node.PATIENCE)) {
			assertThat(notice).isNotNull();
			assertThat(notice.status()).isEqualTo(AmpeStatus.POOL_EMPTY);
			pass(LONG);
			held.forEach(Message::close);
		}
		connected.end().expect(OpCode.REQUEST).withId(9);
		look();
		expectEndAfter(SECOND, connected.end(), "idle_timeout");
	}

	@Test
	void twoReasonsToPauseAreTwo() {
		use((options) -> options.idleTimeout(SECOND).inboxMessages(MARK));
		RawListener.Connected connected = rawListener().connect(node());
		send(connected.peer(), signals());
		awaitQueued(MARK);
		connected.end().node().group().pauseReceive(connected.end().channel());
		look();
		receiveSignals(connected.end());
		pass(LONG);
		connected.end().node().expectNothingElse();
		connected.end().node().group().resumeReceive(connected.end().channel());
		look();
		expectEndAfter(SECOND, connected.end(), "idle_timeout");
	}

	@Test
	void byeTimeoutGoesOnWhileTheApplicationPauses() {
		RawListener.Connected connected = rawListener().connect(node());
		connected.end().send(OpCode.BYE_REQUEST).id(1).post();
		connected.peer().expect(OpCode.BYE_REQUEST);
		connected.end().node().group().pauseReceive(connected.end().channel());
		look();
		expectEndAfter(Duration.ofSeconds(10), connected.end(), "bye_timeout");
	}

	private void pauseForLong(End end) {
		end.node().group().pauseReceive(end.channel());
		look();
		pass(LONG);
		end.node().expectNothingElse();
		end.node().group().resumeReceive(end.channel());
		look();
	}

	/** As many Signals as there is room for in the inbox. */
	private static byte[] signals() {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		for (int i = 1; i <= MARK; i++) {
			bytes.writeBytes(RawFrame.of(OpCode.SIGNAL).withId(i).encode());
		}
		return bytes.toByteArray();
	}

	private void receiveSignals(End end) {
		for (int i = 1; i <= MARK; i++) {
			end.expect(OpCode.SIGNAL).withId(i);
		}
	}

	private void awaitQueued(int messages) {
		await().pollInterval(Duration.ofMillis(1)).until(() -> ampe().stats().messagesInUse() == messages);
		look();
	}

	/** Takes all messages out of the pool. */
	private List<Message> takeAll() {
		look();
		List<Message> taken = new ArrayList<>();
		for (Message next = ampe().get(AllocationStrategy.POOL_ONLY); next != null;) {
			taken.add(next);
			next = ampe().get(AllocationStrategy.POOL_ONLY);
		}
		return taken;
	}

	private static int accepted(Node server) {
		return server.group()
			.channels()
			.stream()
			.filter((channel) -> channel.kind() == ChannelKind.ACCEPTED)
			.map(ChannelInfo::number)
			.findFirst()
			.orElseThrow();
	}

}
