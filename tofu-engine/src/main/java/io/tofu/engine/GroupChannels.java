package io.tofu.engine;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.tofu.EngineListener;

/** The channels of a group, as the loop sees them; all with the turn. */
final class GroupChannels {

	private final Reactor reactor;

	private final Runnable onClosed;

	/** In no order; each knows where it is. */
	private final List<Channel> channels = new ArrayList<>();

	/** Those that wait for the group's receiver to catch up. */
	private final Set<Channel> paused = new LinkedHashSet<>();

	private final Deadlines.Deadline closeDeadline = new Deadlines.Deadline(this::closeNow);

	private boolean closing;

	private boolean closed;

	/**
	 * The channels of a new group.
	 * @param onClosed what to do when the last one has closed
	 */
	GroupChannels(Reactor reactor, Runnable onClosed) {
		this.reactor = reactor;
		this.onClosed = onClosed;
	}

	void add(Channel channel) {
		this.channels.add(channel);
		channel.place(this.channels.size() - 1);
	}

	private void remove(Channel channel) {
		int place = channel.place();
		if (place != Channel.NOWHERE) {
			Channel last = this.channels.remove(this.channels.size() - 1);
			if (place < this.channels.size()) {
				this.channels.set(place, last);
				last.place(place);
			}
			channel.place(Channel.NOWHERE);
		}
	}

	/** A channel has lost its socket or its last claim. */
	void onChannelGone(Channel channel) {
		if (channel.isGone() && channel.isEnded()) {
			remove(channel);
			this.paused.remove(channel);
			finishClosing();
		}
	}

	/** A channel waits for the group's receiver; the first one tells of it. */
	void pause(Channel channel) {
		boolean first = this.paused.isEmpty();
		this.paused.add(channel);
		if (first) {
			channel.tell(EngineListener::onInboxFull);
		}
	}

	void resumePaused() {
		List<Channel> resumed = List.copyOf(this.paused);
		this.paused.clear();
		resumed.forEach((channel) -> Reactor.guarded(channel, channel::onInboxLow));
	}

	/** Whether the group takes no new channels. */
	boolean isClosing() {
		return this.closing;
	}

	/** Writes what was posted and closes, within the close timeout. */
	void close() {
		if (this.closing) {
			return;
		}
		this.closing = true;
		this.reactor.deadlines()
			.set(this.closeDeadline, this.reactor.now() + this.reactor.options().closeTimeout().toNanos());
		List.copyOf(this.channels).forEach((channel) -> Reactor.guarded(channel, channel::onGroupClosing));
		finishClosing();
	}

	/** Closes without waiting for anything. */
	void closeNow() {
		this.closing = true;
		List.copyOf(this.channels).forEach((channel) -> Reactor.guarded(channel, channel::onGroupClosed));
		this.channels.forEach((channel) -> channel.place(Channel.NOWHERE));
		this.channels.clear();
		finishClosing();
	}

	private void finishClosing() {
		if (this.closing && !this.closed && this.channels.isEmpty()) {
			this.closed = true;
			this.reactor.deadlines().clear(this.closeDeadline);
			this.onClosed.run();
		}
	}

}
