package io.tofu.engine;

import java.lang.ref.WeakReference;
import java.time.Duration;

import io.tofu.AmpeStatus;
import io.tofu.Message;
import io.tofu.OpCode;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link SendTotal}, with the {@link Claims} and channels that ask it.
 */
@Timeout(30)
class SendTotalTests {

	private static final int LIMIT = 1000;

	private final IdleReactor idle = new IdleReactor((options) -> options.totalSendBytes(LIMIT));

	private final Group group = this.idle.group();

	private final SendTotal total = this.idle.reactor().totals().send();

	@AfterEach
	void close() {
		this.idle.close();
	}

	@Test
	void isFullAtItsLimitUntilItIsHalfEmpty() {
		this.total.add(LIMIT - 1);
		assertThat(this.total.isFull()).isFalse();
		this.total.add(1);
		assertThat(this.total.isFull()).isTrue();
		assertThat(this.total.bytes()).isEqualTo(LIMIT);
		this.total.remove(1, LIMIT / 2 - 1);
		assertThat(this.total.isFull()).isTrue();
		this.total.remove(1, 1);
		assertThat(this.total.isFull()).isFalse();
		this.total.add(LIMIT / 2 - 1);
		assertThat(this.total.isFull()).isFalse();
	}

	@Test
	void channelTakesOneMessageAtATimeWhileItIsFull() {
		Claims claims = this.idle.connection(this.group).claims();
		this.total.add(LIMIT);
		assertThat(claims.isLow()).isTrue();
		assertThat(claims.claim(OpCode.REQUEST, 10)).isEqualTo(AmpeStatus.SUCCESS);
		assertThat(claims.isLow()).isFalse();
		assertThat(claims.claim(OpCode.REQUEST, 10)).isEqualTo(AmpeStatus.SEND_QUEUE_FULL);
		assertThat(claims.claim(OpCode.BYE_REQUEST, 10)).isEqualTo(AmpeStatus.SUCCESS);
		claims.settle(2, 20);
		assertThat(claims.claim(OpCode.REQUEST, 10)).isEqualTo(AmpeStatus.SUCCESS);
		this.total.remove(1, LIMIT);
		assertThat(claims.isLow()).isTrue();
		assertThat(claims.claim(OpCode.REQUEST, 10)).isEqualTo(AmpeStatus.SUCCESS);
		claims.settle(2, 20);
	}

	@Test
	void whoWasRefusedIsToldOnceAndOnlyWhenThereIsRoom() {
		Connection connection = this.idle.connection(this.group);
		this.total.add(LIMIT);
		connection.claims().claim(OpCode.REQUEST, 10);
		connection.onRefused();
		afterTheLoopHasLooked();
		assertThat(this.group.waitReceive(Duration.ZERO)).isNull();
		this.total.remove(1, LIMIT);
		try (Message notice = this.group.waitReceive()) {
			assertThat(notice.status()).isEqualTo(AmpeStatus.SEND_QUEUE_READY);
			assertThat(notice.channelNumber()).isEqualTo(connection.number());
		}
		this.total.add(LIMIT);
		this.total.remove(1, LIMIT);
		assertThat(this.group.waitReceive(Duration.ZERO)).isNull();
		connection.claims().settle(1, 10);
	}

	@Test
	void whoHasEndedIsForgotten() {
		Connection connection = this.idle.connection(this.group);
		this.total.add(LIMIT);
		connection.claims().claim(OpCode.REQUEST, 10);
		connection.onRefused();
		afterTheLoopHasLooked();
		this.total.forget(connection);
		this.total.remove(1, LIMIT);
		assertThat(this.group.waitReceive(Duration.ZERO)).isNull();
		connection.claims().settle(1, 10);
	}

	@Test
	void whoAsksAfterItsEndIsNotKept() {
		WeakReference<Connection> asked = new WeakReference<>(endedAndThenRefused());
		Awaitility.await().until(() -> {
			System.gc();
			return asked.get() == null;
		});
	}

	private Connection endedAndThenRefused() {
		Connection connection = this.idle.connection(this.group);
		this.idle.reactor().execute(connection::onGroupClosed);
		connection.onRefused();
		assertThat(connection.awaitRoom(Long.MAX_VALUE)).isTrue();
		afterTheLoopHasLooked();
		assertThat(connection.isEnded()).isTrue();
		return connection;
	}

	private void afterTheLoopHasLooked() {
		this.idle.group().close();
	}

}
