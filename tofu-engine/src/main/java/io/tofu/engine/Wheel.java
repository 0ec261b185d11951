package io.tofu.engine;

import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * Who turns the loop, one thread at a time: a thread that waits for messages turns it
 * until one comes, so that request and answer need no other thread. When it leaves, to
 * work on what it got, it is expected back; the engine's own thread steps in when there
 * is something to do at once, or when nobody has come for a while.
 */
final class Wheel {

	/**
	 * How long the engine's thread lets the wheel stand still, or up to twice as long.
	 */
	private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(2);

	/** Somebody turns, or will look again before it sleeps. */
	private static final int AWAKE = 0;

	/** Somebody sleeps in the selector, or is about to. */
	private static final int SELECTING = 1;

	/** Nobody turns; the engine's thread is waiting. */
	private static final int ABSENT = 2;

	private final Selector selector;

	private final Thread engine;

	private final AtomicReference<@Nullable Thread> driver = new AtomicReference<>();

	private final AtomicInteger state = new AtomicInteger(ABSENT);

	/** How often somebody else than the engine's thread has left the wheel. */
	private final AtomicLong journeys = new AtomicLong();

	/** Whether the engine's thread shall turn now. */
	private volatile boolean needed = true;

	/** Whether the engine's thread sleeps until somebody leaves the wheel. */
	private volatile boolean dozing;

	Wheel(Selector selector, Thread engine) {
		this.selector = selector;
		this.engine = engine;
	}

	// any thread

	/** Has somebody look for work at once. */
	void wake() {
		int seen = this.state.get();
		if (seen != AWAKE && this.state.compareAndSet(seen, AWAKE)) {
			if (seen == SELECTING) {
				this.selector.wakeup();
			}
			else {
				callEngine();
			}
		}
	}

	/** As {@link #wake}, but leaves it to whoever has left the wheel to come back. */
	void wakeIfTurning() {
		if (this.state.get() == SELECTING) {
			wake();
		}
	}

	/** Has the engine's thread take the wheel as soon as it can. */
	void callEngine() {
		this.needed = true;
		LockSupport.unpark(this.engine);
	}

	/** Takes the wheel, unless somebody else has it. */
	boolean take() {
		Thread current = Thread.currentThread();
		return current.equals(this.driver.get()) || this.driver.compareAndSet(null, current);
	}

	// who turns

	/** Says that it is about to sleep; it has to look for work once more then. */
	void fallAsleep() {
		this.state.set(SELECTING);
	}

	/** Says that it does not sleep any more. */
	void awake() {
		if (this.state.get() != AWAKE) {
			this.state.set(AWAKE);
		}
	}

	/**
	 * Leaves the wheel; it has to look for work once more then, and {@link #wake} if
	 * there is some.
	 */
	void leave() {
		if (!Thread.currentThread().equals(this.engine)) {
			this.journeys.incrementAndGet();
		}
		this.driver.set(null);
		this.state.compareAndSet(AWAKE, ABSENT);
		if (this.dozing) {
			LockSupport.unpark(this.engine);
		}
	}

	// the engine's thread

	/** Waits until it has to turn, and takes the wheel. */
	void await() {
		long seen = this.journeys.get();
		while (!takeIfNeeded()) {
			LockSupport.parkNanos(this, PATIENCE);
			// an interrupt means nothing here, but nothing would wait any more
			Thread.interrupted();
			boolean still = this.journeys.get() == seen;
			if (still && take()) {
				return;
			}
			if (still) {
				doze(seen);
			}
			seen = this.journeys.get();
		}
	}

	/** Takes the wheel if somebody has called. */
	boolean takeIfNeeded() {
		if (!this.needed) {
			return false;
		}
		this.needed = false;
		return take();
	}

	/** Sleeps as long as one and the same thread turns. */
	private void doze(long seen) {
		this.dozing = true;
		if (this.driver.get() != null && this.journeys.get() == seen && !this.needed) {
			LockSupport.park(this);
		}
		this.dozing = false;
	}

}
