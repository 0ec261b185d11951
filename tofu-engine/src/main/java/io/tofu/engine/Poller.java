package io.tofu.engine;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The selector, what it has found, and what has to wait until it was run. With the turn,
 * except polling.
 */
final class Poller {

	/**
	 * How many sockets are read before what was posted meanwhile is written: few enough
	 * that what the system keeps of them is still at hand then.
	 */
	private static final int AT_ONCE = 64;

	/** How many bytes are read before that, for the same reason. */
	private static final int MUCH = 64 << 10;

	/** How many sockets a selector finds at a time, usually. */
	private static final int MOST_FOUND = 1024;

	private final Selector selector;

	/** Sockets that were found ready and not looked at yet; whoever turns the loop. */
	private final Queue<SelectionKey> ready = new ArrayDeque<>(MOST_FOUND);

	private final Consumer<SelectionKey> found = this.ready::add;

	/** How many bytes have come from those that were passed on last. */
	private int read;

	/** Sockets were closed: the selector lets go of them when it is run next. */
	private boolean soon;

	/** What has to wait until the selector has let go of sockets that were closed. */
	private final Queue<Runnable> afterwards = new ArrayDeque<>();

	/** How much of that waits for the run that is going on. */
	private int released;

	Poller(Selector selector) {
		this.selector = selector;
	}

	SelectionKey register(SelectableChannel socket, int operations, ReadyHandler handler)
			throws ClosedChannelException {
		return socket.register(this.selector, operations, handler);
	}

	/** Whether the selector should be run without waiting. */
	boolean isDue() {
		return this.soon;
	}

	/** Lets the system go of sockets that were closed. */
	void runSoon() {
		this.soon = true;
	}

	/**
	 * Does something when the sockets that were closed until now are really closed: the
	 * system lets go of them when the selector, whose keys were cancelled, is run again.
	 */
	void afterwards(Runnable task) {
		this.afterwards.add(task);
		runSoon();
	}

	/** Before the selector is run. */
	void prepare() {
		if (hasReady()) {
			// what was found before comes first: it is not run yet
			return;
		}
		this.soon = false;
		this.released = this.afterwards.size();
	}

	/** After the selector was run. */
	void finish(Consumer<Runnable> executor) {
		for (; this.released > 0; this.released--) {
			executor.accept(this.afterwards.remove());
		}
	}

	/** Whether sockets were found ready that nobody has looked at yet. */
	boolean hasReady() {
		return !this.ready.isEmpty();
	}

	/**
	 * Finds out which sockets are ready; without the turn.
	 * @param nanos how long to wait until one is, at most, 0 for not at all
	 */
	void poll(long nanos) throws IOException {
		if (nanos == 0) {
			this.selector.selectNow(this.found);
			return;
		}
		// 0 would wait for ever
		long millis = TimeUnit.NANOSECONDS.toMillis(nanos) + 1;
		this.selector.select(this.found, Math.min(millis, Integer.MAX_VALUE));
	}

	/** So many bytes were read from a socket that was passed on. */
	void onRead(int count) {
		this.read += count;
	}

	/** Passes on some of what was found, if it is still of interest. */
	void drain(Consumer<SelectionKey> onReady) {
		this.read = 0;
		for (int i = Math.min(AT_ONCE, this.ready.size()); i > 0 && this.read < MUCH; i--) {
			SelectionKey next = this.ready.remove();
			if (next.isValid() && (next.readyOps() & next.interestOps()) != 0) {
				onReady.accept(next);
			}
		}
	}

	/** The end: everything is closed, and what had to wait for it is done. */
	void close(Consumer<Runnable> executor) throws IOException {
		this.afterwards.forEach(executor);
		this.afterwards.clear();
		for (SelectionKey key : this.selector.keys()) {
			Sockets.close(key.channel());
		}
		this.selector.close();
	}

}
