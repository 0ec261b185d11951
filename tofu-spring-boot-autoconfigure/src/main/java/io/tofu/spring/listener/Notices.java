package io.tofu.spring.listener;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

import io.tofu.AmpeStatus;
import io.tofu.Message;
import io.tofu.OpCode;
import io.tofu.spring.TofuChannel;
import io.tofu.spring.TofuMessageConverter;
import org.jspecify.annotations.Nullable;

/**
 * What the engine itself says, on its way to the listeners that want to know it. Nobody
 * is answered, and nobody is pushed back: what is too much is dropped.
 */
final class Notices {

	private static final byte[] NO_BYTES = {};

	private final Inboxes inboxes;

	/** All notices come from here, so that a listener gets them one after another. */
	private final Reading source = new Reading(Notices::pushBackNobody, Notices::pushBackNobody, () -> true);

	Notices(Inboxes inboxes) {
		this.inboxes = inboxes;
	}

	/** Hands a notice over, which stays the caller's; on the receive thread. */
	void receive(@Nullable TofuChannel channel, Message notice) {
		AmpeStatus status = notice.status();
		MappingTable.Resolution found = this.inboxes.table().resolve(status, channel, notice.headers());
		TofuListenerContainer listener = found.listener();
		if (listener == null) {
			return;
		}
		if (found.rival() != null) {
			this.inboxes.reportTie(listener, found.rival());
			this.inboxes.dropped(channel, notice.opCode(), status.toString());
		}
		else if (!listener.isRunning() || !listener.gate()
			.submit(new NoticeCall(listener, notice.messageId(),
					this.inboxes.converter().copyOut(channel, notice, NO_BYTES)))) {
			this.inboxes.dropped(channel, notice.opCode(), status.toString());
		}
	}

	private static void pushBackNobody() {
		// The engine goes on whatever we do
	}

	/** One call of a listener for a notice. */
	private final class NoticeCall extends GatedCall {

		private final TofuListenerContainer listener;

		private final org.springframework.messaging.Message<?> message;

		// one thread after another
		/** Whether the method has returned a result that was still to come. */
		private boolean returned;

		NoticeCall(TofuListenerContainer listener, long messageId, org.springframework.messaging.Message<?> message) {
			super(Notices.this.source, OpCode.SIGNAL, messageId, 0);
			this.listener = listener;
			this.message = message;
		}

		@Override
		public void run() {
			try {
				Object result = this.listener.call(this.message);
				CompletionStage<?> later = LaterResults.of(result);
				if (later != null) {
					this.returned = true;
					this.listener.gate().returned();
					later.whenComplete(this::ended);
					return;
				}
				Answers.discard(result);
			}
			catch (Throwable ex) {
				failed(ex);
				return;
			}
			leave();
		}

		@Override
		void abandon(WireError reason) {
			// Nobody waits for it
		}

		/** The result that was still to come is there; on any thread. */
		private void ended(@Nullable Object result, @Nullable Throwable failure) {
			Answers.discard(result);
			if (failure == null) {
				leave();
				return;
			}
			try {
				Notices.this.inboxes.executor().execute(() -> failed(failure));
			}
			catch (RejectedExecutionException | OutOfMemoryError ex) {
				// No thread to be had, now or ever
				reportAndLeave(failure);
			}
		}

		private void failed(Throwable failure) {
			try {
				Answers.discard(this.listener.recover(this.message, WireError.unwrap(failure)));
			}
			catch (Throwable ex) {
				reportAndLeave(ex);
				return;
			}
			leave();
		}

		private void reportAndLeave(Throwable failure) {
			try {
				this.listener.describe(WireError.unwrap(failure), OpCode.SIGNAL);
			}
			finally {
				leave();
			}
		}

		private void leave() {
			this.listener.gate().completed(this, this.returned);
		}

	}

}
