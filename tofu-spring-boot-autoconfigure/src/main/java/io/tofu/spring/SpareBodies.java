package io.tofu.spring;

import java.util.ArrayDeque;
import java.util.Deque;

import io.tofu.MessageBody;
import org.jspecify.annotations.Nullable;

/**
 * The bodies of a stream of bytes that were read, to be filled again: nearly all of them
 * have the same length. There are never more than have waited at a time. Thread-safe.
 */
final class SpareBodies {

	/** Shorter ones are not worth keeping, in bytes. */
	private static final int SHORTEST = 4 << 10;

	// guarded by this
	private final Deque<byte[]> spares = new ArrayDeque<>();

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
			synchronized (this) {
				this.spares.push(body);
			}
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
