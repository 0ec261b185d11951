package io.tofu.spring;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/**
 * What went wrong lately with the connection to one peer, and whether and when to connect
 * again. Not thread-safe.
 */
final class Setbacks {

	private final ReconnectSettings settings;

	private final LongSupplier nanoTime;

	/** How many attempts in a row have failed. */
	private int failures;

	/** How many connections in a row were lost soon after they came about. */
	private int losses;

	private long connectedAt;

	Setbacks(ReconnectSettings settings, LongSupplier nanoTime) {
		this.settings = settings;
		this.nanoTime = nanoTime;
	}

	/** Begins anew. */
	void forget() {
		this.failures = 0;
		this.losses = 0;
	}

	/** Notes a failed attempt; true if the one before it had not failed. */
	boolean attemptFailed() {
		return ++this.failures == 1;
	}

	/** Notes a connection. */
	void connected() {
		this.failures = 0;
		this.connectedAt = this.nanoTime.getAsLong();
	}

	/**
	 * Notes that the connection is lost: a peer that lets us in and drops us is not to be
	 * dialled all the time.
	 */
	void lost() {
		Duration lasted = Duration.ofNanos(this.nanoTime.getAsLong() - this.connectedAt);
		this.losses = this.settings.isLasting(lasted) ? 1 : this.losses + 1;
	}

	/** Whether another attempt is due. */
	boolean allowAttempt() {
		return this.settings.allows(this.failures);
	}

	/** How long to wait for it. */
	Duration pause() {
		return Duration.ofMillis(this.settings.delayMillis(count(), ThreadLocalRandom.current().nextDouble()));
	}

	int count() {
		return this.failures + this.losses;
	}

}
