package io.tofu.spring.listener;

/**
 * How many bytes of unfinished messages are kept, on all channels together: those of one
 * channel may take a quarter of the room, or as much as one message may. Receive thread
 * only.
 */
final class Unfinished {

	private static final int CHANNELS_SHARE = 4;

	private final long room;

	private final long roomOfChannel;

	private long kept;

	Unfinished(TofuListenerSettings settings) {
		this.room = settings.maxUnfinishedSize();
		this.roomOfChannel = Math.max(this.room / CHANNELS_SHARE, settings.maxJoinedSize());
	}

	/** What is kept now. */
	long kept() {
		return this.kept;
	}

	/** The part of one channel. */
	Share share() {
		return new Share();
	}

	final class Share {

		private long keptOfChannel;

		/** Keeps some bytes more; false if there is no room for them. */
		boolean keep(int size) {
			if (this.keptOfChannel + size > Unfinished.this.roomOfChannel
					|| Unfinished.this.kept + size > Unfinished.this.room) {
				return false;
			}
			add(size);
			return true;
		}

		/** Gives up some of the bytes kept. */
		void release(int size) {
			add(-size);
		}

		/** Gives up all. */
		void close() {
			add(-this.keptOfChannel);
		}

		private void add(long size) {
			this.keptOfChannel += size;
			Unfinished.this.kept += size;
		}

	}

}
