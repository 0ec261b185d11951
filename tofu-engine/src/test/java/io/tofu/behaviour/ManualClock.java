package io.tofu.behaviour;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A clock that stands still until it is moved. It begins shortly before the nanoseconds
 * overflow, as those of {@link System#nanoTime()} may.
 */
final class ManualClock implements LongSupplier {

	private final AtomicLong time = new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(5).toNanos());

	private volatile boolean running;

	private volatile long runningSince;

	void advance(Duration duration) {
		this.time.addAndGet(duration.toNanos());
	}

	/** Runs from now on, so that what is closed comes to its end. */
	void run() {
		this.runningSince = System.nanoTime();
		this.running = true;
	}

	@Override
	public long getAsLong() {
		long since = this.running ? System.nanoTime() - this.runningSince : 0;
		return this.time.get() + since;
	}

}
