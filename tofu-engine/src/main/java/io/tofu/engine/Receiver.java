package io.tofu.engine;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import io.tofu.AmpeException;
import io.tofu.AmpeStatus;
import io.tofu.Message;
import org.jspecify.annotations.Nullable;

/** The application's end of a group's inbox: one thread at a time takes messages. */
final class Receiver {

	private final Group group;

	private final Inbox inbox;

	/** Taken by the one thread that may receive. */
	private final AtomicBoolean receiving = new AtomicBoolean();

	/** Set when the inbox is complete: who has taken everything gets an exception. */
	private volatile boolean complete;

	/** Set by the owner's close: nobody wants what is in the inbox. */
	private volatile boolean discarding;

	Receiver(Group group, Inbox inbox) {
		this.group = group;
		this.inbox = inbox;
	}

	// receiver

	/** The next message, waiting for it so many nanoseconds. */
	@Nullable Message receive(long timeout) {
		if (!this.receiving.compareAndSet(false, true)) {
			if (this.discarding) {
				throw this.group.shutdown();
			}
			throw new IllegalStateException("Another thread is in waitReceive of this group");
		}
		try {
			Envelope next = take();
			if (next == null && timeout > 0) {
				next = await(timeout);
			}
			return (next != null) ? handOut(next) : null;
		}
		finally {
			this.receiving.set(false);
			if (this.discarding) {
				discardAll();
			}
		}
	}

	private @Nullable Envelope take() {
		if (this.discarding) {
			throw this.group.shutdown();
		}
		boolean last = this.complete;
		Envelope next = this.inbox.take();
		if (last && next == null) {
			throw this.group.shutdown();
		}
		return next;
	}

	private @Nullable Envelope await(long timeout) {
		long start = System.nanoTime();
		Envelope next = null;
		for (long left = timeout; next == null && left > 0; left = timeout - (System.nanoTime() - start)) {
			if (Thread.currentThread().isInterrupted()) {
				throw new AmpeException(AmpeStatus.INTERRUPTED, "Interrupted while waiting for a message");
			}
			this.inbox.await(left, () -> this.complete || Thread.currentThread().isInterrupted());
			next = take();
		}
		return next;
	}

	private Message handOut(Envelope envelope) {
		boolean awaited = this.inbox.onTaken(envelope);
		return this.group.handOut(envelope, awaited);
	}

	static long nanos(Duration duration) {
		try {
			return Math.max(0, duration.toNanos());
		}
		catch (ArithmeticException ex) {
			return duration.isNegative() ? 0 : Long.MAX_VALUE;
		}
	}

	// any thread

	/** Nothing more will come. */
	void complete() {
		this.complete = true;
		this.inbox.wake();
	}

	/** Nobody wants anything any more. */
	void discard() {
		this.discarding = true;
		complete();
		discardAll();
	}

	/**
	 * Gives the inbox back to the pool, unless the receiver is there: it does it then.
	 */
	private void discardAll() {
		if (!this.receiving.compareAndSet(false, true)) {
			return;
		}
		for (Envelope next = this.inbox.take(); next != null; next = this.inbox.take()) {
			this.group.discard(next);
		}
		this.receiving.set(false);
	}

}
