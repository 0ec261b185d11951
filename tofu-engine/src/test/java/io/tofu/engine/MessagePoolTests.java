package io.tofu.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.tofu.AmpeException;
import io.tofu.AmpeStatus;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link MessagePool}: tokens, the cache, and telling of a refill.
 */
class MessagePoolTests {

	private static final long AMPLE = 1 << 20;

	private static final int THREADS = 4;

	private static final int ROUNDS = 50_000;

	@Test
	void givesAsManyPooledAsItHasTokensButNewOnesAlways() {
		MessagePool pool = new MessagePool(2, 2, AMPLE);
		Envelope first = pool.acquirePooled();
		Envelope second = pool.acquirePooled();
		assertThat(first).isNotNull().isNotSameAs(second);
		assertThat(pool.acquirePooled()).isNull();
		assertThat(pool.acquire()).isNotNull();
		assertThat(pool.free()).isZero();
		assertThat(pool.inUse()).isEqualTo(3);
	}

	@Test
	void theLastOnePutBackIsTheFirstOneGiven() {
		MessagePool pool = new MessagePool(3, 3, AMPLE);
		Envelope first = pool.acquire();
		Envelope second = pool.acquire();
		Envelope third = pool.acquire();
		second.release();
		first.release();
		third.release();
		assertThat(List.of(pool.acquire(), pool.acquire(), pool.acquire())).containsExactly(third, first, second);
	}

	@Test
	void keepsAtMostTheMaximumOfTokens() {
		MessagePool pool = new MessagePool(1, 2, AMPLE);
		List<Envelope> taken = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			taken.add(pool.acquire());
		}
		taken.forEach(Envelope::release);
		assertThat(pool.free()).isEqualTo(2);
		assertThat(pool.inUse()).isZero();
	}

	@Test
	void whatTheEngineMakesNeedsNoTokenButBringsOne() {
		MessagePool pool = new MessagePool(1, 3, AMPLE);
		Envelope engines = pool.acquireForEngine();
		assertThat(pool.free()).isEqualTo(1);
		assertThat(pool.inUse()).isEqualTo(1);
		engines.release();
		assertThat(pool.free()).isEqualTo(2);
		assertThat(pool.inUse()).isZero();
	}

	@Test
	void storagesComeBackBlank() {
		MessagePool pool = new MessagePool(1, 1, AMPLE);
		Envelope used = pool.acquire();
		used.engineSignal(5, 6, AmpeStatus.POOL_EMPTY, "reason");
		used.more(true);
		used.body().append(new byte[10]);
		used.release();
		Envelope again = pool.acquire();
		assertThat(again).isSameAs(used);
		assertThat(again.header()).isEqualTo(new Envelope(null).header());
		assertThat(again.ends).isNull();
		assertThat(again.next).isNull();
	}

	@Test
	void buffersThatGrewLargeAreTrimmed() {
		MessagePool pool = new MessagePool(1, 1, AMPLE);
		Envelope large = pool.acquire();
		large.body().append(new byte[40_000]);
		large.body().append(new byte[20_000]);
		large.headers().append(new byte[100]);
		large.release();
		Envelope again = pool.acquire();
		assertThat(again).isSameAs(large);
		assertThat(again.footprint()).isBetween(100, 1000);
	}

	@Test
	void buffersOfTheLongestBodyAreKept() {
		MessagePool pool = new MessagePool(1, 1, AMPLE);
		Envelope usual = pool.acquire();
		usual.body().append(new byte[64 << 10]);
		usual.release();
		assertThat(pool.acquire().footprint()).isGreaterThanOrEqualTo(64 << 10);
	}

	@Test
	void cacheIsBoundedInBytes() {
		MessagePool pool = new MessagePool(100, 100, 40_000);
		List<Envelope> taken = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			Envelope envelope = pool.acquire();
			envelope.body().append(new byte[10_000]);
			taken.add(envelope);
		}
		taken.forEach(Envelope::release);
		assertThat(pool.free()).isEqualTo(100);
		long warm = taken.stream().map((envelope) -> pool.acquire()).filter((e) -> e.footprint() > 0).count();
		assertThat(warm).isBetween(1L, 4L);
	}

	@Test
	void tellsOnceOfARefillAfterItWasFoundEmpty() {
		MessagePool pool = new MessagePool(1, 1, AMPLE);
		AtomicInteger refills = new AtomicInteger();
		pool.onRefill(refills::incrementAndGet);
		Envelope first = pool.acquireOrStarve(1);
		assertThat(first).isNotNull();
		Envelope other = pool.acquire();
		assertThat(pool.acquireOrStarve(1)).isNull();
		assertThat(refills).hasValue(0);
		first.release();
		assertThat(refills).hasValue(1);
		other.release();
		assertThat(refills).hasValue(1);
	}

	@Test
	void starvationIsANewOneOnlyAfterAQuarterWasFree() {
		MessagePool pool = new MessagePool(8, 8, AMPLE);
		List<Envelope> taken = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			taken.add(pool.acquire());
		}
		long first = pool.starvations();
		assertThat(pool.starvations()).isEqualTo(first);
		taken.remove(0).release();
		taken.add(pool.acquire());
		assertThat(pool.starvations()).isEqualTo(first);
		taken.remove(0).release();
		taken.remove(0).release();
		assertThat(pool.starvations()).isNotEqualTo(first);
	}

	@Test
	void givesSeveralAtOnceAsFarAsItHasTokens() {
		MessagePool pool = new MessagePool(5, 5, AMPLE);
		List<Envelope> three = linked(pool.acquireOrStarve(3));
		assertThat(three).hasSize(3).doesNotHaveDuplicates();
		assertThat(pool.free()).isEqualTo(2);
		List<Envelope> rest = linked(pool.acquireOrStarve(3));
		assertThat(rest).hasSize(2).doesNotContainAnyElementsOf(three);
		assertThat(pool.free()).isZero();
		assertThat(pool.inUse()).isEqualTo(5);
		assertThat(pool.acquireOrStarve(3)).isNull();
	}

	@Test
	void tellsOfARefillAfterItCouldGiveTooFew() {
		MessagePool pool = new MessagePool(2, 2, AMPLE);
		AtomicInteger refills = new AtomicInteger();
		pool.onRefill(refills::incrementAndGet);
		Envelope first = pool.acquireOrStarve(2);
		assertThat(linked(first)).hasSize(2);
		pool.releaseAll(first);
		assertThat(refills).hasValue(0);
		Envelope tooFew = pool.acquireOrStarve(3);
		assertThat(linked(tooFew)).hasSize(2);
		pool.releaseAll(tooFew);
		assertThat(refills).hasValue(1);
	}

	@Test
	void takesSeveralBackAtOnce() {
		MessagePool pool = new MessagePool(3, 4, AMPLE);
		Envelope first = pool.acquireOrStarve(3);
		List<Envelope> taken = linked(first);
		taken.forEach((envelope) -> envelope.messageId(7));
		Envelope engines = pool.acquireForEngine();
		engines.next = first;
		pool.releaseAll(engines);
		assertThat(pool.free()).isEqualTo(4);
		assertThat(pool.inUse()).isZero();
		List<Envelope> again = linked(pool.acquireOrStarve(4));
		assertThat(again).contains(engines).containsAll(taken).hasSize(4);
		assertThat(again).allMatch((envelope) -> envelope.messageId() == 0);
	}

	@Test
	void whatDoesNotFitIntoTheCacheBringsItsTokenAllTheSame() {
		MessagePool pool = new MessagePool(4, 4, 1);
		Envelope first = pool.acquireOrStarve(4);
		List<Envelope> taken = linked(first);
		pool.releaseAll(first);
		assertThat(pool.free()).isEqualTo(4);
		assertThat(pool.inUse()).isZero();
		assertThat(linked(pool.acquireOrStarve(4))).hasSize(4).doesNotContainAnyElementsOf(taken);
	}

	@Test
	void closedPoolGivesNothingButTakesBack() {
		MessagePool pool = new MessagePool(1, 1, AMPLE);
		Envelope envelope = pool.acquire();
		pool.close();
		assertThatExceptionOfType(AmpeException.class).isThrownBy(pool::acquire)
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(AmpeStatus.SHUTDOWN_STARTED));
		assertThatExceptionOfType(AmpeException.class).isThrownBy(pool::acquirePooled);
		envelope.release();
		assertThat(pool.inUse()).isZero();
	}

	@RepeatedTest(5)
	void manyThreadsNeverHoldTheSameStorageNorMoreThanTheTokens() throws Exception {
		int tokens = THREADS - 1;
		MessagePool pool = new MessagePool(tokens, tokens, AMPLE);
		Set<Envelope> held = ConcurrentHashMap.newKeySet();
		CyclicBarrier start = new CyclicBarrier(THREADS);
		ExecutorService threads = Executors.newFixedThreadPool(THREADS);
		try {
			List<Future<Void>> running = new ArrayList<>();
			for (int t = 0; t < THREADS; t++) {
				running.add(threads.submit(() -> {
					start.await();
					for (int i = 0; i < ROUNDS; i++) {
						Envelope envelope = pool.acquirePooled();
						if (envelope != null) {
							assertThat(held.add(envelope)).isTrue();
							held.remove(envelope);
							envelope.release();
						}
					}
					return null;
				}));
			}
			for (Future<Void> thread : running) {
				thread.get(30, TimeUnit.SECONDS);
			}
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(pool.free()).isEqualTo(tokens);
		assertThat(pool.inUse()).isZero();
	}

	private static List<Envelope> linked(Envelope first) {
		List<Envelope> all = new ArrayList<>();
		for (Envelope next = first; next != null; next = next.next) {
			all.add(next);
		}
		return all;
	}

}
