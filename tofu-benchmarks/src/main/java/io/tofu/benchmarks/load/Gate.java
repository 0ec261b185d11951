package io.tofu.benchmarks.load;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/** Hands one completion from a callback to the one thread that waits for it. */
public final class Gate {

	private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

	private volatile boolean open;

	private volatile @Nullable Thread waiter;

	private volatile @Nullable Throwable failure;

	/** Closes the gate for the thread that will wait: the caller. */
	public void arm() {
		this.waiter = Thread.currentThread();
		this.open = false;
	}

	/** Lets the waiter go on. */
	public void open() {
		this.open = true;
		LockSupport.unpark(this.waiter);
	}

	/**
	 * Has the waiter fail.
	 * @param cause what went wrong
	 */
	public void fail(Throwable cause) {
		this.failure = cause;
		open();
	}

	/** Waits until it is open. */
	public void await() {
		long start = System.nanoTime();
		while (!this.open) {
			LockSupport.parkNanos(this, PATIENCE_NANOS);
			if (!this.open && System.nanoTime() - start >= PATIENCE_NANOS) {
				throw new IllegalStateException("No reply came");
			}
		}
		if (this.failure != null) {
			throw new IllegalStateException(this.failure);
		}
	}

}
