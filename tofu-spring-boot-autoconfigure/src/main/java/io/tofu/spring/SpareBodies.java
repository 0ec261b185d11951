package io.tofu.spring;

import java.util.ArrayDeque;
import java.util.Deque;

import io.tofu.MessageBody;
import org.jspecify.annotations.Nullable;

/**
 * The bodies of a stream of bytes that were read, to be filled again: nearly all of them
 * have the same length. A few are kept, and none when no more are to come. Thread-safe.
 */
final class SpareBodies {

	/** Shorter ones are not worth keeping, in bytes. */
	static final int SHORTEST = 4 << 10;

	/**
	 * Longer ones are not copied: the array of a message is hardly twice as long.
	 */
	static final int LARGE = 32 << 10;

	/** What a window of the usual size holds, and a little more. */
	private static final int MOST = 18;

	private static final byte[] NOTHING = {};

	// guarded by this
	private final Deque<byte[]> spares = new ArrayDeque<>();

	// guarded by this
	private boolean closed;

	/** An array that begins with the bytes of a body, which may have others then. */
	byte[] takeOut(MessageBody body) {
		int length = body.length();
		byte[] spare = (length >= SHORTEST) ? take() : null;
		if (length >= LARGE) {
			return body.exchange((spare != null) ? spare : NOTHING, 0);
		}
		if (spare == null || spare.length < length || spare.length > 2 * length) {
			return body.toByteArray();
		}
		body.asByteBuffer().get(spare, 0, length);
		return spare;
	}

	/** Takes an array that nobody reads any more. */
	void giveBack(byte[] body) {
		if (body.length >= SHORTEST) {
			keep(body);
		}
	}

	/** Keeps no array any more. */
	synchronized void close() {
		this.closed = true;
		this.spares.clear();
	}

	private synchronized void keep(byte[] body) {
		if (!this.closed && this.spares.size() < MOST) {
			this.spares.push(body);
		}
	}

	private synchronized byte @Nullable [] take() {
		return this.spares.poll();
	}

}
