package io.tofu.engine;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What connections need only at times. A reader or writer is a connection's own while
 * something is left over of a frame, or waits to be written; the rest is for the time of
 * one call. With the turn.
 */
final class Spares {

	/** How many writers are kept; more connections rarely write in one pass. */
	private static final int MOST_WRITERS = 1024;

	/** How many readers are kept, with the buffer of a frame each. */
	private static final int MOST_READERS = 16;

	private static final int LARGEST_READER = 128 << 10;

	private final MessagePool pool;

	private final Burst burst = new Burst();

	private final Sent sent;

	private final Deque<FrameWriter> writers = new ArrayDeque<>();

	private final Deque<FrameReader> readers = new ArrayDeque<>();

	Spares(MessagePool pool) {
		this.pool = pool;
		this.sent = new Sent(pool);
	}

	/** For what one read has brought; cleared when it is filled again. */
	Burst burst() {
		return this.burst;
	}

	/** For what one call has written; empty. */
	Sent sent() {
		return this.sent;
	}

	/** The reader for all connections of which nothing is left over; it stays here. */
	FrameReader reader() {
		FrameReader spare = this.readers.peek();
		if (spare == null) {
			spare = new FrameReader(this.pool);
			this.readers.push(spare);
		}
		return spare;
	}

	/** The {@link #reader} belongs to a connection now. */
	void onReaderTaken() {
		this.readers.pop();
	}

	/** Takes a reader back of which nothing is left over. */
	void giveBack(FrameReader reader) {
		if (this.readers.size() < MOST_READERS && reader.capacity() <= LARGEST_READER) {
			this.readers.push(reader);
		}
	}

	FrameWriter takeWriter() {
		FrameWriter spare = this.writers.poll();
		return (spare != null) ? spare : new FrameWriter();
	}

	/** Takes a writer back that has nothing to write. */
	void giveBack(FrameWriter writer) {
		if (this.writers.size() < MOST_WRITERS) {
			this.writers.push(writer);
		}
	}

}
