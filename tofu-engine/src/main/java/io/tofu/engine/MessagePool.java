package io.tofu.engine;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import io.tofu.AmpeException;
import io.tofu.AmpeStatus;
import org.jspecify.annotations.Nullable;

/**
 * The right to have one more message, as a number of tokens, and a cache of storages,
 * bounded in bytes. The two are apart: a token is never refused because a storage is
 * elsewhere, and an idle pool holds no memory.
 */
final class MessagePool {

	private static final int LARGEST_KEPT_BUFFER = 64 << 10;

	/** What a storage occupies beside its buffers, about. */
	private static final long STORAGE_OVERHEAD = 128;

	private static final long ONE_IN_USE = 1L << 32;

	/** How many messages are in use, and in the lower half how many tokens are free. */
	private final AtomicLong counts;

	private final int maxFree;

	private final int recovery;

	private final long maxCachedBytes;

	private final AtomicBoolean cacheInUse = new AtomicBoolean();

	// who has set cacheInUse
	private @Nullable Envelope cached;

	private long cachedBytes;

	private volatile boolean closed;

	private volatile boolean starving;

	/** Whether the pool has recovered since the loop last told that it is empty. */
	private volatile boolean recovered = true;

	private long starvations;

	private volatile Runnable onRefill = () -> {
	};

	MessagePool(int initialSize, int maxSize, long maxCachedBytes) {
		this.counts = new AtomicLong(initialSize);
		this.maxFree = maxSize;
		this.recovery = Math.max(1, initialSize / 4);
		this.maxCachedBytes = maxCachedBytes;
	}

	/** A storage from the pool, or a new one. */
	Envelope acquire() {
		if (this.closed) {
			throw new AmpeException(AmpeStatus.SHUTDOWN_STARTED, "The engine is closed");
		}
		int taken = takeTokens(1);
		Envelope envelope = (taken > 0) ? storages(taken) : acquireForEngine();
		assert envelope != null : "one was wanted";
		return envelope;
	}

	/** A storage for what the engine itself has to say; needs no token. */
	Envelope acquireForEngine() {
		Envelope envelope = link(1);
		assert envelope != null : "one was wanted";
		this.counts.getAndAdd(ONE_IN_USE);
		return envelope;
	}

	/** A storage from the pool, or null if no token is free. */
	@Nullable Envelope acquirePooled() {
		if (this.closed) {
			throw new AmpeException(AmpeStatus.SHUTDOWN_STARTED, "The engine is closed");
		}
		return tryAcquire();
	}

	/**
	 * So many storages, linked, or as many as there are tokens; for the engine's loop: if
	 * it gets fewer, the pool calls back once when a token has come back.
	 */
	@Nullable Envelope acquireOrStarve(int count) {
		int tokens = takeTokens(count);
		if (tokens < count) {
			callWhenRefilled();
			// once more: a release in between has not seen the mark
			tokens += takeTokens(count - tokens);
		}
		return storages(tokens);
	}

	/**
	 * Calls back once when a token comes back from now on; what came back before is seen
	 * by {@link #free()}.
	 */
	void callWhenRefilled() {
		this.starving = true;
	}

	void release(Envelope envelope) {
		envelope.next = null;
		releaseAll(envelope);
	}

	/** Takes back storages that are linked. */
	void releaseAll(Envelope first) {
		int count = 0;
		for (Envelope next = first; next != null; next = next.next) {
			next.shrink(LARGEST_KEPT_BUFFER);
			next.clear();
			count++;
		}
		cache(first);
		refill(count, count);
	}

	/**
	 * Adds tokens, and tells the loop if it waits for one. Also for messages that stay
	 * out of the pool without being of use to anybody: they count as the engine's own.
	 */
	void refill(int count) {
		refill(count, 0);
	}

	private void refill(int count, int returned) {
		addTokens(count, returned);
		if (this.starving) {
			this.starving = false;
			this.onRefill.run();
		}
	}

	/**
	 * How often the pool was empty after it had recovered; for the loop, when it is
	 * empty.
	 */
	long starvations() {
		if (this.recovered) {
			this.recovered = false;
			this.starvations++;
		}
		return this.starvations;
	}

	void onRefill(Runnable action) {
		this.onRefill = action;
	}

	int free() {
		return free(this.counts.get());
	}

	long inUse() {
		return this.counts.get() / ONE_IN_USE;
	}

	private static int free(long counts) {
		return (int) counts;
	}

	void close() {
		this.closed = true;
	}

	private @Nullable Envelope tryAcquire() {
		return storages(takeTokens(1));
	}

	/** Takes so many tokens, or as many as there are, for messages. */
	private int takeTokens(int wanted) {
		long before = this.counts.get();
		int taken = Math.min(free(before), wanted);
		while (taken > 0 && !this.counts.compareAndSet(before, before - taken + taken * ONE_IN_USE)) {
			before = this.counts.get();
			taken = Math.min(free(before), wanted);
		}
		return taken;
	}

	/** Adds tokens; what exceeds the maximum is lost. So many messages are over. */
	private void addTokens(int count, int returned) {
		long before = this.counts.get();
		while (!this.counts.compareAndSet(before, before + gain(before, count) - returned * ONE_IN_USE)) {
			before = this.counts.get();
		}
		if (free(before) < this.recovery && free(before) + gain(before, count) >= this.recovery) {
			this.recovered = true;
		}
	}

	private int gain(long counts, int count) {
		return Math.max(0, Math.min(count, this.maxFree - free(counts)));
	}

	/** Storages for tokens that were taken. */
	private @Nullable Envelope storages(int tokens) {
		try {
			return link(tokens);
		}
		catch (OutOfMemoryError ex) {
			addTokens(tokens, tokens);
			throw ex;
		}
	}

	/** So many storages, linked: from the cache, then new ones. */
	private @Nullable Envelope link(int count) {
		Envelope first = null;
		int found = 0;
		// who finds the cache in use goes without: nobody waits for a storage
		if (count > 0 && this.cacheInUse.compareAndSet(false, true)) {
			for (Envelope top = this.cached; top != null && found < count; top = this.cached) {
				this.cached = top.next;
				this.cachedBytes -= occupied(top);
				top.next = first;
				first = top;
				found++;
			}
			this.cacheInUse.setRelease(false);
		}
		for (; found < count; found++) {
			Envelope made = new Envelope(this);
			made.next = first;
			first = made;
		}
		return first;
	}

	/** Keeps what there is room for. */
	private void cache(Envelope first) {
		if (!this.cacheInUse.compareAndSet(false, true)) {
			return;
		}
		Envelope next = first;
		while (next != null && this.cachedBytes + occupied(next) <= this.maxCachedBytes) {
			Envelope following = next.next;
			this.cachedBytes += occupied(next);
			next.next = this.cached;
			this.cached = next;
			next = following;
		}
		this.cacheInUse.setRelease(false);
	}

	private static long occupied(Envelope envelope) {
		return STORAGE_OVERHEAD + envelope.footprint();
	}

}
