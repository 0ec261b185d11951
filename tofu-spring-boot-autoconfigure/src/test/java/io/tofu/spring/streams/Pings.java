package io.tofu.spring.streams;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Small requests, one after another while something else goes on. */
final class Pings implements AutoCloseable {

	private static final int MOST = 1 << 16;

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(2);

	private final Runnable request;

	private final long[] nanos = new long[MOST];

	private final CompletableFuture<Void> done;

	private volatile boolean ended;

	private int count;

	Pings(Runnable request) {
		this.request = request;
		this.done = CompletableFuture.runAsync(this::run, (task) -> new Thread(task, "pings").start());
	}

	private void run() {
		while (!this.ended && this.count < MOST) {
			long begun = System.nanoTime();
			this.request.run();
			this.nanos[this.count++] = System.nanoTime() - begun;
			LockSupport.parkNanos(PAUSE);
		}
	}

	/** Ends them, and fails if one of them has. */
	@Override
	public void close() {
		this.ended = true;
		this.done.join();
		Arrays.sort(this.nanos, 0, this.count);
	}

	/** How many there were. */
	int count() {
		return this.count;
	}

	/** How long they took, when they have ended. */
	@Override
	public String toString() {
		return "%d pings, median %d µs, 99 %% within %d µs, longest %d µs".formatted(this.count, micros(0.5),
				micros(0.99), micros(1));
	}

	private long micros(double part) {
		return Duration.ofNanos(this.nanos[(int) (part * (this.count - 1))]).toNanos() / 1000;
	}

}
