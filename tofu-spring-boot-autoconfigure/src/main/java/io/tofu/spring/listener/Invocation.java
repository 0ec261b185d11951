package io.tofu.spring.listener;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.tofu.OpCode;
import io.tofu.spring.ErrorTypes;
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

	private final Inbox inbox;

	private final TofuListenerContainer listener;

	private final @Nullable Message<?> whole;

	private final io.tofu.@Nullable Message frame;

	private final IncomingExchange.@Nullable Frames frames;

	private final boolean last;

	/** Whether the sender got its answer, or is just getting it. */
	private final AtomicBoolean answered = new AtomicBoolean();

	// one thread after another

	/** What the method failed with, before anybody was asked about it. */
	private @Nullable Throwable failure;

	/** Whether the method has returned a result that was still to come. */
	private boolean returned;

	/** A call for a whole message. */
	Invocation(Inbox inbox, TofuListenerContainer listener, OpCode opCode, long messageId, Message<?> message,
			int size) {
		super(inbox.reading(), opCode, messageId, size);
		this.inbox = inbox;
		this.listener = listener;
		this.whole = message;
		this.frame = null;
		this.frames = null;
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
	void abandon() {
		boolean begun = this.frames != null && this.frames.isBegun();
		refuse(begun ? Inbox.CUT_OFF : new WireError(ErrorTypes.UNAVAILABLE, "The listener is stopped", true));
	}

	@Override
	boolean cutOff() {
		boolean cut = mayReport();
		if (cut) {
			this.inbox.refuse(opCode(), messageId(), Inbox.CUT_OFF);
		}
		return cut;
	}

	/** Ends without having run. */
	void refuse(WireError error) {
		close();
		if (this.frames == null || this.frames.end()) {
			this.inbox.refuse(opCode(), messageId(), error);
		}
		this.inbox.leave();
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
		WireError error = this.listener.describe(reason, opCode());
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
		this.inbox.leave();
	}

	private void close() {
		if (this.frame != null) {
			this.frame.close();
		}
	}

}
