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

/** The selector, and what has to wait until it was run. With the turn, except polling. */
final class Poller {

	private final Selector selector;

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
		this.soon = false;
		this.released = this.afterwards.size();
	}

	/** After the selector was run. */
	void finish(Consumer<Runnable> executor) {
		for (; this.released > 0; this.released--) {
			executor.accept(this.afterwards.remove());
		}
	}

	/** Looks what is ready; without the turn. */
	void poll(Consumer<SelectionKey> onReady) throws IOException {
		this.selector.selectNow(onReady);
	}

	/** Waits so many nanoseconds at most until something is ready; without the turn. */
	void poll(Consumer<SelectionKey> onReady, long nanos) throws IOException {
		// 0 would wait for ever
		long millis = TimeUnit.NANOSECONDS.toMillis(nanos) + 1;
		this.selector.select(onReady, Math.min(millis, Integer.MAX_VALUE));
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
