package io.tofu.engine;

import org.jspecify.annotations.Nullable;

/** What was just written to a connection: settled all at once. With the turn. */
final class Sent {

	private final MessagePool pool;

	private @Nullable Envelope last;

	private int count;

	private long bytes;

	/** What these have claimed: with local headers, which do not travel. */
	private long claimed;

	Sent(MessagePool pool) {
		this.pool = pool;
	}

	void add(Envelope envelope) {
		this.count++;
		this.bytes += envelope.length;
		this.claimed += envelope.claimed;
		envelope.claimed = 0;
		envelope.next = this.last;
		this.last = envelope;
	}

	/** Counts what was written, and gives the storages back. */
	void settle(Connection connection) {
		Envelope written = this.last;
		if (written == null) {
			return;
		}
		int messages = this.count;
		long length = this.bytes;
		long settled = this.claimed;
		this.last = null;
		this.count = 0;
		this.bytes = 0;
		this.claimed = 0;
		try {
			connection.onSent(messages, length);
			connection.settle(messages, settled);
		}
		finally {
			this.pool.releaseAll(written);
		}
	}

}
