package io.tofu.spring;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

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

	private final @Nullable Signals signals;

	private final CompletableFuture<Message<byte[]>> result = new CompletableFuture<>();

	private volatile boolean begun;

	// receive thread only
	private final JoinedPayload answer;

	Exchange(TofuChannel channel, long id, int maxSize, @Nullable Signals signals) {
		this.channel = channel;
		this.id = id;
		this.maxSize = maxSize;
		this.signals = signals;
		this.answer = new JoinedPayload(channel, maxSize);
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

	/** Takes a frame of the answer, on the receive thread. */
	void onFrame(io.tofu.Message frame) {
		this.begun = true;
		if (this.result.isDone()) {
			frame.close();
			return;
		}
		boolean last = this.answer.add(frame);
		if (this.answer.isTooLarge()) {
			fail(new PayloadTooLargeException(this.maxSize));
		}
		else if (last) {
			Message<byte[]> message = this.answer.toMessage();
			end(() -> this.result.complete(message));
		}
	}

	/**
	 * Takes a Signal under this exchange's id, on the receive thread; false if unwanted.
	 */
	boolean onSignal(io.tofu.Message signal) {
		if (this.signals == null || this.result.isDone()) {
			return false;
		}
		JoinedPayload payload = new JoinedPayload(this.channel, this.maxSize);
		payload.add(signal);
		this.signals.deliver(payload.toMessage());
		return true;
	}

	/** Ends the exchange without an answer. Any thread. */
	void fail(TofuException failure) {
		end(() -> this.result.completeExceptionally(failure));
	}

	/** Ends the exchange when its time is over, unless it has ended by then. */
	void failAfter(Duration left, Duration timeout) {
		this.channel.connections().schedule(this.result, left, () -> {
			forget();
			this.result.completeExceptionally(timedOut(timeout));
		});
	}

	/** Nobody waits any more. Any thread. */
	void abandon() {
		forget();
		this.result.cancel(false);
	}

	TofuTimeoutException timedOut(Duration timeout) {
		return new TofuTimeoutException("No answer on " + this.channel + " within " + timeout.toMillis() + " ms");
	}

	/**
	 * What is left of an answer that has begun to arrive is still this exchange's, to be
	 * discarded.
	 */
	private void forget() {
		if (!this.begun) {
			this.channel.exchanges().remove(this);
		}
	}

	/** Signals that came before the outcome are delivered before it. */
	private void end(Runnable completion) {
		if (this.signals == null) {
			completion.run();
			return;
		}
		try {
			this.signals.executor.execute(completion);
		}
		catch (RejectedExecutionException ex) {
			completion.run();
		}
	}

	/** Who wants the Signals under this exchange's id, and where that code runs. */
	record Signals(Consumer<? super Message<byte[]>> consumer, SerialExecutor executor) {

		void deliver(Message<byte[]> signal) {
			try {
				this.executor.execute(() -> this.consumer.accept(signal));
			}
			catch (RejectedExecutionException ex) {
				// The application is ending
			}
		}

	}

}
