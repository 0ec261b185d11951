package io.tofu.spring.listener;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.tofu.OpCode;
import io.tofu.spring.ErrorTypes;
import io.tofu.spring.IncomingCredit;
import io.tofu.spring.IncomingStream;
import io.tofu.spring.OutgoingStream;
import io.tofu.spring.TofuResponseException;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * One message, or one frame, on its way through a listener: call, result or failure,
 * answer, end. Runs on a listener thread; a result that comes later, from any thread, is
 * answered on a listener thread, too. Whoever handles a failure can turn it into a
 * result, or into another failure, but never makes a rejected Hello an accepted one.
 */
final class Invocation extends GatedCall {

	private static final WireError UNWANTED = new WireError(ErrorTypes.CANCELLED, "The answer is not wanted any more",
			true);

	private final Inbox inbox;

	private final TofuListenerContainer listener;

	private final @Nullable Message<?> whole;

	private final io.tofu.@Nullable Message frame;

	private final IncomingExchange.@Nullable Frames frames;

	/** What the frame counts, which the method may give away. */
	private final int cost;

	/** What comes of the message while the method works on it. */
	private final @Nullable IncomingStream stream;

	private final boolean last;

	/** Whether the sender got its answer, or is just getting it. */
	private final AtomicBoolean answered = new AtomicBoolean();

	/** Why the streams of this call end, although it goes on. */
	private volatile @Nullable WireError ending;

	/** What answers while it comes into being. */
	private volatile @Nullable OutgoingStream streamed;

	// one thread after another

	/** What the method failed with, before anybody was asked about it. */
	private @Nullable Throwable failure;

	/** Whether the method has returned a result that was still to come. */
	private boolean returned;

	/** A call for a whole message, or for one whose payload is still to come. */
	Invocation(Inbox inbox, TofuListenerContainer listener, OpCode opCode, long messageId, Message<?> message, int size,
			@Nullable IncomingStream stream) {
		super(inbox.reading(), opCode, messageId, size);
		this.inbox = inbox;
		this.listener = listener;
		this.whole = message;
		this.frame = null;
		this.frames = null;
		this.cost = 0;
		this.stream = stream;
		this.last = true;
	}

	/** A call for one frame, which the invocation owns from here on. */
	Invocation(Inbox inbox, IncomingExchange.Frames frames, io.tofu.Message frame) {
		super(inbox.reading(), frame.opCode(), frame.messageId(), Inbox.sizeOf(frame));
		this.inbox = inbox;
		this.listener = frames.listener();
		this.whole = null;
		this.frame = frame;
		this.frames = frames;
		this.cost = IncomingCredit.cost(frame);
		this.stream = null;
		this.last = !frame.hasMore();
	}

	TofuListenerContainer listener() {
		return this.listener;
	}

	@Override
	public void run() {
		if (this.frames != null && this.frames.isOver()) {
			leave();
			return;
		}
		if (this.frames != null) {
			this.frames.begin();
		}
		Object result;
		try {
			result = this.listener.call(message());
		}
		catch (Throwable ex) {
			failed(ex);
			return;
		}
		succeeded(result);
	}

	@Override
	void abandon(WireError reason) {
		boolean begun = this.frames != null && this.frames.isBegun();
		refuse(begun ? new WireError(ErrorTypes.CANCELLED, reason.message(), true) : reason);
	}

	@Override
	boolean cutOff() {
		boolean cut = mayReport();
		if (cut) {
			this.inbox.refuse(opCode(), messageId(), Inbox.CUT_OFF);
		}
		return endStreams(Inbox.CUT_OFF) || cut;
	}

	/** The sender wants no answer any more; on the receive thread. */
	void cancelled() {
		endStreams(UNWANTED);
	}

	/** Ends without having run. */
	void refuse(WireError error) {
		close();
		if (this.frames == null || this.frames.end()) {
			this.inbox.refuse(opCode(), messageId(), error);
		}
		this.inbox.leave(this);
	}

	private Message<?> message() {
		if (this.whole != null) {
			return this.whole;
		}
		assert this.frame != null : "either whole or a frame";
		return this.inbox.describe(this.frame);
	}

	/** Goes on with what the method has returned, or whoever spoke for it. */
	private void succeeded(@Nullable Object result) {
		try {
			CompletionStage<?> later = LaterResults.of(result);
			if (later != null) {
				await(later);
				return;
			}
			if (this.last && this.listener.results().isStream(result)) {
				stream(Objects.requireNonNull(result));
				return;
			}
			answer(result);
		}
		catch (Throwable ex) {
			failed(ex);
			return;
		}
		leave();
	}

	/** Asks once whether somebody makes a result of the failure. */
	private void failed(Throwable thrown) {
		Throwable reason = WireError.unwrap(thrown);
		if (this.failure != null) {
			reportAndLeave(reason);
			return;
		}
		this.failure = reason;
		this.listener.gate().goesOn(this);
		Object substitute;
		try {
			substitute = this.listener.recover(message(), reason);
		}
		catch (Throwable ex) {
			reportAndLeave(WireError.unwrap(ex));
			return;
		}
		succeeded(substitute);
	}

	private void await(CompletionStage<?> stage) {
		if (!this.returned) {
			this.returned = true;
			this.listener.gate().returned();
		}
		stage.whenComplete((value, thrown) -> {
			try {
				this.inbox.execute(() -> {
					if (thrown != null) {
						failed(thrown);
					}
					else {
						succeeded(value);
					}
				});
			}
			catch (RejectedExecutionException | OutOfMemoryError ex) {
				// No thread to be had, now or ever
				Answers.discard(value);
				reportAndLeave(new TofuResponseException(ErrorTypes.CANCELLED, null, ex));
			}
		});
	}

	/** Sends a result while it comes into being, which takes this call as long. */
	@SuppressWarnings("FutureReturnValueIgnored")
	private void stream(Object result) {
		if (opCode() != OpCode.REQUEST) {
			Answers.discard(result);
			throw new IllegalStateException("A " + result.getClass().getTypeName() + " was returned for a " + opCode()
					+ ", which has no answer that could be a stream");
		}
		if (!this.answered.compareAndSet(false, true)) {
			Answers.discard(result);
			leave();
			return;
		}
		OutgoingStream answer;
		try {
			answer = this.inbox.answers().stream(messageId(), result, this::failureOfStream);
		}
		catch (RuntimeException ex) {
			this.answered.set(false);
			Answers.discard(result);
			throw ex;
		}
		this.streamed = answer;
		WireError reason = this.ending;
		if (reason != null) {
			answer.cancel(reason.type());
		}
		CompletableFuture<Void> sent = answer.send();
		if (!sent.isDone() && !this.returned) {
			this.returned = true;
			this.listener.gate().returned();
		}
		sent.whenComplete((nothing, thrown) -> {
			this.inbox.answers().streamed(messageId(), thrown);
			leave();
		});
	}

	/** What the peer is told if a result fails while it is sent. */
	private TofuResponseException failureOfStream(Throwable thrown) {
		Throwable reason = WireError.unwrap(thrown);
		try {
			if (this.listener.recover(message(), reason) instanceof TofuResponseException known) {
				return known;
			}
		}
		catch (Throwable ex) {
			reason = WireError.unwrap(ex);
		}
		WireError error = this.listener.describe(StreamFailures.reason(reason, this.stream), opCode());
		return new TofuResponseException(error.type(), error.message());
	}

	/** Ends what is read and what is sent; whether there was an answer under way. */
	private boolean endStreams(WireError reason) {
		this.ending = reason;
		if (this.stream != null) {
			this.stream.lose(new TofuResponseException(reason.type(), reason.message()));
		}
		OutgoingStream answer = this.streamed;
		if (answer != null) {
			answer.cancel(reason.type());
		}
		return answer != null;
	}

	private void answer(@Nullable Object result) {
		try {
			if (result instanceof TofuResponseException error) {
				report(error);
			}
			else if (this.failure != null && opCode() == OpCode.HELLO_REQUEST) {
				report(this.failure);
			}
			else if (this.last) {
				this.listener.gate().finishing(this, this.returned);
				discardStream();
				send(result);
			}
		}
		finally {
			// Does nothing if it was sent
			Answers.discard(result);
		}
	}

	private void send(@Nullable Object result) {
		if (!this.answered.compareAndSet(false, true)) {
			return;
		}
		boolean sent = false;
		try {
			this.inbox.answers().result(opCode(), messageId(), result);
			sent = true;
		}
		finally {
			// What could not be sent becomes an error
			this.answered.set(sent);
		}
	}

	private void reportAndLeave(Throwable reason) {
		try {
			report(reason);
		}
		finally {
			leave();
		}
	}

	private void report(Throwable reason) {
		this.listener.gate().finishing(this, this.returned);
		WireError error = this.listener.describe(StreamFailures.reason(reason, this.stream), opCode());
		discardStream();
		if (mayReport()) {
			this.inbox.answers().error(opCode(), messageId(), error);
		}
	}

	/** Whether nobody has answered yet, nor told the sender of the frames a failure. */
	private boolean mayReport() {
		return (this.frames == null || this.frames.end()) && this.answered.compareAndSet(false, true);
	}

	private void leave() {
		close();
		this.listener.gate().completed(this, this.returned);
		this.inbox.leave(this);
	}

	private void close() {
		if (this.frame != null && this.frames != null) {
			this.frame.close();
			if (!this.last) {
				this.frames.handled(this.cost);
			}
		}
		discardStream();
	}

	/**
	 * What was not read is not read any more; whoever gets the answer may count on it.
	 */
	private void discardStream() {
		if (this.stream != null) {
			this.stream.discard();
		}
	}

}
