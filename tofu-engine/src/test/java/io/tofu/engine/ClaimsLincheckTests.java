package io.tofu.engine;

import java.util.concurrent.atomic.AtomicInteger;

import io.tofu.AmpeOptions;
import io.tofu.AmpeStatus;
import io.tofu.OpCode;
import org.junit.jupiter.api.Test;

import static io.tofu.Interleavings.explore;
import static io.tofu.Interleavings.require;
import static io.tofu.Interleavings.together;

/**
 * Explores how posters and the loop meet in {@link Claims}: nothing is claimed behind the
 * end, the end waits for every claim, and whoever waits for room is woken.
 */
class ClaimsLincheckTests {

	private static final int LENGTH = 10;

	private static final int MANY = 100;

	/** No interleaving takes that long: the clock stands still in them. */
	private static final long NEVER = Long.MAX_VALUE / 2;

	@Test
	void nobodyClaimsBehindTheClosing() {
		explore(() -> {
			Claims claims = claims(MANY);
			AtomicInteger accepted = new AtomicInteger();
			boolean[] settled = new boolean[1];
			together(() -> {
				claims.close();
				settled[0] = claims.isSettled();
			}, () -> claim(claims, accepted), () -> claim(claims, accepted));
			require(settled[0] == (accepted.get() == 0), "settled at the closing if nothing was claimed");
			require(claims.claim(OpCode.BYE_SIGNAL, LENGTH) == AmpeStatus.INVALID_CHANNEL_NUMBER, "closed");
			for (; accepted.get() > 0; accepted.decrementAndGet()) {
				require(!claims.isSettled(), "not settled before the last");
				claims.settle(1, LENGTH);
			}
			require(claims.isSettled(), "settled with the last");
		});
	}

	@Test
	void theLimitHoldsWhoeverIsFirst() {
		explore(() -> {
			Claims claims = claims(1);
			AtomicInteger accepted = new AtomicInteger();
			together(() -> claim(claims, accepted), () -> claim(claims, accepted));
			require(accepted.get() == 1, "room for one");
		});
	}

	/** Whoever claims alone may send at once, as nothing is waiting that he overtakes. */
	@Test
	void onlyOneClaimsAloneAndOnlyWhileNobodyElseDoes() {
		explore(() -> {
			Claims claims = claims(MANY);
			AtomicInteger alone = new AtomicInteger();
			AtomicInteger accepted = new AtomicInteger();
			together(() -> claimAlone(claims, alone), () -> claimAlone(claims, alone), () -> {
				claim(claims, accepted);
				require(!claims.claimAlone(LENGTH), "not alone behind another claim");
			});
			require(alone.get() <= 1 && accepted.get() == 1, "one alone at most");
			require(claims.messages() == alone.get() + 1, "each claim counted");
			claims.settle(claims.messages(), claims.bytes());
			claims.close();
			require(!claims.claimAlone(LENGTH), "not behind the closing");
		});
	}

	@Test
	void theEndIsSeenOnceTheLastOfManyIsSettled() {
		explore(() -> {
			Claims claims = claims(MANY);
			claims.claim(OpCode.REQUEST, LENGTH);
			claims.claim(OpCode.REQUEST, LENGTH);
			AtomicInteger seen = new AtomicInteger();
			together(() -> claims.close(), () -> settle(claims, seen), () -> settle(claims, seen));
			require(claims.isSettled() && claims.isClosed(), "settled with the last");
			require(seen.get() > 0, "whoever was last has seen it");
		});
	}

	@Test
	void whoWaitsForRoomIsWokenByRoom() {
		explore(() -> {
			Claims claims = claims(1);
			claims.claim(OpCode.REQUEST, LENGTH);
			together(() -> require(claims.awaitRoom(NEVER), "woken"), () -> claims.settle(1, LENGTH));
		});
	}

	@Test
	void whoWaitsForRoomIsWokenByTheClosing() {
		explore(() -> {
			Claims claims = claims(1);
			claims.claim(OpCode.REQUEST, LENGTH);
			together(() -> require(claims.awaitRoom(NEVER), "woken"), claims::close);
		});
	}

	@Test
	void twoWhoWaitAreBothWoken() {
		explore(() -> {
			Claims claims = claims(1);
			claims.claim(OpCode.REQUEST, LENGTH);
			together(() -> claims.settle(1, LENGTH), () -> require(claims.awaitRoom(NEVER), "woken"),
					() -> require(claims.awaitRoom(NEVER), "woken"));
		});
	}

	private static void claimAlone(Claims claims, AtomicInteger accepted) {
		if (claims.claimAlone(LENGTH)) {
			accepted.incrementAndGet();
		}
	}

	private static void claim(Claims claims, AtomicInteger accepted) {
		if (claims.claim(OpCode.REQUEST, LENGTH) == AmpeStatus.SUCCESS) {
			accepted.incrementAndGet();
		}
	}

	private static void settle(Claims claims, AtomicInteger seen) {
		claims.settle(1, LENGTH);
		if (claims.isSettled()) {
			seen.incrementAndGet();
		}
	}

	private static Claims claims(int maxMessages) {
		AmpeOptions options = AmpeOptions.builder().sendQueueMessages(maxMessages).sendQueueBytes(1000).build();
		return new Claims(options, new SendTotal(Long.MAX_VALUE));
	}

}
