package io.tofu.engine;

import io.tofu.AmpeException;
import org.jspecify.annotations.Nullable;

/** The messages of one read, linked from the last to the first. */
final class Burst {

	private @Nullable Envelope last;

	private @Nullable Envelope first;

	private int count;

	private long length;

	private @Nullable AmpeException violation;

	/** Forgets everything. */
	void clear() {
		this.last = null;
		this.first = null;
		this.count = 0;
		this.length = 0;
		this.violation = null;
	}

	void add(Envelope envelope) {
		envelope.next = this.last;
		this.last = envelope;
		if (this.first == null) {
			this.first = envelope;
		}
		this.count++;
		this.length += envelope.length;
	}

	/** What follows is not this protocol. */
	void endWith(AmpeException violation) {
		this.violation = violation;
	}

	boolean isEmpty() {
		return this.count == 0;
	}

	Envelope last() {
		assert this.last != null : "not empty";
		return this.last;
	}

	Envelope first() {
		assert this.first != null : "not empty";
		return this.first;
	}

	int count() {
		return this.count;
	}

	long length() {
		return this.length;
	}

	@Nullable AmpeException violation() {
		return this.violation;
	}

	/** Whether the peer has said its last word. */
	boolean isFarewell() {
		if (this.last == null) {
			return false;
		}
		return switch (this.last.opCode()) {
			case BYE_RESPONSE, BYE_SIGNAL -> true;
			default -> false;
		};
	}

}
