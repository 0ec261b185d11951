package io.tofu.spring;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.tofu.OpCode;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.GenericMessage;

/**
 * A request of ours that waits for its answer. It ends in exactly one answer or one
 * exception; whatever comes first counts. An answer that is a stream is there with its
 * first frame; the exchange goes on until the last one.
 */
final class Exchange {

	private static final byte[] NOTHING = {};

	private final TofuChannel channel;

	private final long id;

	private final boolean streamed;

	private final @Nullable SignalQueue signals;

	private final CompletableFuture<Message<?>> result = new CompletableFuture<>();

	/** What is being sent and takes time. */
	private volatile @Nullable OutgoingStream request;

	private volatile boolean begun;

	/** When its time is over, as {@link RequestTimer} counts. */
	private volatile long deadline = RequestTimer.NEVER;

	private volatile Duration timeout = Duration.ZERO;

	private volatile boolean sent;

	/** Set before what is being sent is stopped: what begins to be sent looks at it. */
	private volatile boolean failed;

	// guarded by this
	private boolean over;

	/** Whether the last frame of the answer has come. */
	private boolean answered;

	/** What has come of an answer that is not complete. */
	private @Nullable JoinedPayload answer;

	/** What an answer is that is a stream. */
	private @Nullable IncomingStream stream;

	/** What has come of a Signal that is not complete. */
	private @Nullable JoinedPayload signal;

	/**
	 * A request that is to be sent.
	 * @param channel where it is
	 * @param id its message id
	 * @param streamed whether the answer is wanted as a stream
	 * @param signals takes Signals under that id, null if they are not wanted
	 */
	Exchange(TofuChannel channel, long id, boolean streamed, @Nullable SignalQueue signals) {
		this.channel = channel;
		this.id = id;
		this.streamed = streamed;
		this.signals = signals;
	}

	TofuChannel channel() {
		return this.channel;
	}

	long id() {
		return this.id;
	}

	/**
	 * The outcome: bytes, or an {@link IncomingStream} if that is wanted and the peer
	 * does not answer with an error alone. Completed on the receive thread, the scheduler
	 * or a callback thread: what follows must not block, or run elsewhere.
	 */
	CompletableFuture<Message<?>> result() {
		return this.result;
	}

	/** Whether the peer has said anything about the request, and so works on it. */
	boolean hasBegun() {
		return this.begun;
	}

	/** Whether nothing of the request has gone to the peer, and so it knows of none. */
	boolean isUnsent() {
		OutgoingStream sending = this.request;
		return sending != null && !sending.hasBegun();
	}

	/** The request was handed to the engine, with its first frame at least. */
	void sent() {
		this.sent = true;
	}

	/**
	 * Sends the request, until all is sent or nobody needs it any more; if that fails,
	 * the exchange does. Waits for its source only without an executor.
	 */
	@SuppressWarnings("FutureReturnValueIgnored")
	CompletableFuture<Void> send(OutgoingStream outgoing, @Nullable Executor executor) {
		this.request = outgoing;
		outgoing.done().whenComplete((nothing, failure) -> {
			// Of what has failed already the source is closed, and may complain of that
			if (failure != null && !(failure instanceof CancellationException) && !this.failed) {
				fail((failure instanceof RuntimeException) ? failure
						: new TofuException("The body of the request cannot be read: " + failure, failure));
			}
		});
		boolean unwanted;
		synchronized (this) {
			unwanted = this.over || this.failed || this.result.isDone();
		}
		if (unwanted) {
			outgoing.cancel(ErrorTypes.CANCELLED);
		}
		return (executor != null) ? outgoing.sendBy(executor) : outgoing.send();
	}

	/** Takes a frame of the answer, on the receive thread. */
	void onFrame(io.tofu.Message frame) {
		this.begun = true;
		if (this.streamed) {
			onStreamed(frame);
		}
		else {
			onJoined(frame);
		}
	}

	private void onJoined(io.tofu.Message frame) {
		JoinedPayload joined;
		int maxSize = this.channel.connections().settings().maxJoinedSize();
		boolean last;
		synchronized (this) {
			if (this.over) {
				discard(frame);
				return;
			}
			joined = (this.answer != null) ? this.answer : new JoinedPayload(this.channel, maxSize);
			last = joined.add(frame);
			this.answered = last;
			this.answer = last ? null : joined;
		}
		if (joined.isTooLarge()) {
			fail(new PayloadTooLargeException(maxSize, "ask for a stream, or raise tofu.listener.max-joined-size"));
		}
		else if (last) {
			Message<byte[]> message = joined.toMessage();
			stopSending();
			end(() -> this.result.complete(message));
		}
	}

	private void onStreamed(io.tofu.Message frame) {
		boolean last = !frame.hasMore();
		boolean error = last && frame.headers().contains(TofuHeaders.ERROR_TYPE);
		IncomingStream incoming;
		MessageHeaders headers = null;
		synchronized (this) {
			if (this.over) {
				discard(frame);
				return;
			}
			if (this.stream == null) {
				headers = HeaderMapping.toSpring(this.channel, frame);
				if (!error) {
					this.stream = new IncomingStream(this.channel, OpCode.RESPONSE, this.id, (taken) -> {
					});
				}
			}
			incoming = this.stream;
			this.answered = last;
		}
		if (incoming != null) {
			incoming.onFrame(frame);
		}
		else {
			frame.close();
		}
		if (headers != null) {
			this.deadline = RequestTimer.NEVER;
			Message<?> message = new GenericMessage<>((incoming != null) ? incoming : NOTHING, headers);
			this.result.complete(message);
			if (incoming != null) {
				incoming.whenOver(this::abandon);
			}
		}
		if (last) {
			stopSending();
			end(() -> {
			});
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
		int maxSize = this.channel.connections().settings().maxJoinedSize();
		synchronized (this) {
			if (this.over) {
				return false;
			}
			joined = (this.signal != null) ? this.signal : new JoinedPayload(this.channel, maxSize);
			boolean last = joined.add(frame);
			this.signal = last ? null : joined;
			if (!last) {
				return true;
			}
		}
		deliver(this.signals, joined, maxSize);
		return true;
	}

	/** Ends the exchange without an answer, or without the rest of it. Any thread. */
	void fail(Throwable failure) {
		this.failed = true;
		stopSending();
		IncomingStream incoming;
		synchronized (this) {
			incoming = this.stream;
		}
		if (incoming == null) {
			end(() -> this.result.completeExceptionally(failure));
		}
		else {
			incoming.fail(known(failure));
			end(() -> {
			});
		}
	}

	/** Ends the exchange when its time is over, unless it has an answer by then. */
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

	/**
	 * The time that {@link #failAfter} has given is over, unless the answer has begun.
	 */
	void timeOut() {
		this.deadline = RequestTimer.NEVER;
		if (!this.result.isDone()) {
			timeOut(this.timeout);
		}
	}

	/**
	 * The time is over: the result is there afterwards. An answer that only waits for the
	 * Signals before it to be delivered counts. Any thread.
	 */
	void timeOut(Duration timeout) {
		TofuTimeoutException failure = new TofuTimeoutException(
				"No answer on " + this.channel + " within " + timeout.toMillis() + " ms");
		try {
			leave(() -> failure);
		}
		finally {
			this.result.completeExceptionally(failure);
		}
	}

	/** Nobody waits any more. Any thread. */
	void abandon() {
		boolean answeredAtOnce = !this.streamed && this.signals == null;
		if (answeredAtOnce && this.result.isDone() && !this.result.isCompletedExceptionally()) {
			// The answer was the end of all
			return;
		}
		leave(() -> new TofuException("The answer is not wanted any more"));
		this.result.cancel(false);
	}

	/** Nothing more is taken, and what waits is not delivered any more. */
	private void leave(Supplier<TofuException> reason) {
		IncomingStream incoming;
		boolean delivering;
		synchronized (this) {
			if (this.answer != null || (this.stream != null && !this.over && !this.answered)) {
				this.channel.exchanges().discardRest(OpCode.RESPONSE, this.id);
			}
			if (this.signal != null) {
				this.channel.exchanges().discardRest(OpCode.SIGNAL, this.id);
			}
			incoming = this.stream;
			delivering = incoming != null && this.answered;
			this.answer = null;
			this.signal = null;
			this.over = true;
		}
		boolean unanswered = this.channel.exchanges().remove(this);
		OutgoingStream sending = this.request;
		stopSending();
		if (incoming != null) {
			incoming.fail(reason.get());
		}
		else if (unanswered && (this.sent || (sending != null && sending.hasBegun()))) {
			this.channel.streams().cancel(StreamDirection.RESPONSE, this.id);
		}
		if (this.signals != null && !delivering) {
			this.signals.close();
		}
	}

	/** Nobody waits for the rest of the request. */
	private void stopSending() {
		OutgoingStream sending = this.request;
		if (sending != null) {
			sending.cancel(ErrorTypes.CANCELLED);
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

	private void deliver(SignalQueue queue, JoinedPayload payload, int maxSize) {
		Message<byte[]> message = payload.toMessage();
		if (payload.isTooLarge()) {
			dropped("more than " + maxSize + " bytes");
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

	private static TofuException known(Throwable failure) {
		return (failure instanceof TofuException known) ? known
				: new TofuException("The request could not be sent completely: " + failure, failure);
	}

}
