package io.tofu.behaviour;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import io.tofu.AllocationStrategy;
import io.tofu.Ampe;
import io.tofu.AmpeException;
import io.tofu.AmpeStatus;
import io.tofu.Message;
import io.tofu.OpCode;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * "What the application receives", row by row, as far as other suites have not shown it:
 * ends, returned messages and starvation.
 */
abstract class NoticesBehaviour extends EngineBehaviour {

	private static final byte[] LARGE = new byte[65535];

	NoticesBehaviour(Supplier<Wire> wire) {
		super(wire);
	}

	@Test
	void endOfADialledChannelHasTheIdOfItsHello() {
		RawListener.Connected connected = rawListener().connect(node());
		connected.peer().close();
		connected.end().expectEnd().withId(connected.end().helloId());
		connected.end().node().expectNothingElse();
	}

	@Test
	void endOfAnAcceptedChannelHasTheIdOfItsFirstMessage() {
		Node server = node();
		RawPeer peer = rawPeer(server.listen(this.wire.freshServer()).address());
		peer.write(RawFrame.of(OpCode.SIGNAL).withId(31), RawFrame.of(OpCode.REQUEST).withId(32));
		int channel = server.expect(OpCode.SIGNAL).withId(31).channel();
		server.expect(OpCode.REQUEST).withId(32);
		peer.close();
		new End(server, channel, 31).expectEnd().withId(31);
		server.expectNothingElse();
	}

	@Test
	void endOfAChannelAfterAResetIsTheSame() {
		Node server = node();
		RawPeer peer = rawPeer(server.listen(this.wire.freshServer()).address());
		End end = peer.shakeHands(server, 31);
		peer.reset();
		end.expectEnd().withId(31);
		server.expectNothingElse();
	}

	@Test
	void halfCloseOfThePeerIsTheEnd() {
		Node server = node();
		RawPeer peer = rawPeer(server.listen(this.wire.freshServer()).address());
		End end = peer.shakeHands(server, 31);
		peer.write(RawFrame.of(OpCode.SIGNAL).withId(32));
		peer.shutdownOutput();
		end.expect(OpCode.SIGNAL).withId(32);
		end.expectEnd().withId(31);
		peer.expectEnd();
	}

	@Test
	void channelOnWhichNothingWasDeliveredIsNotReported() {
		Node server = node();
		Listener listener = server.listen(this.wire.freshServer());
		rawPeer(listener.address()).close();
		RawPeer half = rawPeer(listener.address());
		half.write(RawFrame.hello(1).encode(), 0, 20);
		half.close();
		RawPeer peer = rawPeer(listener.address());
		peer.shakeHands(server, 2);
		server.expectNothingElse();
		assertThat(ampe().stats().channels()).isEqualTo(2);
	}

	@Test
	void everythingThatArrivedIsDeliveredBeforeTheEnd() {
		Node server = node();
		RawPeer peer = rawPeer(server.listen(this.wire.freshServer()).address());
		End end = peer.shakeHands(server, 1);
		for (int i = 1; i <= 100; i++) {
			peer.write(RawFrame.of(OpCode.SIGNAL).withId(i).withBody(new byte[5000]));
		}
		peer.close();
		for (int i = 1; i <= 100; i++) {
			end.expect(OpCode.SIGNAL).withId(i);
		}
		end.expectEnd();
	}

	@Test
	void messageThatIsCutOffIsDroppedWithAReason() {
		Node server = node();
		RawPeer peer = rawPeer(server.listen(this.wire.freshServer()).address());
		End end = peer.shakeHands(server, 1);
		byte[] whole = RawFrame.of(OpCode.REQUEST).withId(2).withBody("cut off").encode();
		peer.write(RawFrame.of(OpCode.SIGNAL).withId(3)).write(whole, 0, whole.length - 1);
		peer.close();
		end.expect(OpCode.SIGNAL).withId(3);
		end.expectEnd().withId(1);
		server.expectNothingElse();
	}

	@Test
	@Scenario(11)
	@DisplayName("frames in wire order, then what was not sent in its order, then one end")
	void framesThenReturnedMessagesThenTheEnd() {
		Node node = node();
		RawListener.Connected connected = rawListener().connect(node);
		End end = connected.end();
		int posted = 200;
		for (int i = 1; i <= posted; i++) {
			end.send(OpCode.RESPONSE).id(i).body(LARGE).attachment(i).post();
		}
		connected.peer()
			.write(IntStream.rangeClosed(1001, 1010)
				.mapToObj(RawFrame.of(OpCode.REQUEST)::withId)
				.toArray(RawFrame[]::new))
			.close();
		for (int i = 1; i <= 10; i++) {
			end.expect(OpCode.REQUEST).withId(1000 + i);
		}
		List<Received> returned = node.receiveUntilEndOf(end.channel());
		returned.remove(returned.size() - 1).withId(end.helloId());
		assertThat(returned).isNotEmpty();
		for (int i = 0; i < returned.size(); i++) {
			int id = posted - returned.size() + 1 + i;
			returned.get(i).is(OpCode.RESPONSE).on(end.channel()).withId(id).withBody(LARGE);
			assertThat(returned.get(i).isFromEngine()).isTrue();
			assertThat(returned.get(i).status().isNotice()).isFalse();
			assertThat(returned.get(i).attachment()).isEqualTo(id);
		}
		node.expectNothingElse();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 16, 20 })
	void peerThatDoesNotSayHelloIsDroppedUnreported(int bytes) {
		use((options) -> options.helloTimeout(Duration.ofMillis(100)));
		Node server = node();
		RawPeer peer = rawPeer(server.listen(this.wire.freshServer()).address());
		peer.write(RawFrame.hello(1).encode(), 0, bytes);
		peer.expectEnd();
		server.expectNothingElse();
	}

	@Test
	@Scenario(16)
	@DisplayName("a receiver that stops pushes back on its peer, and loses nothing")
	void receiverThatStopsPushesBack() {
		Ampe slow = start((options) -> options.inboxMessages(16));
		use((options) -> options.sendQueueMessages(16));
		Node server = node(slow);
		Dialogue dialogue = Dialogue.between(node(), server, server.listen(this.wire.freshServer()).address());
		int posted = 0;
		for (Duration patience = Duration.ofMillis(200);; posted++) {
			try {
				dialogue.client().request("").id(posted + 1).body(LARGE).post(patience);
			}
			catch (AmpeException ex) {
				assertThat(ex.status()).isEqualTo(AmpeStatus.SEND_QUEUE_FULL);
				break;
			}
		}
		assertThat(slow.stats().messagesInUse()).isBetween(16L, 64L);
		for (int i = 1; i <= posted; i++) {
			dialogue.server().expect(OpCode.REQUEST).withId(i);
		}
		server.expectNothingElse();
	}

	@Test
	@Scenario(16)
	@DisplayName("a receiver that stops is given no new connections, until it goes on")
	void receiverThatStopsAcceptsNobody() {
		Ampe slow = start((options) -> options.inboxMessages(4));
		Node server = node(slow);
		Listener listener = server.listen(this.wire.freshServer());
		Dialogue dialogue = Dialogue.between(node(), server, listener.address());
		for (int i = 1; i <= 4; i++) {
			dialogue.client().send(OpCode.SIGNAL).id(i).post();
		}
		await().until(() -> slow.stats().messagesInUse() == 4);
		int channels = slow.stats().channels();
		RawPeer late = rawPeer(listener.address());
		late.write(RawFrame.hello(77));
		Node other = node(slow);
		other.expectNothingElse();
		assertThat(slow.stats().channels()).isEqualTo(channels);
		for (int i = 1; i <= 4; i++) {
			dialogue.server().expect(OpCode.SIGNAL).withId(i);
		}
		server.expect(OpCode.HELLO_REQUEST).withId(77);
	}

	@Test
	void numberIsKeptUntilTheEndWasReceived() {
		Dialogue dialogue = dialogue();
		dialogue.client().send(OpCode.BYE_SIGNAL).post();
		dialogue.server().expectEnd();
		dialogue.server().node().goRound();
		int channels = ampe().stats().channels();
		dialogue.client().expectEnd();
		assertThat(ampe().stats().channels()).isEqualTo(channels - 1);
	}

	@Test
	void numbersAreNotUsedAgainSoon() {
		Node node = node();
		List<Integer> numbers = new ArrayList<>();
		for (int i = 0; i < 500; i++) {
			Listener listener = node.listen(this.wire.freshServer());
			listener.abort();
			numbers.add(listener.channel());
		}
		assertThat(numbers).doesNotHaveDuplicates();
	}

	@Test
	@Scenario(15)
	@DisplayName("no room in the pool: a pool_empty Signal, and the message once there is room")
	void starvedReceiver() {
		Ampe small = start((options) -> options.initialPoolSize(8).maxPoolSize(8));
		Node server = node(small);
		Dialogue dialogue = Dialogue.between(node(), server, server.listen(this.wire.freshServer()).address());
		List<Message> held = takeAll(server);
		dialogue.client().request("waits").id(5).post();
		dialogue.server().expectFromEngine(OpCode.SIGNAL, AmpeStatus.POOL_EMPTY).withId(0);
		dialogue.server().expect(OpCode.REQUEST).withId(5).withBody("waits");
		held.forEach(Message::close);
		server.expectNothingElse();
	}

	@Test
	@Scenario(15)
	@DisplayName("starved channels are read again when messages come back, nothing is lost")
	void starvedReceiverResumes() {
		Ampe small = start((options) -> options.initialPoolSize(8).maxPoolSize(8));
		Node server = node(small);
		Dialogue dialogue = Dialogue.between(node(), server, server.listen(this.wire.freshServer()).address());
		List<Message> held = takeAll(server);
		for (int i = 1; i <= 1000; i++) {
			dialogue.client().request("" + i).id(i).post();
		}
		try (Message notice = server.group().waitReceive(Node.PATIENCE)) {
			assertThat(notice.status()).isEqualTo(AmpeStatus.POOL_EMPTY);
			assertThat(notice.channelNumber()).isEqualTo(dialogue.server().channel());
			held.forEach(Message::close);
			for (int i = 1; i <= 1000;) {
				Received next = server.receive().on(dialogue.server().channel());
				if (!next.isFromEngine()) {
					next.is(OpCode.REQUEST).withId(i++);
				}
			}
		}
	}

	/** Takes all messages out of a pool that nothing else is about to come back to. */
	private static List<Message> takeAll(Node node) {
		node.expectNothingElse();
		Ampe engine = node.ampe();
		List<Message> taken = new ArrayList<>();
		for (Message next = engine.get(AllocationStrategy.POOL_ONLY); next != null;) {
			taken.add(next);
			next = engine.get(AllocationStrategy.POOL_ONLY);
		}
		return taken;
	}

}
