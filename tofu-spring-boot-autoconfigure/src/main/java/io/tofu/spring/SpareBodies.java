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

	/** What a window of the usual size holds, and a little more. */
	private static final int MOST = 8;

	// guarded by this
	private final Deque<byte[]> spares = new ArrayDeque<>();

	// guarded by this
	private boolean closed;

	/** The bytes of a body, in an array of that length. */
	byte[] copy(MessageBody body) {
		int length = body.length();
		byte[] spare = (length >= SHORTEST) ? take(length) : null;
		if (spare == null) {
			return body.toByteArray();
		}
		body.asByteBuffer().get(spare);
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

	private synchronized byte @Nullable [] take(int length) {
		byte[] spare = this.spares.poll();
		if (spare != null && spare.length != length) {
			this.spares.clear();
			return null;
		}
		return spare;
	}

}
