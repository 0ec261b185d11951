package io.tofu.spring;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends those requests of one channel whose time is over. Nearly all are answered long
 * before, so that no request has a timer of its own: when the first of those that wait
 * may be due, all are looked at. Thread-safe.
 */
final class RequestTimer {

	private static final Logger logger = LoggerFactory.getLogger(RequestTimer.class);

	/** Who waits for ever. */
	static final long NEVER = Long.MAX_VALUE;

	/** How long after a look the next one is at the earliest. */
	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

	/** What times are counted from, lest they overflow. */
	private static final long START = System.nanoTime();

	private final Exchanges exchanges;

	private final TofuConnections connections;

	/** When the next look is. */
	private volatile long next = NEVER;

	// guarded by this
	private @Nullable ScheduledFuture<?> look;

	// guarded by this
	private boolean closed;

	RequestTimer(Exchanges exchanges, TofuConnections connections) {
		this.exchanges = exchanges;
		this.connections = connections;
	}

	/** When so much time will have passed. */
	static long after(Duration time) {
		return now() + time.toNanos();
	}

	/**
	 * Sees to it that a request that was added ends in time.
	 * @throws java.util.concurrent.RejectedExecutionException if the scheduler has ended
	 */
	void watch(Exchange exchange) {
		lookAt(exchange.deadline());
	}

	/** All requests have ended, and there will be no others. */
	synchronized void close() {
		this.closed = true;
		cancel();
	}

	private void lookAt(long time) {
		if (time >= this.next) {
			return;
		}
		synchronized (this) {
			if (time < this.next && !this.closed) {
				cancel();
				this.look = this.connections.schedule(() -> look(time), Duration.ofNanos(time - now()));
				this.next = time;
			}
		}
	}

	private void look(long time) {
		synchronized (this) {
			if (this.next != time) {
				return;
			}
			this.next = NEVER;
		}
		long now = now();
		long first = NEVER;
		for (Exchange exchange : this.exchanges.all()) {
			if (exchange.deadline() <= now) {
				timeOut(exchange);
			}
			else {
				first = Math.min(first, exchange.deadline());
			}
		}
		if (first != NEVER) {
			lookAt(Math.max(first, now + PAUSE));
		}
	}

	/** Whatever becomes of one, the others must end, too. */
	private static void timeOut(Exchange exchange) {
		try {
			exchange.timeOut();
		}
		catch (RuntimeException | Error ex) {
			logger.error("A request did not end as it should when its time was over", ex);
		}
	}

	// guarded by this
	private void cancel() {
		if (this.look != null) {
			this.look.cancel(false);
		}
		this.next = NEVER;
	}

	private static long now() {
		return System.nanoTime() - START;
	}

}
