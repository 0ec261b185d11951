package io.tofu.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

import io.tofu.AmpeException;
import io.tofu.AmpeStatus;
import io.tofu.ChannelNumbers;
import io.tofu.OpCode;
import org.jspecify.annotations.Nullable;

/**
 * Which channel has which number. Looking up is for any thread and needs no lock. A
 * number that was released rests until many others were, so that a late message does not
 * reach a stranger.
 */
final class ChannelTable {

	/** How many other numbers are released before one is used again. */
	static final int REST = 1024;

	private final AtomicReferenceArray<@Nullable Channel> channels = new AtomicReferenceArray<>(
			ChannelNumbers.LAST + 1);

	private final int most;

	/** Whether somebody waits for a number. */
	private volatile boolean awaited;

	private volatile Runnable onReleased = () -> {
	};

	// guarded by this
	private final Deque<Integer> released = new ArrayDeque<>();

	private int neverUsed = ChannelNumbers.FIRST;

	private int size;

	/** A table of so many channels at most. */
	ChannelTable(int most) {
		this.most = most;
	}

	/** A free number, or {@link ChannelNumbers#UNASSIGNED} if there is none. */
	synchronized int claim() {
		if (this.size >= this.most) {
			return ChannelNumbers.UNASSIGNED;
		}
		Integer number;
		if (this.neverUsed <= ChannelNumbers.LAST && this.released.size() <= REST) {
			number = this.neverUsed++;
		}
		else {
			number = this.released.poll();
		}
		if (number == null) {
			return ChannelNumbers.UNASSIGNED;
		}
		this.size++;
		return number;
	}

	void put(Channel channel) {
		this.channels.set(channel.number(), channel);
	}

	/** Opens a channel for a HelloRequest or WelcomeRequest and claims room in it. */
	void open(Envelope envelope, Group group, Reactor reactor) {
		int number = claim();
		if (number == ChannelNumbers.UNASSIGNED) {
			throw new AmpeException(AmpeStatus.CHANNELS_EXHAUSTED, "All channel numbers are in use");
		}
		try {
			Channel channel = (envelope.opCode() == OpCode.HELLO_REQUEST)
					? new DialledConnection(number, group, reactor) : new Acceptor(number, group, reactor);
			channel.claim(envelope);
			envelope.channelNumber(number);
			put(channel);
		}
		catch (Throwable ex) {
			// no memory for a channel
			release(number);
			throw ex;
		}
	}

	/** Undoes the claim of a message that came too late: the loop has ended. */
	void abandon(Envelope envelope) {
		Channel channel = envelope.channel;
		assert channel != null : "claimed before";
		channel.unclaim(envelope);
		// the channel waited for this claim, and nobody else will end it
		release(channel);
	}

	/** Gives a message back that nobody will receive. */
	void discard(Envelope envelope) {
		if (envelope.ends != null) {
			release(envelope.ends);
		}
		envelope.release();
	}

	@Nullable Channel get(int number) {
		return ChannelNumbers.isChannel(number) ? this.channels.get(number) : null;
	}

	void release(Channel channel) {
		if (this.channels.compareAndSet(channel.number(), channel, null)) {
			release(channel.number());
		}
	}

	void release(int number) {
		synchronized (this) {
			this.released.add(number);
			this.size--;
		}
		if (this.awaited) {
			this.awaited = false;
			this.onReleased.run();
		}
	}

	/** Calls back once when a number is released from now on. */
	void callWhenReleased() {
		this.awaited = true;
	}

	void onReleased(Runnable action) {
		this.onReleased = action;
	}

	synchronized boolean isFull() {
		return this.size >= this.most;
	}

	/** The channels of a group, in the order of their numbers. */
	synchronized List<Channel> of(Group group) {
		List<Channel> found = new ArrayList<>();
		for (int number = ChannelNumbers.FIRST; number < this.neverUsed; number++) {
			Channel channel = this.channels.get(number);
			if (channel != null && channel.group() == group) {
				found.add(channel);
			}
		}
		return found;
	}

	synchronized int size() {
		return this.size;
	}

}
