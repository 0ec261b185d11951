package io.tofu.behaviour;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import io.tofu.AmpeException;
import io.tofu.AmpeStatus;
import io.tofu.BinaryHeader;
import io.tofu.OpCode;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How peers part, and how one of them drops the other.
 */
abstract class ClosingBehaviour extends EngineBehaviour {

	private static final Duration SOON = Duration.ofMillis(100);

	private static final int QUEUED = 50;

	ClosingBehaviour(Supplier<Wire> wire) {
		super(wire);
	}

	@Test
	@Scenario(10)
	@DisplayName("the client says bye, the server agrees")
	void clientSaysBye() {
		Dialogue dialogue = dialogue();
		assertParts(dialogue.client(), dialogue.server());
	}

	@Test
	@Scenario(10)
	@DisplayName("the server says bye, the client agrees")
	void serverSaysBye() {
		Dialogue dialogue = dialogue();
		assertParts(dialogue.server(), dialogue.client());
	}

	@Test
	@Scenario(10)
	@DisplayName("both say bye at once")
	void bothSayByeAtOnce() {
		Dialogue dialogue = dialogue();
		End client = dialogue.client();
		End server = dialogue.server();
		client.send(OpCode.BYE_REQUEST).id(1).post();
		server.send(OpCode.BYE_REQUEST).id(2).post();
		server.expect(OpCode.BYE_REQUEST).withId(1);
		client.expect(OpCode.BYE_REQUEST).withId(2);
		server.send(OpCode.BYE_RESPONSE).id(1).post();
		// the client's channel may have closed by now
		postUnlessClosed(client.send(OpCode.BYE_RESPONSE).id(2));
		assertEndsAfterOptionalByeResponse(client, 1, 2);
		assertEndsAfterOptionalByeResponse(server, 2, 1);
	}

	@Test
	@Scenario(10)
	@DisplayName("who has said bye answers the other's bye all the same, and sends nothing else")
	void byeRequestDoesNotHoldBackAByeResponse() {
		RawListener.Connected connected = rawListener().connect(node());
		End end = connected.end();
		end.send(OpCode.BYE_REQUEST).id(1).post();
		end.request("held back").id(3).post();
		connected.peer().write(RawFrame.of(OpCode.BYE_REQUEST).withId(2));
		end.expect(OpCode.BYE_REQUEST).withId(2);
		end.send(OpCode.BYE_RESPONSE).id(2).post();
		assertThat(connected.peer().expect(OpCode.BYE_REQUEST).id()).isEqualTo(1);
		assertThat(connected.peer().expect(OpCode.BYE_RESPONSE).id()).isEqualTo(2);
		connected.peer().write(RawFrame.of(OpCode.BYE_RESPONSE).withId(1));
		end.expect(OpCode.BYE_RESPONSE).withId(1);
		connected.peer().expectEnd();
		connected.peer().close();
		end.expectFromEngine(OpCode.REQUEST, AmpeStatus.CHANNEL_CLOSED).withId(3);
		end.expectEnd().withId(end.helloId());
	}

	@Test
	@Scenario(10)
	@DisplayName("what was posted before the ByeRequest is sent before it")
	void byeWaitsForItsTurn() {
		Dialogue dialogue = dialogue();
		for (int i = 1; i <= QUEUED; i++) {
			dialogue.client().send(OpCode.SIGNAL).id(i).body(new byte[60_000]).post();
		}
		dialogue.client().send(OpCode.BYE_REQUEST).id(1000).post();
		for (int i = 1; i <= QUEUED; i++) {
			dialogue.server().expect(OpCode.SIGNAL).withId(i);
		}
		dialogue.server().expect(OpCode.BYE_REQUEST).withId(1000);
	}

	@Test
	@Scenario(10)
	@DisplayName("what is posted after the ByeRequest comes back at the end")
	void messagesBehindAByeRequestComeBack() {
		Dialogue dialogue = dialogue();
		End client = dialogue.client();
		client.send(OpCode.BYE_REQUEST).id(1000).post();
		for (int i = 1; i <= 3; i++) {
			client.request("too late").id(i).attachment(i).post();
		}
		dialogue.server().expect(OpCode.BYE_REQUEST);
		dialogue.server().send(OpCode.BYE_RESPONSE).id(1000).post();
		client.expect(OpCode.BYE_RESPONSE).withId(1000);
		for (int i = 1; i <= 3; i++) {
			Received returned = client.expectFromEngine(OpCode.REQUEST, AmpeStatus.CHANNEL_CLOSED).withId(i);
			assertThat(returned.withBody("too late").attachment()).isEqualTo(i);
		}
		client.expectEnd().withId(client.helloId());
		dialogue.server().expectEnd();
		dialogue.server().node().expectNothingElse();
	}

	@Test
	@Scenario(10)
	@DisplayName("what is posted after the ByeResponse comes back at the end")
	void messagesBehindAByeResponseComeBack() {
		Dialogue dialogue = dialogue();
		End server = dialogue.server();
		server.node().group().pauseReceive(server.channel());
		dialogue.client().send(OpCode.BYE_REQUEST).id(1000).post();
		server.node().group().resumeReceive(server.channel());
		server.expect(OpCode.BYE_REQUEST);
		server.send(OpCode.BYE_RESPONSE).id(1000).post();
		AmpeStatus late = postUnlessClosed(server.request("too late").id(5));
		dialogue.client().expect(OpCode.BYE_RESPONSE);
		dialogue.client().expectEnd();
		if (late == AmpeStatus.SUCCESS) {
			server.expectFromEngine(OpCode.REQUEST, AmpeStatus.CHANNEL_CLOSED).withId(5);
		}
		server.expectEnd();
	}

	@Test
	@Scenario(10)
	@DisplayName("the other side may go on talking until it agrees")
	void messagesBetweenByeRequestAndByeResponseArrive() {
		Dialogue dialogue = dialogue();
		dialogue.client().send(OpCode.BYE_REQUEST).id(1000).post();
		dialogue.server().expect(OpCode.BYE_REQUEST);
		for (int i = 1; i <= QUEUED; i++) {
			dialogue.server().send(OpCode.RESPONSE).id(i).body(new byte[10_000]).post();
		}
		dialogue.server().send(OpCode.BYE_RESPONSE).id(1000).post();
		for (int i = 1; i <= QUEUED; i++) {
			dialogue.client().expect(OpCode.RESPONSE).withId(i);
		}
		dialogue.client().expect(OpCode.BYE_RESPONSE).withId(1000);
		dialogue.client().expectEnd();
		dialogue.server().expectEnd();
	}

	@Test
	@Scenario(10)
	@DisplayName("an application that never answers a ByeRequest is dropped after the bye timeout")
	void byeRequestTimesOut() {
		use((options) -> options.byeTimeout(SOON));
		Dialogue dialogue = dialogue();
		dialogue.client().send(OpCode.BYE_REQUEST).id(1000).post();
		dialogue.server().expect(OpCode.BYE_REQUEST);
		dialogue.client().expectEnd().withId(dialogue.client().helloId()).withReason("bye");
		dialogue.server().expectEnd();
	}

	@Test
	@Scenario(10)
	@DisplayName("the bye timeout starts again with everything the other side still says")
	void byeTimeoutStartsAgain() {
		Duration timeout = Duration.ofSeconds(2);
		use((options) -> options.byeTimeout(timeout));
		RawListener.Connected connected = rawListener().connect(node());
		End end = connected.end();
		end.send(OpCode.BYE_REQUEST).id(2).post();
		assertThat(connected.peer().expect(OpCode.BYE_REQUEST).id()).isEqualTo(2);
		assertThat(end.node().group().waitReceive(SOON)).isNull();
		long lastWord = System.nanoTime();
		connected.peer().write(RawFrame.of(OpCode.SIGNAL).withId(3));
		end.expect(OpCode.SIGNAL).withId(3);
		end.expectEnd().withReason("bye");
		assertThat(System.nanoTime() - lastWord).isGreaterThanOrEqualTo(timeout.toNanos());
	}

	@Test
	@Scenario(10)
	@DisplayName("a peer that never closes after a ByeResponse is dropped after the bye timeout")
	void byeResponseTimesOut() {
		use((options) -> options.byeTimeout(SOON));
		Node server = node();
		RawPeer peer = rawPeer(server.listen(this.wire.freshServer()).address());
		End end = peer.shakeHands(server, 1);
		peer.write(RawFrame.of(OpCode.BYE_REQUEST).withId(2));
		end.expect(OpCode.BYE_REQUEST).withId(2);
		end.send(OpCode.BYE_RESPONSE).id(2).post();
		assertThat(peer.expect(OpCode.BYE_RESPONSE).id()).isEqualTo(2);
		end.expectEnd().withId(1).withReason("bye");
		peer.expectEnd();
	}

	@Test
	@Scenario(10)
	@DisplayName("who answered a ByeRequest does not close first")
	void responderWaitsForTheOther() {
		Node server = node();
		RawPeer peer = rawPeer(server.listen(this.wire.freshServer()).address());
		End end = peer.shakeHands(server, 1);
		peer.write(RawFrame.of(OpCode.BYE_REQUEST).withId(2));
		end.expect(OpCode.BYE_REQUEST).withId(2);
		end.send(OpCode.BYE_RESPONSE).id(2).post();
		assertThat(peer.expect(OpCode.BYE_RESPONSE).id()).isEqualTo(2);
		server.expectNothingElse();
		assertThat(ampe().stats().channels()).isEqualTo(2);
		peer.close();
		end.expectEnd().withId(1);
	}

	@Test
	@Scenario(10)
	@DisplayName("who asked closes promptly once it is answered")
	void initiatorClosesWhenAnswered() {
		RawListener.Connected connected = rawListener().connect(node());
		connected.end().send(OpCode.BYE_REQUEST).id(2).post();
		assertThat(connected.peer().expect(OpCode.BYE_REQUEST).id()).isEqualTo(2);
		connected.peer().write(RawFrame.of(OpCode.BYE_RESPONSE).withId(2));
		connected.end().expect(OpCode.BYE_RESPONSE).withId(2);
		connected.peer().expectEnd();
		connected.peer().close();
		connected.end().expectEnd().withId(connected.end().helloId());
	}

	@Test
	@Scenario(10)
	@DisplayName("an unsolicited ByeResponse closes, too; what follows it is discarded")
	void unsolicitedByeResponseCloses() {
		Node server = node();
		RawPeer peer = rawPeer(server.listen(this.wire.freshServer()).address());
		End end = peer.shakeHands(server, 1);
		peer.write(RawFrame.of(OpCode.BYE_RESPONSE).withId(3), RawFrame.of(OpCode.REQUEST).withId(4));
		end.expect(OpCode.BYE_RESPONSE).withId(3);
		peer.expectEnd();
		peer.close();
		end.expectEnd().withId(1);
		server.expectNothingElse();
	}

	@Test
	void byeSignalDropsTheConnection() {
		Dialogue dialogue = dialogue();
		dialogue.server().abort();
		dialogue.client().expectEnd().withId(dialogue.client().helloId());
		dialogue.client().node().expectNothingElse();
		dialogue.server().node().expectNothingElse();
	}

	@Test
	void firstByeSignalGivesItsIdToTheEnd() {
		Dialogue dialogue = dialogue();
		dialogue.client().send(OpCode.BYE_SIGNAL).id(501).post();
		postUnlessClosed(dialogue.client().send(OpCode.BYE_SIGNAL).id(502));
		dialogue.client().expectEnd().withId(501);
		dialogue.client().node().expectNothingElse();
	}

	@Test
	void byeSignalReturnsWhatWasNotSent() {
		RawListener.Connected connected = rawListener().connect(node());
		End end = connected.end();
		int posted = 200;
		for (int i = 1; i <= posted; i++) {
			end.send(OpCode.REQUEST).id(i).body(new byte[60_000]).post();
		}
		BinaryHeader bye = end.send(OpCode.BYE_SIGNAL).post();
		List<Received> all = end.node().receiveUntilEndOf(end.channel());
		assertThat(all.get(all.size() - 1).id()).isEqualTo(bye.messageId());
		List<Received> returned = all.subList(0, all.size() - 1);
		assertThat(returned).isNotEmpty().allSatisfy((r) -> r.fromEngine(AmpeStatus.CHANNEL_CLOSED).is(OpCode.REQUEST));
		for (int i = 0; i < returned.size(); i++) {
			returned.get(i).withId(posted - returned.size() + 1 + i);
		}
		end.node().expectNothingElse();
	}

	@Test
	void byeSignalIsDecidedByTheOpcodeAlone() {
		Dialogue dialogue = dialogue();
		BinaryHeader bye = dialogue.client().send(OpCode.BYE_SIGNAL).header("a", "b").body("body").id(-3).post();
		assertThat(bye.messageId()).isEqualTo(-3);
		dialogue.client().expectEnd().withId(-3);
	}

	/** One asks, the other agrees; both see the end once, under the hello's id. */
	private static void assertParts(End asks, End agrees) {
		BinaryHeader bye = asks.send(OpCode.BYE_REQUEST).header("why", "done").body("bye").post();
		agrees.expect(OpCode.BYE_REQUEST).withId(bye.messageId()).withHeader("why", "done").withBody("bye");
		agrees.send(OpCode.BYE_RESPONSE).id(bye.messageId()).body("farewell").post();
		asks.expect(OpCode.BYE_RESPONSE).withId(bye.messageId()).withBody("farewell");
		asks.expectEnd().withId(asks.helloId());
		agrees.expectEnd().withId(agrees.helloId());
		asks.node().expectNothingElse();
		agrees.node().expectNothingElse();
	}

	/**
	 * The one whose ByeResponse comes first closes; the other may not get to read its
	 * own.
	 */
	private static void assertEndsAfterOptionalByeResponse(End end, long asked, long owed) {
		List<Received> all = end.node().receiveUntilEndOf(end.channel());
		all.get(all.size() - 1).withId(end.helloId());
		for (Received received : all.subList(0, all.size() - 1)) {
			if (received.isFromEngine()) {
				received.is(OpCode.BYE_RESPONSE).fromEngine(AmpeStatus.CHANNEL_CLOSED).withId(owed);
			}
			else {
				received.is(OpCode.BYE_RESPONSE).fromApplication().withId(asked);
			}
		}
		assertThat(all.size()).isBetween(1, 3);
		end.node().expectNothingElse();
	}

	private static AmpeStatus postUnlessClosed(Draft draft) {
		try {
			return draft.post().status();
		}
		catch (AmpeException ex) {
			assertThat(ex.status()).isEqualTo(AmpeStatus.INVALID_CHANNEL_NUMBER);
			return ex.status();
		}
	}

}
