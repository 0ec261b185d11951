package io.tofu.spring.listener;

import java.util.concurrent.atomic.AtomicBoolean;

import io.tofu.Message;
import io.tofu.OpCode;
import io.tofu.spring.IncomingCredit;
import io.tofu.spring.IncomingStream;
import io.tofu.spring.JoinedPayload;
import io.tofu.spring.TofuChannel;

/**
 * Several frames of one channel, opcode and id, of which more are to come.
 */
sealed interface IncomingExchange {

	/** Whether a listener works on it already. */
	default boolean isBeingHandled() {
		return false;
	}

	/** Whether it is in flight although no call of a listener is. */
	default boolean isArriving() {
		return true;
	}

	/** What identifies an exchange within a channel. */
	record Key(OpCode opCode, long messageId) {

		static Key of(Message frame) {
			return new Key(frame.opCode(), frame.messageId());
		}

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

		private final IncomingCredit credit;

		private final AtomicBoolean over = new AtomicBoolean();

		private volatile boolean begun;

		/** Frames that begin with this one. */
		Frames(TofuListenerContainer listener, TofuChannel channel, Message first) {
			this.listener = listener;
			this.credit = new IncomingCredit(channel, first);
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
			this.credit.end();
			return this.over.compareAndSet(false, true);
		}

		/** Whether the listener was called with one of them. */
		boolean isBegun() {
			return this.begun;
		}

		void begin() {
			this.begun = true;
		}

		/** A frame was handled that was not the last one: the peer may send more. */
		void handled(int cost) {
			this.credit.taken(cost);
		}

	}

	/** Frames that one call takes while they arrive, and is in flight with. */
	record Streamed(IncomingStream stream) implements IncomingExchange {

		@Override
		public boolean isArriving() {
			return false;
		}

	}

	/** Frames nobody wants. */
	enum Discarded implements IncomingExchange {

		INSTANCE;

		@Override
		public boolean isArriving() {
			return false;
		}

	}

}
