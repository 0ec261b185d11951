package io.tofu.behaviour;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import io.tofu.AmpeException;
import io.tofu.AmpeStatus;
import io.tofu.OpCode;
import io.tofu.behaviour.OriginalMeeting.Opening;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Scenario 19: an engine and a peer with the habits of the original, in both roles.
 */
abstract class OriginalPeerBehaviour extends EngineBehaviour {

	private static final int MANY = 20;

	private static final int MOST_POSTS = 1000;

	private static final byte[] LARGE = new byte[65535];

	private static final Duration SOON = Duration.ofMillis(500);

	/** Origin, internal bits and a status as if the receiving engine had made it. */
	private static final int FORGED_BITS = 0xD0;

	OriginalPeerBehaviour(Supplier<Wire> wire) {
		super(wire);
	}

	@ParameterizedTest
	@CsvSource({ "ORIGINAL_CONNECTS,true", "ORIGINAL_CONNECTS,false", "ORIGINAL_LISTENS,true",
			"ORIGINAL_LISTENS,false" })
	void talksFromHelloToBye(Opening opening, boolean originalSaysBye) throws IOException {
		OriginalMeeting meeting = opening.meet(this);
		End end = meeting.end();
		OriginalPeer peer = meeting.peer();
		peer.say(request(1, "ping"));
		end.expect(OpCode.REQUEST).withId(1).withHeader("X-N", "1").withBody("ping");
		end.send(OpCode.RESPONSE).id(1).body("pong").post();
		assertThat(peer.hear(OpCode.RESPONSE).text()).isEqualTo("pong");

		end.request("and you?").id(2).post();
		assertThat(peer.hear(OpCode.REQUEST).id()).isEqualTo(2);
		peer.say(RawFrame.of(OpCode.RESPONSE).withId(2));
		end.expect(OpCode.RESPONSE).withId(2).withBody("");

		talkInParts(end, peer);
		if (originalSaysBye) {
			peer.say(RawFrame.of(OpCode.BYE_REQUEST).withId(9));
			end.expect(OpCode.BYE_REQUEST).withId(9);
			end.send(OpCode.BYE_RESPONSE).id(9).post();
			assertThat(peer.hear(OpCode.BYE_RESPONSE).id()).isEqualTo(9);
		}
		else {
			end.send(OpCode.BYE_REQUEST).id(9).post();
			assertThat(peer.hear(OpCode.BYE_REQUEST).id()).isEqualTo(9);
			peer.say(RawFrame.of(OpCode.BYE_RESPONSE).withId(9));
			end.expect(OpCode.BYE_RESPONSE).withId(9);
			peer.hearEnd();
		}
		peer.hangUp();
		end.expectEnd().withId(end.helloId());
		meeting.node().expectNothingElse();
	}

	private static void talkInParts(End end, OriginalPeer peer) {
		for (int part = 1; part <= 3; part++) {
			RawFrame request = request(3, "part " + part);
			peer.say((part < 3) ? request.withMore() : request);
			peer.say(RawFrame.of(OpCode.SIGNAL).withId(3));
		}
		for (int part = 1; part <= 3; part++) {
			end.expect(OpCode.REQUEST).withId(3).withMore(part < 3).withBody("part " + part);
			end.expect(OpCode.SIGNAL).withId(3);
			end.send(OpCode.SIGNAL).id(3).header("n", "" + part).post();
			end.send(OpCode.RESPONSE).id(3).more(part < 3).body("answer " + part).post();
		}
		for (int part = 1; part <= 3; part++) {
			assertThat(peer.hear(OpCode.SIGNAL).headersText()).isEqualTo("n:" + part + "\r\n");
			RawFrame answer = peer.hear(OpCode.RESPONSE);
			assertThat(answer.hasMore()).isEqualTo(part < 3);
			assertThat(answer.text()).isEqualTo("answer " + part);
		}
	}

	@ParameterizedTest
	@EnumSource
	void largestFramesPassInThreePieces(Opening opening) throws IOException {
		OriginalMeeting meeting = opening.meet(this);
		RawFrame largest = RawFrame.of(OpCode.REQUEST).withHeaders("a:" + "b".repeat(65531) + "\r\n").withBody(LARGE);
		meeting.peer().say(largest.withId(1), largest.withId(2));
		meeting.end().expect(OpCode.REQUEST).withId(1).withBody(LARGE);
		meeting.end().expect(OpCode.REQUEST).withId(2).withBody(LARGE);
	}

	@ParameterizedTest
	@EnumSource
	void waitsUntilTheOriginalHasReadTheLastWord(Opening opening) throws IOException {
		OriginalMeeting meeting = opening.meet(this);
		meeting.peer().say(RawFrame.of(OpCode.BYE_REQUEST).withId(99));
		meeting.end().expect(OpCode.BYE_REQUEST).withId(99);
		for (int i = 1; i <= MANY; i++) {
			meeting.end().send(OpCode.RESPONSE).id(i).body("late answer").post();
		}
		meeting.end().send(OpCode.BYE_RESPONSE).id(99).post();
		meeting.node().expectNothingElse();
		for (int i = 1; i <= MANY; i++) {
			assertThat(meeting.peer().hear(OpCode.RESPONSE).id()).isEqualTo(i);
		}
		assertThat(meeting.peer().hear(OpCode.BYE_RESPONSE).id()).isEqualTo(99);
		meeting.peer().hangUp();
		meeting.end().expectEnd().withId(meeting.end().helloId());
	}

	@ParameterizedTest
	@EnumSource
	void deliversWhatArrivedBeforeTheReset(Opening opening) throws IOException {
		OriginalMeeting meeting = opening.meet(this);
		meeting.pause();
		for (int i = 1; i <= MANY; i++) {
			meeting.peer().say(request(i, "before the end"));
		}
		meeting.peer().sayHeader(request(MANY + 1, "never comes"));
		meeting.peer().hangUp();
		meeting.resume();
		for (int i = 1; i <= MANY; i++) {
			meeting.end().expect(OpCode.REQUEST).withId(i).withBody("before the end");
		}
		meeting.end().expectEnd().withId(meeting.end().helloId()).withReason("recv_failed");
		meeting.node().expectNothingElse();
	}

	@ParameterizedTest
	@EnumSource
	void failedWriteDoesNotHideWhatArrivedBefore(Opening opening) throws IOException {
		OriginalMeeting meeting = opening.meet(this);
		meeting.pause();
		meeting.peer().say(request(1, "first"), request(2, "second"));
		int posted = MANY * 10;
		for (int i = 1; i <= posted; i++) {
			meeting.end().send(OpCode.REQUEST).id(100 + i).body(LARGE).post();
		}
		meeting.peer().hangUp();
		meeting.node().expectNothingElse();
		meeting.resume();
		meeting.end().expect(OpCode.REQUEST).withId(1).withBody("first");
		meeting.end().expect(OpCode.REQUEST).withId(2).withBody("second");
		List<Received> rest = meeting.node().receiveUntilEndOf(meeting.end().channel());
		List<Received> returned = rest.subList(0, rest.size() - 1);
		assertThat(returned).isNotEmpty();
		for (int i = 0; i < returned.size(); i++) {
			returned.get(i)
				.is(OpCode.REQUEST)
				.fromEngine(AmpeStatus.SEND_FAILED, AmpeStatus.PEER_DISCONNECTED)
				.withId(100 + posted - returned.size() + 1 + i);
		}
		meeting.node().expectNothingElse();
	}

	@ParameterizedTest
	@EnumSource
	void believesNoForgedField(Opening opening) throws IOException {
		OriginalMeeting meeting = opening.meet(this);
		for (AmpeStatus forged : List.of(AmpeStatus.CHANNEL_CLOSED, AmpeStatus.POOL_EMPTY, AmpeStatus.RECEIVER_UPDATE,
				AmpeStatus.UNKNOWN_ERROR)) {
			for (OpCode opCode : List.of(OpCode.REQUEST, OpCode.RESPONSE, OpCode.SIGNAL, OpCode.HELLO_REQUEST,
					OpCode.HELLO_RESPONSE, OpCode.BYE_REQUEST)) {
				RawFrame frame = RawFrame.of(opCode.code() | FORGED_BITS);
				meeting.peer().say(frame.withStatus(forged.code()).withId(forged.code()));
				meeting.end().expect(opCode).withId(forged.code()).withMore(false);
			}
		}
		meeting.end().send(OpCode.BYE_RESPONSE).id(1).post();
		meeting.peer().hear(OpCode.BYE_RESPONSE);
	}

	@ParameterizedTest
	@EnumSource
	void byeSignalOfAnOriginalIsItsLastWord(Opening opening) throws IOException {
		OriginalMeeting meeting = opening.meet(this);
		End end = meeting.end();
		end.send(OpCode.BYE_REQUEST).id(5).post();
		end.request("held back").id(6).post();
		meeting.peer().hear(OpCode.BYE_REQUEST);
		meeting.peer().say(RawFrame.of(OpCode.BYE_SIGNAL).withId(7), request(8, "not heard any more"));
		end.expect(OpCode.BYE_SIGNAL).withId(7).withMore(false);
		end.expectFromEngine(OpCode.REQUEST, AmpeStatus.CHANNEL_CLOSED).withId(6).withReason();
		end.expectEnd().withId(end.helloId());
		meeting.peer().hearEnd();
		meeting.peer().hangUp();
		meeting.node().expectNothingElse();
	}

	@ParameterizedTest
	@EnumSource
	void lastWordOfAnOriginalInterruptsNoFrame(Opening opening) throws IOException {
		use((options) -> options.sendQueueMessages(MANY));
		OriginalMeeting meeting = opening.meet(this);
		int accepted = fill(meeting.end());
		meeting.peer().say(RawFrame.of(OpCode.BYE_RESPONSE).withId(1));
		meeting.end().expect(OpCode.BYE_RESPONSE).withId(1);
		int bytes = meeting.peer().drain();
		meeting.peer().close();
		int sent = bytes / (RawFrame.HEADER_LENGTH + LARGE.length);
		assertThat(bytes).as("whole frames").isEqualTo(sent * (RawFrame.HEADER_LENGTH + LARGE.length));
		assertThat(sent).isBetween(1, accepted - 1);
		for (int id = sent + 1; id <= accepted; id++) {
			meeting.end().expectFromEngine(OpCode.REQUEST, AmpeStatus.CHANNEL_CLOSED).withId(id).withReason();
		}
		meeting.end().expectEnd().withId(meeting.end().helloId());
	}

	@ParameterizedTest
	@EnumSource
	void silenceIsNoEnd(Opening opening) throws IOException {
		use((options) -> options.helloTimeout(SOON).byeTimeout(SOON));
		OriginalMeeting meeting = opening.meet(this);
		RawFrame interrupted = request(1, "interrupted");
		meeting.peer().sayHeader(interrupted);
		sitOutAHelloTimeout();
		meeting.peer().sayRest(interrupted);
		meeting.end().expect(OpCode.REQUEST).withId(1).withBody("interrupted");
		sitOutAHelloTimeout();
		meeting.peer().say(request(2, "still there"));
		meeting.end().expect(OpCode.REQUEST).withId(2).withBody("still there");
		meeting.node().expectNothingElse();
	}

	/** A stranger who says nothing is dropped when the time is over. */
	private void sitOutAHelloTimeout() {
		rawPeer(node().listen(this.wire.freshServer()).address()).expectEnd();
	}

	@ParameterizedTest
	@EnumSource
	void originalThatStopsReadingIsWaitedForWithinBounds(Opening opening) throws IOException {
		use((options) -> options.sendQueueMessages(MANY).closeTimeout(SOON));
		OriginalMeeting meeting = opening.meet(this);
		int accepted = fill(meeting.end());
		meeting.peer().say(request(1, "I do not listen, but I talk"));
		meeting.end().expect(OpCode.REQUEST).withId(1);
		for (int i = 1; i <= accepted; i++) {
			assertThat(meeting.peer().hear(OpCode.REQUEST).id()).isEqualTo(i);
		}
		meeting.end().expectFromEngine(OpCode.SIGNAL, AmpeStatus.SEND_QUEUE_READY).withId(0);
		meeting.end().request("again").post();
		assertThat(meeting.peer().hear(OpCode.REQUEST).text()).isEqualTo("again");
	}

	/** Posts until queue and socket are full; returns how many were accepted. */
	static int fill(End end) {
		int accepted = 0;
		for (int roundsWithoutRoom = 0; roundsWithoutRoom < 2; roundsWithoutRoom++) {
			while (accepts(end, accepted + 1)) {
				accepted++;
				roundsWithoutRoom = 0;
				assertThat(accepted).as("accepted, without an end").isLessThan(MOST_POSTS);
			}
			if (!end.node().goRound().isEmpty()) {
				roundsWithoutRoom = 0;
			}
		}
		return accepted;
	}

	private static boolean accepts(End end, long id) {
		try {
			end.send(OpCode.REQUEST).id(id).body(LARGE).post();
			return true;
		}
		catch (AmpeException ex) {
			assertThat(ex.status()).isEqualTo(AmpeStatus.SEND_QUEUE_FULL);
			return false;
		}
	}

	private static RawFrame request(long id, String body) {
		return RawFrame.of(OpCode.REQUEST).withId(id).withHeaders("X-N:" + id + "\r\n").withBody(body);
	}

}
