package io.tofu.engine;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

import io.tofu.AmpeException;
import io.tofu.AmpeStatus;
import io.tofu.Message;
import org.jspecify.annotations.Nullable;

/** The application's end of a group's inbox: one thread at a time takes messages. */
final class Receiver {

	/** How many bytes a thread posts before it sends them by itself. */
	private static final int A_LOT = 128 << 10;

	/** What a message weighs beside its frame. */
	private static final int PER_MESSAGE = 432;

	/** How many messages to one peer are enough for it to begin with them. */
	private static final int ENOUGH = 64;

	private final Group group;

	private final Reactor reactor;

	private final Inbox inbox;

	private final BooleanSupplier isWaiting = this::isWaiting;

	private final BooleanSupplier hasNews = this::hasNews;

	/** Taken by the one thread that may receive. */
	private final AtomicBoolean receiving = new AtomicBoolean();

	/** Set when the inbox is complete: who has taken everything gets an exception. */
	private volatile boolean complete;

	/** Set by the owner's close: nobody wants what is in the inbox. */
	private volatile boolean discarding;

	/** Whether the thread that waits may turn the loop. */
	private volatile boolean mayTurn;

	/** Whether the receiver turns the loop, or is about to. */
	private volatile boolean turning;

	// receiver

	/** The thread that waited for a message, and turns the loop when it waits again. */
	private @Nullable Thread returning;

	/** How much that thread has handed over since. */
	private int posted;

	/** The channel it has posted to last, and how many messages in a row. */
	private int channel;

	private int inARow;

	// turn

	/** Whether something was delivered of which it was not told yet. */
	private boolean served;

	Receiver(Group group, Reactor reactor, Inbox inbox) {
		this.group = group;
		this.reactor = reactor;
		this.inbox = inbox;
	}

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
			// a virtual thread would hold its carrier in the selector
			this.mayTurn = this.reactor.groups().isOnly(this.group) && !VirtualThreads.isCurrent();
			if (!this.mayTurn || !turn(left)) {
				// who turns instead of this thread knows nothing of what it has posted
				this.reactor.handover().expedite();
				this.inbox.await(left, this.hasNews);
			}
			next = take();
		}
		// whoever turns the loop leaves it to this thread now
		this.returning = this.mayTurn ? Thread.currentThread() : null;
		this.posted = 0;
		this.inARow = 0;
		return next;
	}

	/** Turns the loop instead of waiting for others to do so, if nobody does. */
	private boolean turn(long nanos) {
		this.turning = true;
		boolean turned = this.reactor.loop().turnFor(this.isWaiting, nanos);
		this.turning = false;
		return turned;
	}

	private boolean isWaiting() {
		return this.inbox.isEmpty() && !hasNews();
	}

	private boolean hasNews() {
		return this.complete || Thread.currentThread().isInterrupted();
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

	/** Whether this thread is going to turn the loop when it has nothing else to do. */
	boolean isReturning() {
		return Thread.currentThread().equals(this.returning);
	}

	/**
	 * Whether this thread has more messages at hand to work on: what it posts meanwhile
	 * goes out together.
	 */
	boolean isInBatch() {
		return isReturning() && this.inbox.hasBatch();
	}

	/**
	 * Whether what this thread has handed over since it turned the loop should go out: if
	 * it is a lot, or if a peer can begin with it while this thread works on the rest.
	 */
	boolean hasPostedEnough(int channelNumber, int length) {
		this.inARow = (channelNumber == this.channel) ? this.inARow + 1 : 1;
		this.channel = channelNumber;
		this.posted += PER_MESSAGE + length;
		if (this.posted < A_LOT && (this.inARow < ENOUGH || !this.inbox.hasBatch())) {
			return false;
		}
		this.posted = 0;
		this.inARow = 0;
		return true;
	}

	/**
	 * Turns the loop on this thread as long as that says so, if this is the thread that
	 * turns it anyway and no other one does at the moment.
	 */
	void turnWhile(BooleanSupplier waits, long nanos) {
		if (isReturning() && this.reactor.groups().isOnly(this.group)) {
			this.reactor.loop().turnFor(waits, nanos);
		}
	}

	/** There is something to receive. */
	void wake() {
		if (this.turning) {
			this.reactor.loop().wheel().wakeIfTurning();
		}
		this.inbox.wake();
	}

	/** Nothing more will come. */
	void complete() {
		this.complete = true;
		wake();
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

	// turn

	/** Something was delivered: it is told of that once, with those who are served. */
	void onServed(Queue<Receiver> all) {
		if (!this.served) {
			all.add(this);
			this.served = true;
		}
	}

	/**
	 * There is something to receive, which a turn has brought: if the receiver waits and
	 * may turn next, the engine's thread leaves the loop to it first.
	 */
	void relieveOrWake() {
		this.served = false;
		boolean next = this.mayTurn && this.inbox.isAwaited() && this.reactor.groups().isOnly(this.group);
		if (!next || !this.reactor.loop().leaveTo(this)) {
			wake();
		}
	}

}
