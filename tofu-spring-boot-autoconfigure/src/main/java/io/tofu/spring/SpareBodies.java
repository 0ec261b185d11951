package io.tofu.spring;

import java.util.ArrayDeque;
import java.util.Deque;

import io.tofu.MessageBody;
import org.jspecify.annotations.Nullable;

/**
 * The large bodies of streams of bytes that were read, to be filled again: some are kept
 * for all streams together. Thread-safe.
 */
final class SpareBodies {

	/**
	 * Shorter bodies are copied, these are not: the array of a message is at most twice
	 * as long.
	 */
	static final int LARGE = 32 << 10;

	/** How many are kept, of 64 KiB each at most. */
	static final int MOST = 64;

	private static final byte[] NOTHING = {};

	// guarded by this
	private final Deque<byte[]> spares = new ArrayDeque<>();

	/** An array that begins with the bytes of a body, which may have others then. */
	byte[] takeOut(MessageBody body) {
		if (body.length() < LARGE) {
			return body.toByteArray();
		}
		byte[] spare = take();
		return body.exchange((spare != null) ? spare : NOTHING, 0);
	}

	/** Takes an array that nobody reads any more. */
	void giveBack(byte[] body) {
		if (body.length >= LARGE) {
			keep(body);
		}
	}

	private synchronized void keep(byte[] body) {
		if (this.spares.size() < MOST) {
			this.spares.push(body);
		}
	}

	private synchronized byte @Nullable [] take() {
		return this.spares.poll();
	}

}
