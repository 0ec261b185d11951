package io.tofu.engine;

import io.tofu.AmpeStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link Groups}: what each receiver may leave lying.
 */
@Timeout(30)
class GroupsTests {

	private static final int LENGTH = 100;

	private final IdleReactor idle = new IdleReactor((options) -> options.totalInboxBytes(10 * LENGTH));

	private final Groups groups = this.idle.reactor().groups();

	private final Group behind = this.idle.group();

	private final Group other = this.idle.group();

	@AfterEach
	void close() {
		this.idle.close();
	}

	@Test
	void shareIsAllAsLongAsLittleWaits() {
		deliver(this.behind, 9);
		assertThat(this.groups.inboxShare()).isEqualTo(Long.MAX_VALUE);
		assertThat(this.behind.isChoked()).isFalse();
	}

	@Test
	void shareIsTheSameForEveryGroupWhenMuchWaits() {
		deliver(this.behind, 6);
		deliver(this.other, 4);
		assertThat(this.groups.inboxShare()).isEqualTo(5 * LENGTH);
		assertThat(this.behind.isChoked()).isTrue();
		assertThat(this.other.isChoked()).isFalse();
	}

	@Test
	void groupWithNothingWaitingIsNeverChoked() {
		deliver(this.behind, 100);
		assertThat(this.behind.isChoked()).isTrue();
		assertThat(this.other.isChoked()).isFalse();
		assertThat(this.other.room()).isPositive();
	}

	@Test
	void shareIsAllAgainWhenTheReceiverHasCaughtUp() {
		deliver(this.behind, 12);
		assertThat(this.behind.isChoked()).isTrue();
		for (int i = 0; i < 12; i++) {
			this.behind.waitReceive().close();
		}
		assertThat(this.groups.inboxShare()).isEqualTo(Long.MAX_VALUE);
		assertThat(this.behind.isChoked()).isFalse();
	}

	@Test
	void closedGroupTakesItsPartAway() {
		deliver(this.behind, 12);
		assertThat(this.groups.inboxShare()).isEqualTo(5 * LENGTH);
		this.behind.close();
		assertThat(this.groups.count()).isEqualTo(1);
		assertThat(this.groups.inboxShare()).isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void whatIsDeliveredToAClosedGroupDoesNotWait() {
		this.behind.close();
		deliver(this.behind, 12);
		assertThat(this.groups.inboxShare()).isEqualTo(Long.MAX_VALUE);
		assertThat(this.idle.reactor().pool().inUse()).isZero();
	}

	/** Messages of one hundred bytes each. */
	private void deliver(Group group, int count) {
		for (int i = 0; i < count; i++) {
			Envelope message = this.idle.reactor().engineSignal(1, 0, AmpeStatus.SUCCESS, null);
			message.body().append(new byte[LENGTH - Frame.HEADER_LENGTH]);
			group.deliver(message);
		}
	}

}
