package io.tofu.engine;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.tofu.AmpeException;
import io.tofu.AmpeStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The groups of an engine, from their creation to the end of the last one. */
final class Groups {

	private static final Logger logger = LoggerFactory.getLogger(Groups.class);

	/** What closing may take beyond the close timeout: peers that end late. */
	private static final long CLOSE_SLACK = TimeUnit.SECONDS.toNanos(3);

	private final Reactor reactor;

	private final Set<Group> groups = ConcurrentHashMap.newKeySet();

	private final long maxInboxBytes;

	/** Set under the lock of this, under which groups are added. */
	private volatile boolean closing;

	// turn

	/** What waits for all receivers together, or more. */
	private long inboxBytes;

	/** Who has got something in this pass. */
	private final Queue<Receiver> served = new ArrayDeque<>();

	Groups(Reactor reactor) {
		this.reactor = reactor;
		this.maxInboxBytes = reactor.options().totalInboxBytes();
	}

	// any thread

	int count() {
		return this.groups.size();
	}

	boolean isOnly(Group group) {
		return this.groups.size() == 1 && this.groups.contains(group);
	}

	boolean isClosing() {
		return this.closing;
	}

	Group create() {
		Group group = new Group(this.reactor);
		synchronized (this) {
			if (this.closing) {
				throw new AmpeException(AmpeStatus.SHUTDOWN_STARTED, "The engine is closed");
			}
			this.groups.add(group);
		}
		return group;
	}

	/** Has the loop close all groups and end then. */
	void close() {
		if (refuseMore()) {
			this.reactor.execute(() -> {
				List.copyOf(this.groups).forEach(Group::onEngineClosing);
				stopIfClosed();
			});
		}
	}

	/** There will be no other groups; false if that was so already. */
	private synchronized boolean refuseMore() {
		boolean first = !this.closing;
		this.closing = true;
		return first;
	}

	/**
	 * Waits for what the loop will do within its bounds; keeps an interrupt for later.
	 */
	void await(CountDownLatch latch) {
		boolean interrupted = false;
		long deadline = System.nanoTime() + this.reactor.options().closeTimeout().toNanos() + CLOSE_SLACK;
		while (true) {
			try {
				if (!latch.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
					logger.warn("Closing takes longer than it should");
				}
				break;
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	// turn

	void remove(Group group) {
		this.groups.remove(group);
		stopIfClosed();
	}

	private void stopIfClosed() {
		if (this.closing && this.groups.isEmpty()) {
			this.reactor.loop().stop();
		}
	}

	/** The loop has ended, in peace or by a failure. */
	void onEngineEnded(@Nullable Throwable death) {
		refuseMore();
		for (Group group : List.copyOf(this.groups)) {
			Reactor.guarded(() -> group.onEngineEnded(death));
		}
	}

	/** So many bytes more wait for a receiver. */
	void onDelivered(Receiver receiver, long length) {
		this.inboxBytes += length;
		receiver.onServed(this.served);
	}

	/** Wakes receivers at the end of a pass, once for all that they have got in it. */
	void wakeReceivers() {
		for (Receiver next = this.served.poll(); next != null; next = this.served.poll()) {
			next.relieveOrWake();
		}
	}

	/**
	 * How many bytes may wait for each receiver at the moment: as many as it likes unless
	 * they are too many all together.
	 */
	long inboxShare() {
		if (this.inboxBytes < this.maxInboxBytes) {
			return Long.MAX_VALUE;
		}
		this.inboxBytes = this.groups.stream().mapToLong(Group::waitingBytes).sum();
		return (this.inboxBytes < this.maxInboxBytes) ? Long.MAX_VALUE : this.maxInboxBytes / this.groups.size();
	}

}
