package io.tofu.spring;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes part after part from a source, on a thread that waits for the source and for the
 * peer. The source is closed in any case, once.
 */
final class PulledFeed implements OutgoingFeed {

	private static final Logger logger = LoggerFactory.getLogger(PulledFeed.class);

	private final OutgoingFrames frames;

	private final OutgoingSource source;

	private final Executor closer;

	private final Function<Throwable, TofuResponseException> failures;

	private final Semaphore wakeUps = new Semaphore(0);

	private final AtomicBoolean closed = new AtomicBoolean();

	private volatile boolean running;

	/** Whether a thread may be waiting for the source. */
	private volatile boolean reading;

	/**
	 * A feed that was not run.
	 * @param frames what the parts are offered to
	 * @param source where they come from
	 * @param closer closes the source while another thread waits for it
	 * @param failures what the peer is told of a failure
	 */
	PulledFeed(OutgoingFrames frames, OutgoingSource source, Executor closer,
			Function<Throwable, TofuResponseException> failures) {
		this.frames = frames;
		this.source = source;
		this.closer = closer;
		this.failures = failures;
	}

	@Override
	public boolean waits() {
		return true;
	}

	@Override
	public void run() {
		this.running = true;
		try {
			sendAll();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			fail(new TofuException("Interrupted while sending a stream", ex));
		}
		catch (Throwable ex) {
			fail(ex);
		}
		finally {
			close();
		}
	}

	@Override
	public void wake() {
		this.wakeUps.release();
		if (this.frames.isOver() && (this.running ? this.reading && this.source.isWokenByClosing() : true)) {
			try {
				this.closer.execute(this::close);
			}
			catch (RejectedExecutionException | OutOfMemoryError ex) {
				logger.debug("There is no thread to close a source that is being read", ex);
			}
		}
	}

	private void sendAll() throws Exception {
		while (true) {
			// In this order: whoever ends the message sees that, or we see the end
			this.reading = true;
			if (this.frames.isOver()) {
				return;
			}
			OutgoingPart part = this.source.next();
			this.reading = false;
			while (!this.frames.offer(part)) {
				if (this.frames.isOver()) {
					return;
				}
				this.wakeUps.acquire();
				this.wakeUps.drainPermits();
			}
		}
	}

	private void fail(Throwable failure) {
		if (!this.frames.isOver()) {
			this.frames.failed(failure, this.failures.apply(failure));
		}
	}

	private void close() {
		if (this.closed.compareAndSet(false, true)) {
			try {
				this.source.close();
			}
			catch (Exception ex) {
				logger.debug("The source of a stream could not be closed", ex);
			}
		}
	}

}
