package io.tofu.behaviour;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.tofu.Ampe;
import io.tofu.AmpeException;
import io.tofu.AmpeStatus;
import io.tofu.ChannelInfo;
import io.tofu.OpCode;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * How many channels and connections there may be, and how much may wait for receivers.
 */
abstract class LimitsBehaviour extends EngineBehaviour {

	private static final byte[] LARGE = new byte[65535];

	private static final Duration MOMENT = Duration.ofMillis(200);

	private static final int MIB = 1 << 20;

	LimitsBehaviour(Supplier<Wire> wire) {
		super(wire);
	}

	@Test
	@DisplayName("3: row 13: no number is free: channels_exhausted, until a last message was received")
	void channelsThatArePostedAreLimited() {
		use((options) -> options.maxChannels(2));
		Node node = node();
		RawListener.Connected connected = rawListener().connect(node);
		Listener listener = node.listen(this.wire.freshServer());
		assertThat(node.hello(listener.address()).body("kept").refused()).isEqualTo(AmpeStatus.CHANNELS_EXHAUSTED);
		assertThat(node.welcome(this.wire.freshServer()).refused()).isEqualTo(AmpeStatus.CHANNELS_EXHAUSTED);

		connected.peer().close();
		await().until(() -> ampe().stats().messagesInUse() == 1);
		assertThat(node.welcome(this.wire.freshServer()).refused()).isEqualTo(AmpeStatus.CHANNELS_EXHAUSTED);
		connected.end().expectEnd();
		node.listen(this.wire.freshServer());
	}

	@Test
	@DisplayName("3: row 13: accepting pauses while no number is free; one notice, and nobody is lost")
	void channelsThatAreAcceptedAreLimited() {
		use((options) -> options.maxChannels(3));
		Node server = node();
		Listener listener = server.listen(this.wire.freshServer());
		RawPeer first = rawPeer(listener.address());
		End firstEnd = first.shakeHands(server, 1);
		Listener other = server.listen(this.wire.freshServer());
		RawPeer late = rawPeer(listener.address());
		late.write(RawFrame.hello(2));
		expectAcceptFailed(listener);

		first.close();
		await().until(() -> ampe().stats().messagesInUse() == 1);
		look();
		assertThat(server.group().channels()).extracting(ChannelInfo::number)
			.containsExactly(listener.channel(), firstEnd.channel(), other.channel());
		firstEnd.expectEnd();
		server.expect(OpCode.HELLO_REQUEST).withId(2);
	}

	@Test
	void whoIsTheLastThatMayComeIsNoFailure() {
		use((options) -> options.maxAccepted(1));
		Node server = node();
		rawPeer(server.listen(this.wire.freshServer()).address()).shakeHands(server, 1);
		server.expectNothingElse();
	}

	@Test
	void connectionsThatAreAcceptedAreLimited() {
		use((options) -> options.maxAccepted(2));
		Node server = node();
		Listener listener = server.listen(this.wire.freshServer());
		RawPeer first = rawPeer(listener.address());
		End firstEnd = first.shakeHands(server, 1);
		RawPeer second = rawPeer(listener.address());
		End secondEnd = second.shakeHands(server, 2);
		rawListener().connect(server);
		RawPeer third = rawPeer(listener.address());
		third.write(RawFrame.hello(3));
		expectAcceptFailed(listener);
		RawPeer fourth = rawPeer(listener.address());
		fourth.write(RawFrame.hello(4));
		server.expectNothingElse();
		first.write(RawFrame.of(OpCode.SIGNAL).withId(5));
		firstEnd.expect(OpCode.SIGNAL).withId(5);

		second.close();
		secondEnd.expectEnd();
		// the fourth has to wait still, and that is told again
		assertThat(List.of(server.receive(), server.receive())).extracting(Received::id)
			.containsExactlyInAnyOrder(3L, listener.welcomeId());
		server.expectNothingElse();
		firstEnd.abort();
		server.expect(OpCode.HELLO_REQUEST).withId(4);
		server.expectNothingElse();
	}

	@Test
	void everyListenerThatWaitedAcceptsAgain() {
		use((options) -> options.maxAccepted(2));
		Node server = node();
		Listener one = server.listen(this.wire.freshServer());
		Listener other = server.listen(this.wire.freshServer());
		End first = rawPeer(one.address()).shakeHands(server, 1);
		End second = rawPeer(other.address()).shakeHands(server, 2);
		rawPeer(one.address()).write(RawFrame.hello(3));
		expectAcceptFailed(one);
		rawPeer(other.address()).write(RawFrame.hello(3));
		expectAcceptFailed(other);
		first.send(OpCode.BYE_SIGNAL).post();
		second.send(OpCode.BYE_SIGNAL).post();
		assertThat(Stream.generate(server::receive).limit(4)).extracting(Received::opCode)
			.containsExactlyInAnyOrder(OpCode.SIGNAL, OpCode.SIGNAL, OpCode.HELLO_REQUEST, OpCode.HELLO_REQUEST);
		server.expectNothingElse();
	}

	@Test
	@DisplayName("16: what waits for all receivers is limited: who is behind is not read, the others are")
	void receiversAreLimitedTogether() {
		Ampe limited = start((options) -> options.totalInboxBytes(MIB));
		use((options) -> options.sendQueueMessages(16));
		Node stuck = node(limited);
		Dialogue one = Dialogue.between(node(), stuck, stuck.listen(this.wire.freshServer()).address());
		Node live = node(limited);
		Dialogue other = Dialogue.between(node(), live, live.listen(this.wire.freshServer()).address());
		int posted = postUntilPushedBack(one.client());
		long waiting = limited.stats().messagesInUse();
		assertThat(waiting).isBetween(8L, 32L).isLessThan(posted);

		for (int i = 1; i <= 50; i++) {
			Flood.request(other.client(), i).post();
			other.server().expect(OpCode.REQUEST).withId(i);
		}
		assertThat(limited.stats().messagesInUse()).isEqualTo(waiting);
		for (int i = 1; i <= posted; i++) {
			one.server().expect(OpCode.REQUEST).withId(i);
		}
		stuck.expectNothingElse();
	}

	@Test
	@DisplayName("16: what waits for one receiver is limited in bytes, too")
	void receiverIsLimitedInBytes() {
		Ampe limited = start((options) -> options.inboxBytes(MIB));
		use((options) -> options.sendQueueMessages(16));
		Node server = node(limited);
		Dialogue dialogue = Dialogue.between(node(), server, server.listen(this.wire.freshServer()).address());
		int posted = postUntilPushedBack(dialogue.client());
		assertThat(limited.stats().messagesInUse()).isBetween(16L, 32L).isLessThan(posted);
		for (int i = 1; i <= posted; i++) {
			dialogue.server().expect(OpCode.REQUEST).withId(i);
		}
		server.expectNothingElse();
	}

	@Test
	@DisplayName("17: the smallest buffers hold the largest message")
	void smallestBuffers() {
		use((options) -> options.readBufferSize(RawFrame.HEADER_LENGTH + 65535 + 65535));
		Dialogue dialogue = dialogue();
		String header = "x".repeat(65535 - "n:\r\n".length());
		for (int i = 1; i <= 5; i++) {
			dialogue.client().send(OpCode.REQUEST).id(i).header("n", header).body(LARGE).post();
			dialogue.server().expect(OpCode.REQUEST).withId(i).withHeader("n", header).withBody(LARGE);
			dialogue.server().send(OpCode.RESPONSE).id(i).header("n", header).body(LARGE).post();
			dialogue.client().expect(OpCode.RESPONSE).withId(i).withHeader("n", header).withBody(LARGE);
		}
	}

	@Test
	void engineThreadHasItsNameAndKeepsNoProcessAlive() {
		Ampe engine = start((options) -> options);
		assertThat(engine.isRunning()).isTrue();
		assertThat(Thread.getAllStackTraces().keySet())
			.filteredOn((thread) -> thread.getName().startsWith("tofu-test-"))
			.isNotEmpty()
			.allMatch(Thread::isDaemon);
	}

	/** Posts until there was no room for a moment; returns how many were accepted. */
	private static int postUntilPushedBack(End end) {
		for (int posted = 0;; posted++) {
			try {
				Flood.request(end, posted + 1).post(MOMENT);
			}
			catch (AmpeException ex) {
				assertThat(ex.status()).isEqualTo(AmpeStatus.SEND_QUEUE_FULL);
				return posted;
			}
		}
	}

	private void expectAcceptFailed(Listener listener) {
		listener.node()
			.expectFromEngine(OpCode.SIGNAL, AmpeStatus.ACCEPT_FAILED)
			.on(listener.channel())
			.withId(listener.welcomeId())
			.withReason();
	}

	/** Makes the loop go round, without a channel. */
	private void look() {
		List.of(1, 2).forEach((i) -> ampe().createGroup().close());
	}

}
