package io.tofu.engine;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The bytes that wait on all channels of an engine together. When there are too many, a
 * channel takes a message only if none is waiting on it. Whoever has the turn counts what
 * was handed over; posters only look whether there is room.
 */
final class SendTotal {

	private final long limit;

	private volatile boolean full;

	private final Tally waiting = new Tally();

	/** Channels that were refused a message at some time and want to know of room. */
	private final Set<Channel> interested = new LinkedHashSet<>();

	SendTotal(long limit) {
		this.limit = limit;
	}

	// any thread

	boolean isFull() {
		return this.full;
	}

	long bytes() {
		return this.waiting.bytes();
	}

	// turn

	void add(long length) {
		this.waiting.add(1, length);
		if (!this.full && bytes() >= this.limit) {
			this.full = true;
		}
	}

	void remove(int count, long length) {
		this.waiting.add(-count, -length);
		if (this.full && bytes() <= this.limit / 2) {
			this.full = false;
			List.copyOf(this.interested).forEach((channel) -> Reactor.guarded(channel, channel::onRoom));
		}
	}

	/** Tells a channel whenever there is room again, now to begin with if there is. */
	void tell(Channel channel) {
		this.interested.add(channel);
		if (!this.full) {
			channel.onRoom();
		}
	}

	/** Forgets a channel that has ended. */
	void forget(Channel channel) {
		this.interested.remove(channel);
	}

}
