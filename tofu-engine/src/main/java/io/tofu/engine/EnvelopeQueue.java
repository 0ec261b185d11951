package io.tofu.engine;

import org.jspecify.annotations.Nullable;

/** First in, first out; linked through the envelopes. For one thread. */
final class EnvelopeQueue {

	private @Nullable Envelope head;

	private @Nullable Envelope tail;

	void add(Envelope envelope) {
		envelope.next = null;
		if (this.tail == null) {
			this.head = envelope;
		}
		else {
			this.tail.next = envelope;
		}
		this.tail = envelope;
	}

	@Nullable Envelope peek() {
		return this.head;
	}

	@Nullable Envelope poll() {
		Envelope first = this.head;
		if (first != null) {
			this.head = first.next;
			first.next = null;
			if (this.head == null) {
				this.tail = null;
			}
		}
		return first;
	}

	boolean isEmpty() {
		return this.head == null;
	}

}
