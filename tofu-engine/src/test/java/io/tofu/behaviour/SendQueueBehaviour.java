package io.tofu.behaviour;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.tofu.AmpeException;
import io.tofu.AmpeStatus;
import io.tofu.BinaryHeader;
import io.tofu.OpCode;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A peer that does not read, and what is posted to it all the same.
 */
abstract class SendQueueBehaviour extends EngineBehaviour {

	private static final int LIMIT = 8;

	private static final Duration MOMENT = Duration.ofMillis(50);

	SendQueueBehaviour(Supplier<Wire> wire) {
		super(wire);
	}

	@Test
	@Scenario(3)
	@DisplayName("row 12: a full send queue refuses, then reports once that there is room")
	void refusesWhenTheQueueIsFull() {
		use((options) -> options.sendQueueMessages(LIMIT).closeTimeout(MOMENT));
		RawListener.Connected connected = rawListener().connect(node());
		int accepted = Flood.fill(connected.end());
		assertThat(Flood.request(connected.end(), 1).refused()).isEqualTo(AmpeStatus.SEND_QUEUE_FULL);
		connected.end().node().expectNothingElse();

		Flood.read(connected.peer(), 1, accepted);
		connected.end().expectFromEngine(OpCode.SIGNAL, AmpeStatus.SEND_QUEUE_READY).withId(0);
		connected.end().node().expectNothingElse();
		Flood.request(connected.end(), accepted + 1).post();
		Flood.read(connected.peer(), accepted + 1, accepted + 1);
	}

	@Test
	void reportsRoomOnceForEachTimeItRefused() {
		use((options) -> options.sendQueueMessages(LIMIT).closeTimeout(MOMENT));
		RawListener.Connected connected = rawListener().connect(node());
		int read = 0;
		for (int i = 0; i < 3; i++) {
			int accepted = Flood.fill(connected.end(), read);
			Flood.read(connected.peer(), read + 1, accepted);
			read = accepted;
			connected.end().expectFromEngine(OpCode.SIGNAL, AmpeStatus.SEND_QUEUE_READY).withId(0);
			connected.end().node().expectNothingElse();
		}
	}

	@Test
	void sendQueueReadyComesWithoutARefusalNever() {
		use((options) -> options.sendQueueMessages(LIMIT));
		RawListener.Connected connected = rawListener().connect(node());
		for (int i = 1; i <= LIMIT * 2; i++) {
			connected.end().send(OpCode.SIGNAL).id(i).post();
			assertThat(connected.peer().expect(OpCode.SIGNAL).id()).isEqualTo(i);
		}
		connected.end().node().expectNothingElse();
	}

	@Test
	@Scenario(3)
	@DisplayName("row 12: the queue is limited in bytes, too, but no message is too large for an empty one")
	void refusesWhenTheQueueHasTooManyBytes() {
		use((options) -> options.sendQueueBytes(1).closeTimeout(MOMENT));
		RawListener.Connected connected = rawListener().connect(node());
		int accepted = Flood.fill(connected.end());
		assertThat(accepted).isPositive();
		Flood.read(connected.peer(), 1, accepted);
		connected.end().expectFromEngine(OpCode.SIGNAL, AmpeStatus.SEND_QUEUE_READY).withId(0);
	}

	@Test
	@Scenario(3)
	@DisplayName("row 12: ByeRequest, ByeResponse and ByeSignal are never refused")
	void acceptsByesIntoAFullQueue() {
		use((options) -> options.sendQueueMessages(LIMIT));
		RawListener.Connected connected = rawListener().connect(node());
		int accepted = Flood.fill(connected.end());
		BinaryHeader byeResponse = connected.end().send(OpCode.BYE_RESPONSE).id(1).post();
		BinaryHeader byeRequest = connected.end().send(OpCode.BYE_REQUEST).post();
		BinaryHeader byeSignal = connected.end().send(OpCode.BYE_SIGNAL).post();
		List<Received> all = connected.end().node().receiveUntilEndOf(connected.end().channel());
		assertThat(all.size()).isLessThanOrEqualTo(accepted + 3);
		assertThat(all.get(all.size() - 3)).extracting(Received::opCode, Received::id)
			.containsExactly(OpCode.BYE_RESPONSE, byeResponse.messageId());
		assertThat(all.get(all.size() - 2)).extracting(Received::opCode, Received::id)
			.containsExactly(OpCode.BYE_REQUEST, byeRequest.messageId());
		assertThat(all.get(all.size() - 1).id()).isEqualTo(byeSignal.messageId());
	}

	@Test
	void waitsForRoom() {
		use((options) -> options.sendQueueMessages(LIMIT).closeTimeout(MOMENT));
		RawListener.Connected connected = rawListener().connect(node());
		int accepted = Flood.fill(connected.end());
		AtomicReference<Thread> poster = new AtomicReference<>();
		Future<BinaryHeader> posting = inBackground(() -> {
			poster.set(Thread.currentThread());
			return Flood.request(connected.end(), accepted + 1).post(Node.PATIENCE);
		});
		awaitWaiting(poster);
		Flood.read(connected.peer(), 1, accepted);
		assertThat(finish(posting).messageId()).isEqualTo(accepted + 1);
		Flood.read(connected.peer(), accepted + 1, accepted + 1);
	}

	@Test
	void allWhoWaitForRoomGetIt() {
		use((options) -> options.sendQueueMessages(LIMIT).closeTimeout(MOMENT));
		RawListener.Connected connected = rawListener().connect(node());
		int accepted = Flood.fill(connected.end());
		List<AtomicReference<Thread>> posters = new ArrayList<>();
		List<Future<BinaryHeader>> posts = new ArrayList<>();
		for (int i = 1; i <= 2 * LIMIT; i++) {
			long id = accepted + i;
			AtomicReference<Thread> poster = new AtomicReference<>();
			posters.add(poster);
			posts.add(inBackground(() -> {
				poster.set(Thread.currentThread());
				return Flood.request(connected.end(), id).post(Node.PATIENCE);
			}));
		}
		posters.forEach(EngineBehaviour::awaitWaiting);
		Flood.read(connected.peer(), 1, accepted);
		List<Long> ids = new ArrayList<>();
		posts.forEach((post) -> ids.add(connected.peer().expect(OpCode.REQUEST).id()));
		assertThat(posts).extracting((post) -> finish(post).messageId()).containsExactlyInAnyOrderElementsOf(ids);
	}

	@Test
	void doesNotWaitWhenThereIsRoomOrAnotherRuleIsBroken() {
		Dialogue dialogue = dialogue();
		dialogue.client().request("x").post(Duration.ZERO);
		dialogue.server().expect(OpCode.REQUEST).withBody("x");
		assertThat(statusOf(() -> dialogue.client().request("x").on(0).post(Node.PATIENCE)))
			.isEqualTo(AmpeStatus.INVALID_CHANNEL_NUMBER);
	}

	@Test
	void givesUpWaitingForRoomAfterTheTimeout() {
		use((options) -> options.sendQueueMessages(LIMIT).closeTimeout(MOMENT));
		RawListener.Connected connected = rawListener().connect(node());
		Flood.fill(connected.end());
		assertThat(statusOf(() -> Flood.request(connected.end(), 1).post(MOMENT)))
			.isEqualTo(AmpeStatus.SEND_QUEUE_FULL);
		assertThat(statusOf(() -> Flood.request(connected.end(), 1).post(Duration.ZERO)))
			.isEqualTo(AmpeStatus.SEND_QUEUE_FULL);
	}

	@Test
	void givesUpWaitingForRoomWhenInterrupted() {
		use((options) -> options.sendQueueMessages(LIMIT).closeTimeout(MOMENT));
		RawListener.Connected connected = rawListener().connect(node());
		Flood.fill(connected.end());
		Thread.currentThread().interrupt();
		assertThat(statusOf(() -> Flood.request(connected.end(), 1).post(Node.PATIENCE)))
			.isEqualTo(AmpeStatus.INTERRUPTED);
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void givesUpWaitingForRoomWhenTheChannelEnds() {
		use((options) -> options.sendQueueMessages(LIMIT));
		RawListener.Connected connected = rawListener().connect(node());
		Flood.fill(connected.end());
		AtomicReference<Thread> poster = new AtomicReference<>();
		Future<AmpeStatus> posting = inBackground(() -> {
			poster.set(Thread.currentThread());
			return statusOf(() -> Flood.request(connected.end(), 1).post(Node.PATIENCE));
		});
		awaitWaiting(poster);
		connected.end().send(OpCode.BYE_SIGNAL).post();
		assertThat(finish(posting)).isEqualTo(AmpeStatus.INVALID_CHANNEL_NUMBER);
		connected.end().node().receiveUntilEndOf(connected.end().channel());
	}

	@Test
	void givesUpWaitingForRoomWhenTheGroupCloses() {
		use((options) -> options.sendQueueMessages(LIMIT).closeTimeout(MOMENT));
		RawListener.Connected connected = rawListener().connect(node());
		Flood.fill(connected.end());
		AtomicReference<Thread> poster = new AtomicReference<>();
		Future<AmpeStatus> posting = inBackground(() -> {
			poster.set(Thread.currentThread());
			return statusOf(() -> Flood.request(connected.end(), 1).post(Node.PATIENCE));
		});
		awaitWaiting(poster);
		connected.end().node().close();
		assertThat(finish(posting)).isIn(AmpeStatus.INVALID_CHANNEL_NUMBER, AmpeStatus.SHUTDOWN_STARTED);
	}

	@Test
	void refusedChannelThatEndsReportsItsEndLast() {
		use((options) -> options.sendQueueMessages(LIMIT));
		RawListener.Connected connected = rawListener().connect(node());
		int accepted = Flood.fill(connected.end());
		connected.peer().reset();
		List<Received> all = connected.end().node().receiveUntilEndOf(connected.end().channel());
		List<Long> returned = all.stream()
			.filter((r) -> r.status() != AmpeStatus.SEND_QUEUE_READY)
			.map(Received::id)
			.toList();
		assertThat(returned.size()).isBetween(2, accepted + 1);
		connected.end().node().expectNothingElse();
	}

	private static AmpeStatus statusOf(Supplier<BinaryHeader> post) {
		try {
			return post.get().status();
		}
		catch (AmpeException ex) {
			return ex.status();
		}
	}

}
