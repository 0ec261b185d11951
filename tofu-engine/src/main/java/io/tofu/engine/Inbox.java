package io.tofu.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import io.tofu.AmpeStatus;
import org.jspecify.annotations.Nullable;

/**
 * What waits for a group's receiver. Any thread adds; one thread at a time takes, from a
 * batch that it drained before.
 *
 * <p>
 * How full it is, is the difference of two counters, each written by one side alone: the
 * loop's and the receiver's. The receiver publishes its own at the end of a batch and
 * every few messages in between, then looks whether the loop waits for it; the loop says
 * that it waits, then looks at the counter again. So one of the two always sees the
 * other.
 */
final class Inbox {

	/** How many messages the receiver takes before it publishes that it did. */
	private static final int PUBLISH_EVERY = 64;

	private static final VarHandle WAITER;

	static {
		try {
			WAITER = MethodHandles.lookup().findVarHandle(Inbox.class, "waiter", Thread.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final Mailbox mailbox = new Mailbox();

	/** Messages of the application to itself that wait. */
	private final AtomicInteger updates = new AtomicInteger();

	private final int maxMessages;

	private final long maxBytes;

	private volatile @Nullable Thread waiter;

	private volatile long takenMessages;

	private volatile long takenBytes;

	private volatile boolean choked;

	// receiver only

	private @Nullable Envelope batch;

	private long messages;

	private long bytes;

	// turn

	private long addedMessages;

	private long addedBytes;

	/** The bytes that were too many when reading paused. */
	private long chokingBytes;

	Inbox(int maxMessages, long maxBytes) {
		this.maxMessages = maxMessages;
		this.maxBytes = maxBytes;
	}

	// turn

	/** Adds a burst, linked from the last to the first. */
	boolean add(Envelope last, Envelope first, int count, long length) {
		if (!this.mailbox.push(last, first)) {
			return false;
		}
		this.addedMessages += count;
		this.addedBytes += length;
		return true;
	}

	/**
	 * Whether reading should pause; then {@link #onTaken} tells until {@link #unchokes}
	 * says yes.
	 * @param share how many bytes may wait here at the moment
	 */
	boolean chokes(long share) {
		if (!this.choked) {
			this.chokingBytes = Math.min(this.maxBytes, share);
			if (!isHigh()) {
				return false;
			}
		}
		this.choked = true;
		// only then: the receiver may have gone below in between
		return !unchokes();
	}

	/** How many messages there is room for, at least one. */
	int room() {
		return (int) Math.max(1, this.maxMessages - waitingMessages());
	}

	/** Whether reading may go on after it paused. */
	boolean unchokes() {
		if (isLow()) {
			this.choked = false;
		}
		return !this.choked;
	}

	// any thread

	/**
	 * Adds a message of the application to itself.
	 * @return success, {@link AmpeStatus#INBOX_FULL} or
	 * {@link AmpeStatus#SHUTDOWN_STARTED}
	 */
	AmpeStatus addUpdate(Envelope update) {
		if (this.updates.incrementAndGet() > 2L * this.maxMessages) {
			this.updates.decrementAndGet();
			return AmpeStatus.INBOX_FULL;
		}
		if (!this.mailbox.push(update)) {
			return AmpeStatus.SHUTDOWN_STARTED;
		}
		return AmpeStatus.SUCCESS;
	}

	/** Whether a receiver waits, or is about to. */
	boolean isAwaited() {
		return this.waiter != null;
	}

	/**
	 * Makes a waiting receiver look again.
	 * @return whether one was waiting
	 */
	boolean wake() {
		Thread thread = this.waiter;
		if (thread == null || !WAITER.compareAndSet(this, thread, null)) {
			return false;
		}
		LockSupport.unpark(thread);
		return true;
	}

	/** Refuses what comes from now on; what was there can still be taken. */
	void close() {
		this.mailbox.close();
	}

	// receiver

	/** The next message, or null. */
	@Nullable Envelope take() {
		if (this.batch == null) {
			this.batch = this.mailbox.takeAll();
		}
		Envelope next = this.batch;
		if (next != null) {
			this.batch = next.next;
			next.next = null;
		}
		return next;
	}

	/**
	 * Counts a message that was taken.
	 * @return whether the loop waits for the receiver to have taken more
	 */
	boolean onTaken(Envelope envelope) {
		if (envelope.status() == AmpeStatus.RECEIVER_UPDATE) {
			this.updates.decrementAndGet();
		}
		else {
			this.messages++;
			this.bytes += envelope.length;
		}
		if (this.batch != null && this.messages % PUBLISH_EVERY != 0) {
			return false;
		}
		this.takenBytes = this.bytes;
		this.takenMessages = this.messages;
		return this.choked;
	}

	/** Whether the receiver has taken several messages out and not handed out all. */
	boolean hasBatch() {
		return this.batch != null;
	}

	/** Waits until something may be there, at most so long. */
	void await(long nanos, BooleanSupplier there) {
		this.waiter = Thread.currentThread();
		if (isEmpty() && !there.getAsBoolean()) {
			LockSupport.parkNanos(this, nanos);
		}
		this.waiter = null;
	}

	boolean isEmpty() {
		return this.batch == null && this.mailbox.isEmpty();
	}

	private boolean isHigh() {
		return waitingMessages() >= this.maxMessages || waitingBytes() >= this.chokingBytes;
	}

	private boolean isLow() {
		return waitingMessages() <= this.maxMessages / 2 && waitingBytes() <= this.chokingBytes / 2;
	}

	private long waitingMessages() {
		return this.addedMessages - this.takenMessages;
	}

	/** How many bytes wait, or a few more. */
	long waitingBytes() {
		return this.addedBytes - this.takenBytes;
	}

}
