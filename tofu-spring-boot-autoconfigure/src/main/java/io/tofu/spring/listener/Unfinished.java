package io.tofu.spring.listener;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of unfinished messages are kept, on all channels together: those of one
 * channel may take a quarter of the room, or as much as one message may. Thread-safe.
 */
final class Unfinished {

	private static final int CHANNELS_SHARE = 4;

	private final long room;

	private final long roomOfChannel;

	private final AtomicLong kept = new AtomicLong();

	Unfinished(TofuListenerSettings settings) {
		this.room = settings.maxUnfinishedSize();
		this.roomOfChannel = Math.max(this.room / CHANNELS_SHARE, settings.maxJoinedSize());
	}

	/** What is kept now. */
	long kept() {
		return this.kept.get();
	}

	/** The part of one channel. */
	Share share() {
		return new Share();
	}

	final class Share {

		private final AtomicLong keptOfChannel = new AtomicLong();

		/** Keeps some bytes more; false if there is no room for them. */
		boolean keep(int size) {
			boolean room = this.keptOfChannel.addAndGet(size) <= Unfinished.this.roomOfChannel;
			if (Unfinished.this.kept.addAndGet(size) > Unfinished.this.room || !room) {
				release(size);
				return false;
			}
			return true;
		}

		/** Gives up some of the bytes kept. */
		void release(int size) {
			this.keptOfChannel.addAndGet(-size);
			Unfinished.this.kept.addAndGet(-size);
		}

	}

}
