package io.tofu.spring;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.tofu.OpCode;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * A request of ours that waits for its answer. It ends in exactly one answer or one
 * exception; whatever comes first counts.
 */
final class Exchange {

	private final TofuChannel channel;

	private final long id;

	private final int maxSize;

	private final @Nullable SignalQueue signals;

	private final CompletableFuture<Message<byte[]>> result = new CompletableFuture<>();

	private volatile boolean begun;

	/** When its time is over, as {@link RequestTimer} counts. */
	private volatile long deadline = RequestTimer.NEVER;

	private volatile Duration timeout = Duration.ZERO;

	// guarded by this
	private boolean over;

	/** What has come of an answer that is not complete. */
	private @Nullable JoinedPayload answer;

	/** What has come of a Signal that is not complete. */
	private @Nullable JoinedPayload signal;

	Exchange(TofuChannel channel, long id, int maxSize, @Nullable SignalQueue signals) {
		this.channel = channel;
		this.id = id;
		this.maxSize = maxSize;
		this.signals = signals;
	}

	long id() {
		return this.id;
	}

	/**
	 * The outcome. Completed on the receive thread, the scheduler or a callback thread:
	 * what follows must not block, or run elsewhere.
	 */
	CompletableFuture<Message<byte[]>> result() {
		return this.result;
	}

	/** Whether the peer has said anything about the request, and so works on it. */
	boolean hasBegun() {
		return this.begun;
	}

	/** Takes a frame of the answer, on the receive thread. */
	void onFrame(io.tofu.Message frame) {
		this.begun = true;
		JoinedPayload joined;
		boolean last;
		synchronized (this) {
			if (this.over) {
				discard(frame);
				return;
			}
			joined = (this.answer != null) ? this.answer : new JoinedPayload(this.channel, this.maxSize);
			last = joined.add(frame);
			this.answer = last ? null : joined;
		}
		if (joined.isTooLarge()) {
			fail(new PayloadTooLargeException(this.maxSize));
		}
		else if (last) {
			Message<byte[]> message = joined.toMessage();
			end(() -> this.result.complete(message));
		}
	}

	/**
	 * Takes a frame of a Signal under this exchange's id, on the receive thread; false if
	 * it is not wanted.
	 */
	boolean onSignal(io.tofu.Message frame) {
		this.begun = true;
		if (this.signals == null) {
			return false;
		}
		JoinedPayload joined;
		synchronized (this) {
			if (this.over) {
				return false;
			}
			joined = (this.signal != null) ? this.signal : new JoinedPayload(this.channel, this.maxSize);
			boolean last = joined.add(frame);
			this.signal = last ? null : joined;
			if (!last) {
				return true;
			}
		}
		deliver(this.signals, joined);
		return true;
	}

	/** Ends the exchange without an answer. Any thread. */
	void fail(TofuException failure) {
		end(() -> this.result.completeExceptionally(failure));
	}

	/** Ends the exchange when its time is over, unless it has ended by then. */
	void failAfter(Duration left, Duration timeout) {
		if (this.signals != null) {
			// An answer that waits for them has left the other requests already
			this.channel.connections().schedule(this.result, left, () -> timeOut(timeout));
			return;
		}
		this.timeout = timeout;
		this.deadline = RequestTimer.after(left);
		this.channel.exchanges().timer().watch(this);
	}

	long deadline() {
		return this.deadline;
	}

	/** The time that {@link #failAfter} has given is over. */
	void timeOut() {
		timeOut(this.timeout);
	}

	/**
	 * The time is over: the result is there afterwards. An answer that only waits for the
	 * Signals before it to be delivered counts. Any thread.
	 */
	void timeOut(Duration timeout) {
		leave();
		this.result.completeExceptionally(
				new TofuTimeoutException("No answer on " + this.channel + " within " + timeout.toMillis() + " ms"));
	}

	/** Nobody waits any more. Any thread. */
	void abandon() {
		leave();
		this.result.cancel(false);
	}

	/** Nothing more is taken, and what waits is not delivered any more. */
	private void leave() {
		synchronized (this) {
			if (this.answer != null) {
				this.channel.exchanges().discardRest(OpCode.RESPONSE, this.id);
			}
			if (this.signal != null) {
				this.channel.exchanges().discardRest(OpCode.SIGNAL, this.id);
			}
			this.answer = null;
			this.signal = null;
			this.over = true;
		}
		this.channel.exchanges().remove(this);
		if (this.signals != null) {
			this.signals.close();
		}
	}

	/**
	 * A frame of the answer that comes at the moment in which nobody wants it any more.
	 */
	private void discard(io.tofu.Message frame) {
		try (frame) {
			if (frame.hasMore()) {
				this.channel.exchanges().discardRest(OpCode.RESPONSE, this.id);
			}
			else {
				this.channel.exchanges().noRest(OpCode.RESPONSE, this.id);
			}
		}
	}

	private void deliver(SignalQueue queue, JoinedPayload payload) {
		Message<byte[]> message = payload.toMessage();
		if (payload.isTooLarge()) {
			dropped("more than " + this.maxSize + " bytes");
		}
		else if (message.getHeaders().containsKey(TofuHeaders.ERROR_TYPE)) {
			dropped("given up by its sender");
		}
		else {
			for (int dropped = queue.add(message); dropped > 0; dropped--) {
				dropped("its consumer is too slow");
			}
		}
	}

	private void dropped(String reason) {
		this.channel.connections().dropped(this.channel, OpCode.SIGNAL, reason);
	}

	/** Signals that came before the outcome are delivered before it. */
	private void end(Runnable completion) {
		if (this.signals == null) {
			completion.run();
		}
		else {
			this.signals.end(completion);
		}
	}

}
