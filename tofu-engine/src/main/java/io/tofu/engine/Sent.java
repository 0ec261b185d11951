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
		this.last = null;
		connection.onSent(this.count, this.bytes);
		connection.settle(this.count, this.claimed);
		this.count = 0;
		this.bytes = 0;
		this.claimed = 0;
		this.pool.releaseAll(written);
	}

}
