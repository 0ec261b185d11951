package io.tofu.benchmarks.load;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * One timed run with a fixed number of requests in flight. A lane belongs to one
 * connection and is used by one thread at a time.
 */
public final class Load {

	private static final long DRAIN_SECONDS = 60;

	private final int window;

	private final Lane[] lanes;

	private final CountDownLatch undrained;

	private final @Nullable Histogram latencies;

	private volatile boolean stopped;

	private volatile @Nullable Throwable failure;

	/**
	 * A run that goes on until it is stopped.
	 * @param connections how many lanes there are
	 * @param window requests in flight on each
	 * @param latencies receives round-trip times in nanoseconds, if not null; only for
	 * one request in flight on one connection
	 */
	public Load(int connections, int window, @Nullable Histogram latencies) {
		this.window = window;
		this.latencies = latencies;
		this.undrained = new CountDownLatch(connections);
		this.lanes = new Lane[connections];
		for (int i = 0; i < connections; i++) {
			this.lanes[i] = new Lane();
		}
	}

	/**
	 * How many requests are in flight on each connection.
	 * @return the number
	 */
	public int window() {
		return this.window;
	}

	/**
	 * What counts for one connection.
	 * @param connection its index
	 * @return its lane
	 */
	public Lane lane(int connection) {
		return this.lanes[connection];
	}

	/**
	 * Whether replies are outstanding; for clients that run on the calling thread.
	 * @return false when all lanes are drained
	 */
	public boolean isRunning() {
		return this.undrained.getCount() > 0;
	}

	/** Waits until all lanes are drained; for clients that run in callbacks. */
	public void await() throws InterruptedException {
		if (!this.undrained.await(DRAIN_SECONDS, TimeUnit.SECONDS)) {
			throw new IllegalStateException(this.undrained.getCount() + " connections are not drained");
		}
		if (this.failure != null) {
			throw new IllegalStateException(this.failure);
		}
	}

	/**
	 * Ends the run.
	 * @param cause what went wrong
	 */
	public void fail(Throwable cause) {
		this.failure = cause;
		while (isRunning()) {
			this.undrained.countDown();
		}
	}

	/** No new requests; what is in flight is waited for. */
	public void stop() {
		this.stopped = true;
	}

	/**
	 * How many replies came on all lanes.
	 * @return the sum, when all lanes are drained
	 */
	public long replies() {
		long sum = 0;
		for (Lane lane : this.lanes) {
			sum += lane.replies;
		}
		return sum;
	}

	/** The run on one connection. */
	public final class Lane {

		private int inFlight = Load.this.window;

		private long replies;

		private long sentAt;

		/** To be called before the first request. */
		public void begin() {
			if (Load.this.latencies != null) {
				this.sentAt = System.nanoTime();
			}
		}

		/**
		 * Takes note of a reply.
		 * @return whether another request is to be sent
		 */
		public boolean onReply() {
			this.replies++;
			if (Load.this.latencies != null) {
				long now = System.nanoTime();
				Load.this.latencies.recordValue(now - this.sentAt);
				this.sentAt = now;
			}
			if (!Load.this.stopped) {
				return true;
			}
			this.inFlight--;
			if (this.inFlight == 0) {
				Load.this.undrained.countDown();
			}
			return false;
		}

	}

}
