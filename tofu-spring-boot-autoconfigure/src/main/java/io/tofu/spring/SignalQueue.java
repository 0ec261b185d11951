package io.tofu.spring;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.messaging.Message;

/**
 * Delivers the Signals of one request to its consumer, in order and one at a time, on a
 * callback thread, and then tells that the outcome is due. If the consumer is slow, the
 * oldest ones that wait make room for new ones. Thread-safe.
 */
final class SignalQueue {

	/** How many Signals may wait for a slow consumer. */
	static final int MAX_WAITING = 256;

	private static final Logger logger = LoggerFactory.getLogger(SignalQueue.class);

	private final Consumer<? super Message<byte[]>> consumer;

	private final Executor executor;

	private final int maxBytes;

	// guarded by this
	private final Queue<Message<byte[]>> waiting = new ArrayDeque<>();

	private int bytes;

	private boolean delivering;

	private boolean closed;

	private @Nullable Runnable outcome;

	/**
	 * A queue for one request.
	 * @param consumer gets the Signals
	 * @param executor where it does
	 * @param maxBytes how many bytes may wait together
	 */
	SignalQueue(Consumer<? super Message<byte[]>> consumer, Executor executor, int maxBytes) {
		this.consumer = consumer;
		this.executor = executor;
		this.maxBytes = maxBytes;
	}

	/** Takes a Signal; returns how many older ones were dropped to make room for it. */
	int add(Message<byte[]> signal) {
		int dropped = 0;
		synchronized (this) {
			if (this.closed || this.outcome != null) {
				return 1;
			}
			this.waiting.add(signal);
			this.bytes += signal.getPayload().length;
			while (this.waiting.size() > MAX_WAITING || (this.bytes > this.maxBytes && this.waiting.size() > 1)) {
				poll();
				dropped++;
			}
			if (this.delivering) {
				return dropped;
			}
			this.delivering = true;
		}
		deliver();
		return dropped;
	}

	/** Runs the outcome once, when the Signals so far are delivered, or on closing. */
	void end(Runnable outcome) {
		boolean due;
		synchronized (this) {
			due = this.closed;
			if (!due) {
				this.outcome = outcome;
				if (this.delivering) {
					return;
				}
				this.delivering = true;
			}
		}
		if (due) {
			outcome.run();
		}
		else {
			deliver();
		}
	}

	/** Delivers no more; an outcome that waits is due now. */
	void close() {
		Runnable due;
		synchronized (this) {
			this.closed = true;
			this.waiting.clear();
			this.bytes = 0;
			due = this.outcome;
			this.outcome = null;
		}
		if (due != null) {
			due.run();
		}
	}

	private void deliver() {
		try {
			this.executor.execute(this::deliverAll);
		}
		catch (RejectedExecutionException | OutOfMemoryError ex) {
			// No thread to be had, now or ever
			close();
		}
	}

	private void deliverAll() {
		for (Runnable next = next(); next != null; next = next()) {
			try {
				next.run();
			}
			catch (Throwable ex) {
				logger.warn("A callback failed", ex);
			}
		}
	}

	private synchronized @Nullable Runnable next() {
		Message<byte[]> signal = poll();
		if (signal != null) {
			return () -> this.consumer.accept(signal);
		}
		Runnable due = this.outcome;
		this.outcome = null;
		this.closed |= due != null;
		this.delivering = false;
		return due;
	}

	/** Under the lock. */
	private @Nullable Message<byte[]> poll() {
		Message<byte[]> signal = this.waiting.poll();
		if (signal != null) {
			this.bytes -= signal.getPayload().length;
		}
		return signal;
	}

}
