package io.tofu.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicReferenceArray;

import io.tofu.ChannelNumbers;
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

	private final int last;

	// guarded by this
	private final Deque<Integer> released = new ArrayDeque<>();

	private int neverUsed = ChannelNumbers.FIRST;

	private int size;

	ChannelTable() {
		this(ChannelNumbers.LAST);
	}

	ChannelTable(int last) {
		this.last = last;
	}

	/** A free number, or {@link ChannelNumbers#UNASSIGNED} if there is none. */
	synchronized int claim() {
		Integer number;
		if (this.neverUsed <= this.last && this.released.size() <= REST) {
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

	@Nullable Channel get(int number) {
		return ChannelNumbers.isChannel(number) ? this.channels.get(number) : null;
	}

	void release(Channel channel) {
		if (this.channels.compareAndSet(channel.number(), channel, null)) {
			release(channel.number());
		}
	}

	synchronized void release(int number) {
		this.released.add(number);
		this.size--;
	}

	synchronized boolean isFull() {
		return this.size >= this.last;
	}

	synchronized int size() {
		return this.size;
	}

}
