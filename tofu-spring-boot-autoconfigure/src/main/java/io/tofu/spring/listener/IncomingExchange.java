package io.tofu.spring.listener;

import java.util.concurrent.atomic.AtomicBoolean;

import io.tofu.OpCode;
import io.tofu.spring.JoinedPayload;

/**
 * Several frames of one channel, opcode and id, of which more are to come.
 */
sealed interface IncomingExchange {

	/** Whether a listener works on it already. */
	default boolean isBeingHandled() {
		return false;
	}

	/** What identifies an exchange within a channel. */
	record Key(OpCode opCode, long messageId) {
	}

	/** Frames that become one payload; receive thread only. */
	final class Joined implements IncomingExchange {

		private final TofuListenerContainer listener;

		private final JoinedPayload payload;

		private int size;

		Joined(TofuListenerContainer listener, JoinedPayload payload) {
			this.listener = listener;
			this.payload = payload;
		}

		TofuListenerContainer listener() {
			return this.listener;
		}

		JoinedPayload payload() {
			return this.payload;
		}

		/** Bytes kept so far, headers included. */
		int size() {
			return this.size;
		}

		void grow(int bytes) {
			this.size += bytes;
		}

	}

	/** Frames that the listener gets one by one, until it fails. */
	final class Frames implements IncomingExchange {

		private final TofuListenerContainer listener;

		private final AtomicBoolean over = new AtomicBoolean();

		private volatile boolean begun;

		Frames(TofuListenerContainer listener) {
			this.listener = listener;
		}

		TofuListenerContainer listener() {
			return this.listener;
		}

		@Override
		public boolean isBeingHandled() {
			return !isOver();
		}

		/** Whether the rest is discarded. */
		boolean isOver() {
			return this.over.get();
		}

		/** Discards the rest; false if it was already to be discarded. */
		boolean end() {
			return this.over.compareAndSet(false, true);
		}

		/** Whether the listener was called with one of them. */
		boolean isBegun() {
			return this.begun;
		}

		void begin() {
			this.begun = true;
		}

	}

	/** Frames nobody wants. */
	enum Discarded implements IncomingExchange {

		INSTANCE

	}

}
