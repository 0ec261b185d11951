package io.tofu.engine;

import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static io.tofu.Interleavings.explore;
import static io.tofu.Interleavings.require;
import static io.tofu.Interleavings.together;

/**
 * Explores how threads meet in a {@link MessagePool}: as many messages as it has tokens,
 * no message for two, and no token that comes back unnoticed.
 */
class MessagePoolLincheckTests {

	private static final long CACHE = 1 << 20;

	@Test
	void whoFindsATokenGetsAMessageWhereverTheStorageIs() {
		explore(() -> {
			MessagePool pool = withCachedStorages(2);
			Envelope[] got = new Envelope[2];
			together(() -> got[0] = pool.acquirePooled(), () -> got[1] = pool.acquirePooled());
			require(got[0] != null && got[1] != null, "a token for each");
			require(got[0] != got[1], "a storage for each");
			require(pool.acquirePooled() == null, "no third token");
		});
	}

	@Test
	void twoCannotHaveTheLastToken() {
		explore(() -> {
			MessagePool pool = withCachedStorages(1);
			Envelope[] got = new Envelope[2];
			together(() -> got[0] = pool.acquirePooled(), () -> got[1] = pool.acquirePooled());
			require((got[0] == null) != (got[1] == null), "one of them gets it");
		});
	}

	@Test
	void tokensAreConserved() {
		explore(() -> {
			MessagePool pool = withCachedStorages(2);
			together(() -> getAndPutBack(pool), () -> getAndPutBack(pool), () -> {
				Envelope always = pool.acquire();
				always.release();
			});
			require(pool.free() == 2, "two tokens");
			require(pool.inUse() == 0, "nothing in use");
		});
	}

	@Test
	void aMessageOfTheEngineAddsATokenButNeverOneTooMany() {
		explore(() -> {
			MessagePool pool = new MessagePool(1, 2, CACHE);
			Envelope first = pool.acquireForEngine();
			Envelope second = pool.acquireForEngine();
			together(first::release, second::release);
			require(pool.free() == 2, "the most there may be");
		});
	}

	/** The loop says that it starves and looks once more; who puts back does both too. */
	@Test
	void whoStarvesGetsTheTokenOrIsCalled() {
		explore(() -> {
			MessagePool pool = new MessagePool(1, 1, CACHE);
			Envelope only = pool.acquire();
			AtomicInteger calls = new AtomicInteger();
			pool.onRefill(calls::incrementAndGet);
			Envelope[] got = new Envelope[1];
			together(() -> got[0] = pool.acquireOrStarve(1), only::release);
			require(got[0] != null || calls.get() == 1, "called once");
			require(calls.get() <= 1, "not called again");
		});
	}

	/** The loop takes storages for a burst; who has taken fewer than wanted is called. */
	@Test
	void whoGetsFewerThanWantedIsCalled() {
		explore(() -> {
			MessagePool pool = new MessagePool(2, 2, CACHE);
			Envelope held = pool.acquire();
			AtomicInteger calls = new AtomicInteger();
			pool.onRefill(calls::incrementAndGet);
			int[] got = new int[1];
			together(() -> got[0] = Envelopes.idsFrom(pool.acquireOrStarve(2)).size(), held::release);
			require(got[0] + calls.get() >= 2, "two, or called");
			require(pool.inUse() == got[0] && pool.free() == 2 - got[0], "no token lost");
		});
	}

	@Test
	void aTokenThatCameBackBeforeTheMarkIsSeenBehindIt() {
		explore(() -> {
			MessagePool pool = new MessagePool(1, 1, CACHE);
			Envelope only = pool.acquire();
			AtomicInteger calls = new AtomicInteger();
			pool.onRefill(calls::incrementAndGet);
			int[] seen = new int[1];
			together(() -> {
				pool.callWhenRefilled();
				seen[0] = pool.free();
			}, only::release);
			require(seen[0] + calls.get() > 0, "somebody knows of the token");
		});
	}

	private static void getAndPutBack(MessagePool pool) {
		Envelope envelope = pool.acquirePooled();
		if (envelope != null) {
			envelope.release();
		}
	}

	private static MessagePool withCachedStorages(int count) {
		MessagePool pool = new MessagePool(count, count, CACHE);
		Envelope[] envelopes = new Envelope[count];
		for (int i = 0; i < count; i++) {
			envelopes[i] = pool.acquire();
		}
		for (Envelope envelope : envelopes) {
			envelope.release();
		}
		return pool;
	}

}
