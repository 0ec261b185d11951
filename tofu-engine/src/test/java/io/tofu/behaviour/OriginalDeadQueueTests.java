package io.tofu.behaviour;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import io.tofu.AllocationStrategy;
import io.tofu.AmpeException;
import io.tofu.AmpeStatus;
import io.tofu.Message;
import io.tofu.OpCode;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * A peer that dies while everything the pool has is on its way to it. What can never be
 * sent keeps nobody from hearing that.
 */
class OriginalDeadQueueTests extends EngineBehaviour {

	private static final int POOL = 8;

	OriginalDeadQueueTests() {
		super(Wire::tcp);
	}

	@Test
	void endIsReportedThoughTheQueueHoldsTheWholePool() throws IOException {
		use((options) -> options.initialPoolSize(POOL)
			.maxPoolSize(POOL)
			.sendQueueMessages(2 * POOL)
			.byeTimeout(Duration.ofMillis(100)));
		OriginalMeeting meeting = OriginalMeeting.Opening.ORIGINAL_CONNECTS.meet(this);
		End end = meeting.end();
		meeting.pause();
		int posted = OriginalPeerBehaviour.fill(end);
		Message probe = keep(end.request("still there?").message());
		takeWhatIsFree();
		meeting.peer().say(RawFrame.of(OpCode.SIGNAL).withId(posted + 1));
		meeting.peer().hangUp();
		Awaitility.await().until(() -> isRefused(end, probe));

		meeting.resume();
		Message first = keep(end.node().group().waitReceive(Node.PATIENCE));
		if (first.status() != AmpeStatus.POOL_EMPTY) {
			Received.of(first).is(OpCode.SIGNAL).fromApplication().withId(posted + 1);
		}
		else {
			end.expect(OpCode.SIGNAL).withId(posted + 1);
		}
		List<Received> rest = end.node().receiveUntilEndOf(end.channel());
		assertThat(rest.get(rest.size() - 2).fromEngine(AmpeStatus.SEND_FAILED).id()).isEqualTo(posted);
	}

	private static boolean isRefused(End end, Message probe) {
		AmpeException refusal = catchThrowableOfType(AmpeException.class, () -> end.node().group().post(probe));
		return refusal.status() == AmpeStatus.INVALID_CHANNEL_NUMBER;
	}

	/** The application is as busy as the engine. */
	private void takeWhatIsFree() {
		Message next = ampe().get(AllocationStrategy.POOL_ONLY);
		while (next != null) {
			keep(next);
			next = ampe().get(AllocationStrategy.POOL_ONLY);
		}
	}

}
