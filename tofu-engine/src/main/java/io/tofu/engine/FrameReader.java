package io.tofu.engine;

import java.nio.ByteBuffer;

import io.tofu.AmpeException;
import io.tofu.AmpeStatus;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what arrives into frames. Complete frames are taken straight from the buffer that
 * was read into; only what is left over, a frame that has not arrived completely or one
 * that found no storage, is kept here.
 */
final class FrameReader {

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	/** What is kept however little of it is needed, in bytes. */
	private static final int SMALL = 1 << 10;

	private final MessagePool pool;

	/** What is left over, between position and limit. */
	private ByteBuffer kept = NOTHING;

	private boolean starved;

	private boolean holdsFrame;

	/** Storages for the frames that are being cut. */
	private @Nullable Envelope supply;

	FrameReader(MessagePool pool) {
		this.pool = pool;
	}

	/**
	 * Cuts what has arrived, up to the peer's last word, but not more frames than that;
	 * the rest is to be {@link #keep kept}, or cut next.
	 * @param burst is cleared and filled
	 */
	Burst cut(Burst burst, ByteBuffer arrived, int channelNumber, int most) {
		burst.clear();
		try {
			while (burst.count() < most && !burst.isFarewell()) {
				Envelope next = next(arrived, most - burst.count());
				if (next == null) {
					break;
				}
				next.channelNumber(channelNumber);
				burst.add(next);
			}
		}
		catch (AmpeException ex) {
			burst.endWith(ex);
		}
		catch (OutOfMemoryError ex) {
			// what was cut before is delivered all the same
			burst.endWith(new AmpeException(AmpeStatus.ALLOCATION_FAILED, "no memory for a message", ex));
		}
		finally {
			giveBackSupply();
		}
		return burst;
	}

	/**
	 * The next frame: from what was kept, then from what has just arrived.
	 * @return a frame, or null if none is complete or, as {@link #isStarved()} tells, no
	 * storage is free
	 * @throws AmpeException if the bytes are not a frame
	 */
	@Nullable Envelope next(ByteBuffer arrived) {
		return next(arrived, 1);
	}

	private @Nullable Envelope next(ByteBuffer arrived, int supply) {
		if (!this.kept.hasRemaining()) {
			return decode(arrived, supply);
		}
		if (!complete(Frame.HEADER_LENGTH, arrived)
				|| !complete(Frame.length(this.kept, this.kept.position()), arrived)) {
			return null;
		}
		Envelope envelope = decode(this.kept, supply);
		if (isEmpty()) {
			// the buffer is for the next one
			this.kept.clear().limit(0);
		}
		return envelope;
	}

	/** Keeps what is left of a buffer that is needed for something else. */
	void keep(ByteBuffer arrived) {
		append(arrived, arrived.remaining());
		this.holdsFrame = this.kept.remaining() >= Frame.HEADER_LENGTH
				&& Frame.isComplete(this.kept, this.kept.position());
	}

	/** Whether nothing is left over. */
	boolean isEmpty() {
		return !this.kept.hasRemaining();
	}

	/** Whether what is kept begins with a complete frame, or with what is no frame. */
	boolean holdsFrame() {
		return this.holdsFrame;
	}

	/** Whether the last {@link #next} found a frame, but no storage. */
	boolean isStarved() {
		return this.starved;
	}

	/** Whether a frame has begun to arrive. */
	boolean isInsideFrame() {
		return this.kept.hasRemaining() && !this.holdsFrame;
	}

	private @Nullable Envelope decode(ByteBuffer in, int most) {
		this.starved = false;
		if (in.remaining() < Frame.HEADER_LENGTH || in.remaining() < Frame.length(in, in.position())) {
			return null;
		}
		if (this.supply == null) {
			this.supply = this.pool.acquireOrStarve(Frame.count(in, most));
		}
		Envelope envelope = this.supply;
		if (envelope == null) {
			this.starved = true;
			return null;
		}
		this.supply = envelope.next;
		envelope.next = null;
		try {
			Frame.decode(in, envelope);
		}
		catch (OutOfMemoryError ex) {
			envelope.release();
			throw ex;
		}
		return envelope;
	}

	private void giveBackSupply() {
		Envelope unused = this.supply;
		this.supply = null;
		if (unused != null) {
			this.pool.releaseAll(unused);
		}
	}

	/** How much memory it has, for what is left over or for later. */
	int capacity() {
		return this.kept.capacity();
	}

	/** How much memory is held for what is left over. */
	int keptBytes() {
		return isEmpty() ? 0 : this.kept.capacity();
	}

	/** How many bytes of an incomplete frame there are. */
	int partialBytes() {
		return isInsideFrame() ? this.kept.remaining() : 0;
	}

	/** Moves bytes over until so many are kept; false if there are not enough. */
	private boolean complete(int length, ByteBuffer arrived) {
		int missing = length - this.kept.remaining();
		if (missing > 0) {
			append(arrived, Math.min(missing, arrived.remaining()));
		}
		return this.kept.remaining() >= length;
	}

	private void append(ByteBuffer from, int count) {
		if (count == 0) {
			return;
		}
		if (isEmpty() && this.kept.capacity() > SMALL && count < this.kept.capacity() / 4) {
			// a little of the next frame keeps no buffer of a large one
			this.kept = NOTHING;
		}
		if (this.kept.limit() + count > this.kept.capacity()) {
			makeRoom(count);
		}
		int end = this.kept.limit();
		from.get(this.kept.array(), end, count);
		this.kept.limit(end + count);
	}

	private void makeRoom(int count) {
		int length = this.kept.remaining() + count;
		if (length <= this.kept.capacity()) {
			this.kept.compact().flip();
			return;
		}
		byte[] grown = new byte[Math.max(length, 2 * this.kept.remaining())];
		int moved = this.kept.remaining();
		this.kept.get(grown, 0, moved);
		this.kept = ByteBuffer.wrap(grown, 0, moved);
	}

}
