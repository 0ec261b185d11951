package io.tofu.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.tofu.AmpeException;
import io.tofu.AmpeOptions;
import io.tofu.AmpeStatus;
import io.tofu.OpCode;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests of {@link Claims}.
 */
class ClaimsTests {

	private static final long LONG = TimeUnit.SECONDS.toNanos(10);

	private static final int LENGTH = 100;

	private static final int THREADS = 4;

	@Test
	void refusesWhenSoManyMessagesAreClaimed() {
		Claims claims = claims(2, 1_000_000);
		assertThat(claim(claims)).isEqualTo(AmpeStatus.SUCCESS);
		assertThat(claim(claims)).isEqualTo(AmpeStatus.SUCCESS);
		assertThat(claim(claims)).isEqualTo(AmpeStatus.SEND_QUEUE_FULL);
		claims.settle(1, LENGTH);
		assertThat(claim(claims)).isEqualTo(AmpeStatus.SUCCESS);
	}

	@Test
	void refusesWhenSoManyBytesAreClaimedButNeverTheFirst() {
		Claims claims = claims(100, 150);
		assertThat(claims.claim(OpCode.REQUEST, 140_000)).isEqualTo(AmpeStatus.SUCCESS);
		assertThat(claim(claims)).isEqualTo(AmpeStatus.SEND_QUEUE_FULL);
		claims.settle(1, 140_000);
		assertThat(claim(claims)).isEqualTo(AmpeStatus.SUCCESS);
		assertThat(claim(claims)).isEqualTo(AmpeStatus.SUCCESS);
		assertThat(claim(claims)).isEqualTo(AmpeStatus.SEND_QUEUE_FULL);
	}

	@ParameterizedTest
	@EnumSource(names = { "BYE_REQUEST", "BYE_RESPONSE", "BYE_SIGNAL" })
	void neverRefusesAByeForLackOfRoom(OpCode bye) {
		Claims claims = claims(1, 1);
		claim(claims);
		assertThat(claims.claim(bye, LENGTH)).isEqualTo(AmpeStatus.SUCCESS);
		claims.close();
		assertThat(claims.claim(bye, LENGTH)).isEqualTo(AmpeStatus.INVALID_CHANNEL_NUMBER);
	}

	@Test
	void isLowFromHalfOn() {
		Claims claims = claims(4, 1_000_000);
		for (int i = 0; i < 4; i++) {
			claim(claims);
		}
		assertThat(claims.isLow()).isFalse();
		claims.settle(1, LENGTH);
		assertThat(claims.isLow()).isFalse();
		claims.settle(1, LENGTH);
		assertThat(claims.isLow()).isTrue();
	}

	@Test
	void isSettledWhenEveryClaimIs() {
		Claims claims = claims(10, 1_000_000);
		assertThat(claims.isSettled()).isTrue();
		claim(claims);
		claims.close();
		assertThat(claims.isClosed()).isTrue();
		assertThat(claims.isSettled()).isFalse();
		assertThat(claim(claims)).isEqualTo(AmpeStatus.INVALID_CHANNEL_NUMBER);
		claims.settle(1, LENGTH);
		assertThat(claims.isSettled()).isTrue();
		claims.close();
		assertThat(claims.isSettled()).isTrue();
	}

	@Test
	void whoIsAloneOvertakesNobody() {
		Claims claims = claims(10, 1_000_000);
		assertThat(claims.claimAlone(LENGTH)).isTrue();
		assertThat(claims.messages()).isEqualTo(1);
		assertThat(claims.bytes()).isEqualTo(LENGTH);
		assertThat(claims.claimAlone(LENGTH)).isFalse();
		assertThat(claim(claims)).isEqualTo(AmpeStatus.SUCCESS);
		claims.settle(1, LENGTH);
		assertThat(claims.claimAlone(LENGTH)).isFalse();
		claims.settle(1, LENGTH);
		assertThat(claims.claimAlone(LENGTH)).isTrue();
		claims.settle(1, LENGTH);
		claims.close();
		assertThat(claims.claimAlone(LENGTH)).isFalse();
	}

	@Test
	void whatIsClaimedIsCounted() {
		Claims claims = claims(1000, Integer.MAX_VALUE);
		for (int i = 0; i < 500; i++) {
			assertThat(claims.claim(OpCode.REQUEST, 131_086)).isEqualTo(AmpeStatus.SUCCESS);
		}
		assertThat(claims.messages()).isEqualTo(500);
		assertThat(claims.bytes()).isEqualTo(500 * 131_086L);
		claims.close();
		assertThat(claims.messages()).isEqualTo(500);
		assertThat(claims.bytes()).isEqualTo(500 * 131_086L);
		claims.settle(500, 500 * 131_086L);
		assertThat(claims.messages()).isZero();
		assertThat(claims.bytes()).isZero();
	}

	@Test
	void whenTheTotalIsFullOnlyTheFirstIsClaimed() {
		SendTotal total = new SendTotal(1000);
		Claims claims = new Claims(AmpeOptions.defaults(), total);
		total.add(1000);
		assertThat(claim(claims)).isEqualTo(AmpeStatus.SUCCESS);
		assertThat(claim(claims)).isEqualTo(AmpeStatus.SEND_QUEUE_FULL);
		total.remove(1, 500);
		assertThat(claim(claims)).isEqualTo(AmpeStatus.SUCCESS);
	}

	@Test
	void waitsForRoom() throws Exception {
		Claims claims = claims(1, 1_000_000);
		claim(claims);
		assertThat(claims.awaitRoom(System.nanoTime())).isFalse();
		assertWakes(claims, () -> claims.settle(1, LENGTH));
		assertThat(claims.awaitRoom(System.nanoTime())).isTrue();
	}

	@Test
	void closingEndsTheWait() throws Exception {
		Claims claims = claims(1, 1_000_000);
		claim(claims);
		assertWakes(claims, claims::close);
	}

	@Test
	void interruptEndsTheWaitAndStays() {
		Claims claims = claims(1, 1_000_000);
		claim(claims);
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(AmpeException.class).isThrownBy(() -> claims.awaitRoom(System.nanoTime() + LONG))
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(AmpeStatus.INTERRUPTED));
		assertThat(Thread.interrupted()).isTrue();
	}

	@RepeatedTest(200)
	void noClaimSucceedsBehindTheClosingAndNoneIsForgotten() throws Exception {
		Claims claims = claims(1_000_000, 1_000_000_000);
		AtomicInteger claimed = new AtomicInteger();
		CountDownLatch busy = new CountDownLatch(100);
		ExecutorService threads = Executors.newFixedThreadPool(THREADS);
		try {
			List<Future<?>> posters = new ArrayList<>();
			for (int t = 0; t < THREADS; t++) {
				posters.add(threads.submit(() -> {
					while (claim(claims) == AmpeStatus.SUCCESS) {
						claimed.incrementAndGet();
						busy.countDown();
					}
				}));
			}
			assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
			claims.close();
			for (Future<?> poster : posters) {
				poster.get(10, TimeUnit.SECONDS);
			}
		}
		finally {
			threads.shutdownNow();
		}
		for (int left = claimed.get(); left > 0; left--) {
			assertThat(claims.isSettled()).isFalse();
			claims.settle(1, LENGTH);
		}
		assertThat(claims.isSettled()).isTrue();
	}

	private static void assertWakes(Claims claims, Runnable event) throws Exception {
		ExecutorService thread = Executors.newSingleThreadExecutor();
		try {
			Thread[] waiter = new Thread[1];
			Future<Boolean> woken = thread.submit(() -> {
				waiter[0] = Thread.currentThread();
				return claims.awaitRoom(System.nanoTime() + LONG);
			});
			await().until(() -> waiter[0] != null && waiter[0].getState() == Thread.State.TIMED_WAITING);
			event.run();
			assertThat(woken.get(5, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			thread.shutdownNow();
		}
	}

	private static AmpeStatus claim(Claims claims) {
		return claims.claim(OpCode.REQUEST, LENGTH);
	}

	private static Claims claims(int messages, int bytes) {
		return new Claims(AmpeOptions.builder().sendQueueMessages(messages).sendQueueBytes(bytes).build(),
				new SendTotal(Long.MAX_VALUE));
	}

}
