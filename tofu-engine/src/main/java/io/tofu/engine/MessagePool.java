package io.tofu.engine;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import io.tofu.AmpeException;
import io.tofu.AmpeStatus;
import org.jspecify.annotations.Nullable;

/**
 * The right to have one more message, as a number of tokens, and a cache of storages,
 * bounded in bytes. The two are apart: a token is never refused because a storage is
 * elsewhere, and an idle pool holds no memory.
 */
final class MessagePool {

	private static final int LARGEST_KEPT_BUFFER = 16 << 10;

	/** What a storage occupies beside its buffers, about. */
	private static final long STORAGE_OVERHEAD = 128;

	private final AtomicInteger free;

	private final int maxFree;

	private final int recovery;

	private final long maxCachedBytes;

	private final LongAdder inUse = new LongAdder();

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
		this.free = new AtomicInteger(initialSize);
		this.maxFree = maxSize;
		this.recovery = Math.max(1, initialSize / 4);
		this.maxCachedBytes = maxCachedBytes;
	}

	/** A storage from the pool, or a new one. */
	Envelope acquire() {
		if (this.closed) {
			throw new AmpeException(AmpeStatus.SHUTDOWN_STARTED, "The engine is closed");
		}
		takeToken();
		return storage();
	}

	/** A storage for what the engine itself has to say; needs no token. */
	Envelope acquireForEngine() {
		return storage();
	}

	/** A storage from the pool, or null if no token is free. */
	@Nullable Envelope acquirePooled() {
		if (this.closed) {
			throw new AmpeException(AmpeStatus.SHUTDOWN_STARTED, "The engine is closed");
		}
		return tryAcquire();
	}

	/**
	 * As {@link #acquirePooled}, for the engine's loop: after null the pool calls back
	 * once when a token has come back.
	 */
	@Nullable Envelope acquireOrStarve() {
		Envelope envelope = tryAcquire();
		if (envelope == null) {
			callWhenRefilled();
			// once more: a release in between has not seen the mark
			envelope = tryAcquire();
		}
		return envelope;
	}

	/**
	 * Calls back once when a token comes back from now on; what came back before is seen
	 * by {@link #free()}.
	 */
	void callWhenRefilled() {
		this.starving = true;
	}

	void release(Envelope envelope) {
		envelope.shrink(LARGEST_KEPT_BUFFER);
		envelope.clear();
		cache(envelope);
		this.inUse.decrement();
		addToken();
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
		return this.free.get();
	}

	long inUse() {
		return this.inUse.sum();
	}

	void close() {
		this.closed = true;
	}

	private @Nullable Envelope tryAcquire() {
		if (!takeToken()) {
			return null;
		}
		try {
			return storage();
		}
		catch (OutOfMemoryError ex) {
			addToken();
			throw ex;
		}
	}

	private boolean takeToken() {
		int tokens = this.free.get();
		while (tokens > 0) {
			if (this.free.compareAndSet(tokens, tokens - 1)) {
				return true;
			}
			tokens = this.free.get();
		}
		return false;
	}

	private void addToken() {
		int tokens = this.free.get();
		while (tokens < this.maxFree && !this.free.compareAndSet(tokens, tokens + 1)) {
			tokens = this.free.get();
		}
		if (tokens + 1 == this.recovery) {
			this.recovered = true;
		}
	}

	private Envelope storage() {
		Envelope cachedOne = fromCache();
		Envelope envelope = (cachedOne != null) ? cachedOne : new Envelope(this);
		this.inUse.increment();
		return envelope;
	}

	/** Who finds the cache in use goes without: nobody waits for a storage. */
	private @Nullable Envelope fromCache() {
		if (!this.cacheInUse.compareAndSet(false, true)) {
			return null;
		}
		Envelope top = this.cached;
		if (top != null) {
			this.cached = top.next;
			this.cachedBytes -= STORAGE_OVERHEAD + top.footprint();
			top.next = null;
		}
		this.cacheInUse.setRelease(false);
		return top;
	}

	private void cache(Envelope envelope) {
		long bytes = STORAGE_OVERHEAD + envelope.footprint();
		if (!this.cacheInUse.compareAndSet(false, true)) {
			return;
		}
		if (this.cachedBytes + bytes <= this.maxCachedBytes) {
			envelope.next = this.cached;
			this.cached = envelope;
			this.cachedBytes += bytes;
		}
		this.cacheInUse.setRelease(false);
	}

}
