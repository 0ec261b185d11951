package io.tofu.spring;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Ends a stream that stands still although one side waits for the other. Thread-safe.
 */
final class StreamTimer {

	private final TofuConnections connections;

	private final long timeout;

	private final BooleanSupplier stuck;

	private final Runnable onTimeout;

	private volatile long moved = System.nanoTime();

	// guarded by this
	private @Nullable ScheduledFuture<?> next;

	private boolean stopped;

	/**
	 * A timer that is not started yet.
	 * @param stuck whether one side waits for the other
	 * @param onTimeout ends the stream; on the scheduler, at most once
	 */
	StreamTimer(TofuConnections connections, Duration timeout, BooleanSupplier stuck, Runnable onTimeout) {
		this.connections = connections;
		this.timeout = timeout.toNanos();
		this.stuck = stuck;
		this.onTimeout = onTimeout;
	}

	/** Begins to look, if it was not stopped. */
	void start() {
		moved();
		schedule(this.timeout);
	}

	/** The stream does not stand still. */
	void moved() {
		this.moved = System.nanoTime();
	}

	/** Looks no more. */
	synchronized void stop() {
		this.stopped = true;
		if (this.next != null) {
			this.next.cancel(false);
		}
	}

	private void look() {
		long left = this.timeout - (System.nanoTime() - this.moved);
		if (left > 0) {
			schedule(left);
		}
		else if (this.stuck.getAsBoolean()) {
			this.onTimeout.run();
		}
		else {
			schedule(this.timeout);
		}
	}

	private synchronized void schedule(long nanos) {
		if (this.stopped) {
			return;
		}
		try {
			this.next = this.connections.schedule(this::look, Duration.ofNanos(nanos));
		}
		catch (RejectedExecutionException ex) {
			// The application has ended, and so do its channels
			this.stopped = true;
		}
	}

}
