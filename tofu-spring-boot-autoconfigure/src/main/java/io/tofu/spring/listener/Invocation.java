package io.tofu.spring.listener;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

import io.tofu.OpCode;
import io.tofu.spring.ErrorTypes;
import io.tofu.spring.TofuResponseException;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * One message, or one frame, on its way through a listener: call, result or failure,
 * answer, end. Runs on a listener thread; a result that comes later, from any thread, is
 * answered on a listener thread, too.
 */
final class Invocation extends GatedCall {

	private final Inbox inbox;

	private final TofuListenerContainer listener;

	private final @Nullable Message<?> whole;

	private final io.tofu.@Nullable Message frame;

	private final IncomingExchange.@Nullable Frames frames;

	private final boolean last;

	/** A call for a whole message. */
	Invocation(Inbox inbox, TofuListenerContainer listener, OpCode opCode, long messageId, Message<?> message) {
		super(inbox.reading(), opCode, messageId);
		this.inbox = inbox;
		this.listener = listener;
		this.whole = message;
		this.frame = null;
		this.frames = null;
		this.last = true;
	}

	/** A call for one frame, which the invocation owns from here on. */
	Invocation(Inbox inbox, IncomingExchange.Frames frames, io.tofu.Message frame) {
		super(inbox.reading(), frame.opCode(), frame.messageId());
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
			leave(false);
			return;
		}
		Object result = null;
		Throwable failure = null;
		try {
			Message<?> message = message();
			result = this.listener.call(message);
			CompletionStage<?> later = LaterResults.of(result);
			if (later != null) {
				await(later, message);
				return;
			}
		}
		catch (Throwable ex) {
			failure = ex;
		}
		end(result, failure, false);
	}

	@Override
	void abandon() {
		refuse(new WireError(ErrorTypes.UNAVAILABLE, "The listener is stopped", true));
	}

	/** Ends without having run. */
	void refuse(WireError error) {
		close();
		if (this.frames == null) {
			this.inbox.refuse(opCode(), messageId(), error);
		}
		else if (!this.frames.isOver()) {
			this.frames.end();
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

	private void await(CompletionStage<?> stage, Message<?> message) {
		stage.whenComplete((value, failure) -> {
			try {
				this.inbox.execute(() -> endLater(message, value, failure));
			}
			catch (RejectedExecutionException ex) {
				end(null, new TofuResponseException(ErrorTypes.UNAVAILABLE, null, ex), true);
			}
		});
		this.listener.gate().returned();
	}

	private void endLater(Message<?> message, @Nullable Object value, @Nullable Throwable failure) {
		Object result = value;
		Throwable remaining = null;
		if (failure != null) {
			try {
				result = this.listener.recover(message, WireError.unwrap(failure));
			}
			catch (Throwable ex) {
				remaining = ex;
			}
		}
		end(result, remaining, true);
	}

	private void end(@Nullable Object result, @Nullable Throwable failure, boolean returned) {
		try {
			if (failure != null) {
				fail(failure);
			}
			else if (this.last) {
				this.inbox.answers().result(opCode(), messageId(), result);
			}
		}
		catch (Throwable ex) {
			fail(ex);
		}
		finally {
			if (result instanceof io.tofu.Message message) {
				message.close();
			}
			leave(returned);
		}
	}

	private void fail(Throwable failure) {
		if (this.frames != null) {
			this.frames.end();
		}
		Throwable unwrapped = WireError.unwrap(failure);
		WireError error = this.listener.describe(unwrapped, opCode());
		this.inbox.answers().error(opCode(), messageId(), error);
	}

	private void leave(boolean returned) {
		close();
		this.listener.gate().completed(this, returned);
		this.inbox.leave();
	}

	private void close() {
		if (this.frame != null) {
			this.frame.close();
		}
	}

}
