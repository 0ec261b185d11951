package io.tofu.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.tofu.AmpeException;
import io.tofu.AmpeOptions;
import io.tofu.AmpeStatus;
import io.tofu.OpCode;
import org.jspecify.annotations.Nullable;

/**
 * One word that says whether a channel is closed, and how many messages and bytes were
 * accepted for it that are neither sent nor returned yet.
 *
 * <p>
 * A poster claims before it hands a message over. The loop closes first, and emits the
 * channel's last message only when every claim is settled. So a message that was accepted
 * is never forgotten, and none arrives behind the last one.
 */
final class Claims {

	private static final long CLOSED = 1L << 63;

	private static final int COUNT_SHIFT = 32;

	private static final long ONE_MESSAGE = 1L << COUNT_SHIFT;

	private static final long BYTES = ONE_MESSAGE - 1;

	private static final VarHandle WORD;

	static {
		try {
			WORD = MethodHandles.lookup().findVarHandle(Claims.class, "word", long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final AmpeOptions options;

	/** Of all channels together. */
	private final SendTotal total;

	private volatile long word;

	/** Made by the first one who finds no room. */
	private volatile @Nullable Room room;

	Claims(AmpeOptions options, SendTotal total) {
		this.total = total;
		this.options = options;
	}

	/**
	 * Claims room for a message if no other claim is unsettled: whoever gets it overtakes
	 * nobody.
	 */
	boolean claimAlone(int length) {
		return this.word == 0 && WORD.compareAndSet(this, 0L, ONE_MESSAGE + length);
	}

	/**
	 * Claims room for a message; a bye is never refused for lack of it.
	 * @return success, {@link AmpeStatus#INVALID_CHANNEL_NUMBER} if the channel is
	 * closed, {@link AmpeStatus#SEND_QUEUE_FULL} if the queue is at its limit already
	 */
	AmpeStatus claim(OpCode opCode, int length) {
		while (true) {
			long current = this.word;
			if (current < 0) {
				return AmpeStatus.INVALID_CHANNEL_NUMBER;
			}
			if (isFull(current) && !isBye(opCode)) {
				return AmpeStatus.SEND_QUEUE_FULL;
			}
			if (WORD.compareAndSet(this, current, current + ONE_MESSAGE + length)) {
				return AmpeStatus.SUCCESS;
			}
		}
	}

	/** Claimed messages were sent or go back, or were not handed over after all. */
	void settle(int count, long length) {
		long settled = count * ONE_MESSAGE + length;
		long left = (long) WORD.getAndAdd(this, -settled) - settled;
		Room waiting = this.room;
		if (waiting != null && waiting.isAwaited() && isLow(left)) {
			waiting.signal();
		}
	}

	/** Nobody can claim any more. */
	void close() {
		WORD.getAndBitwiseOr(this, CLOSED);
		wakeWaiting();
	}

	/** Has those who wait look whether there is room. */
	void wakeWaiting() {
		Room waiting = this.room;
		if (waiting != null) {
			waiting.signal();
		}
	}

	boolean isClosed() {
		return this.word < 0;
	}

	boolean isSettled() {
		return (this.word & ~CLOSED) == 0;
	}

	/** How many messages are claimed. */
	int messages() {
		return (int) count(this.word);
	}

	/** How many bytes are claimed. */
	long bytes() {
		return this.word & BYTES;
	}

	/** Whether the queue is not at its limit, or closed. */
	boolean hasRoom() {
		long current = this.word;
		return current < 0 || !isFull(current);
	}

	/** Whether the queue has fallen to half its limits. */
	boolean isLow() {
		return isLow(this.word);
	}

	/**
	 * Waits until there may be room or the channel is closed.
	 * @return false if the deadline has passed
	 * @throws AmpeException {@link AmpeStatus#INTERRUPTED}
	 */
	boolean awaitRoom(long deadline) {
		return room().await(deadline);
	}

	/** Notes that a claim was refused; false if that is known. */
	boolean refuse() {
		return room().refused.compareAndSet(false, true);
	}

	/** Whether a claim was refused and nobody was told of room since. */
	boolean hasRefused() {
		Room made = this.room;
		return made != null && made.refused.get();
	}

	/** Somebody will be told of room; false if nobody wants to know. */
	boolean forgive() {
		return room().refused.compareAndSet(true, false);
	}

	private synchronized Room room() {
		Room existing = this.room;
		if (existing == null) {
			existing = new Room();
			this.room = existing;
		}
		return existing;
	}

	private boolean isFull(long current) {
		long count = count(current);
		return count >= this.options.sendQueueMessages() || (current & BYTES) >= this.options.sendQueueBytes()
				|| (count > 0 && this.total.isFull());
	}

	private boolean isLow(long current) {
		long count = count(current);
		return count <= this.options.sendQueueMessages() / 2 && (current & BYTES) <= this.options.sendQueueBytes() / 2
				&& (count == 0 || !this.total.isFull());
	}

	private static long count(long current) {
		return (current & ~CLOSED) >>> COUNT_SHIFT;
	}

	private static boolean isBye(OpCode opCode) {
		return switch (opCode) {
			case BYE_REQUEST, BYE_RESPONSE, BYE_SIGNAL -> true;
			default -> false;
		};
	}

	/** Where posters wait for room, or note that they want to be told of it. */
	private final class Room {

		private final AtomicBoolean refused = new AtomicBoolean();

		private final ReentrantLock lock = new ReentrantLock();

		private final Condition changed = this.lock.newCondition();

		private final AtomicInteger waiting = new AtomicInteger();

		boolean isAwaited() {
			return this.waiting.get() > 0;
		}

		boolean await(long deadline) {
			this.lock.lock();
			this.waiting.incrementAndGet();
			try {
				while (!hasRoom()) {
					long left = deadline - System.nanoTime();
					if (left <= 0) {
						return false;
					}
					this.changed.awaitNanos(left);
				}
				return true;
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new AmpeException(AmpeStatus.INTERRUPTED, "Interrupted while waiting for room to send", ex);
			}
			finally {
				this.waiting.decrementAndGet();
				this.lock.unlock();
			}
		}

		void signal() {
			this.lock.lock();
			try {
				this.changed.signalAll();
			}
			finally {
				this.lock.unlock();
			}
		}

	}

}
