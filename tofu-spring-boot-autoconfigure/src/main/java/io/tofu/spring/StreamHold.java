package io.tofu.spring;

/**
 * Keeps the channel of one stream from being read while the stream is full. Decided under
 * the stream's lock, done outside of it.
 */
final class StreamHold {

	private final ReadGate gate;

	private boolean held;

	StreamHold(ReadGate gate) {
		this.gate = gate;
	}

	/** What is to be done now; under the lock. */
	Runnable change(boolean full) {
		if (full == this.held) {
			return StreamHold::nothing;
		}
		this.held = full;
		return full ? this.gate::streamIsFull : this.gate::streamHasRoom;
	}

	private static void nothing() {
	}

}
