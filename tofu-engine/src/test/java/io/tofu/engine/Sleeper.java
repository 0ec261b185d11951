package io.tofu.engine;

import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * A selector without channels, made of nothing but a semaphore, so that tools that
 * control threads can control its sleep, too.
 */
final class Sleeper extends Selector {

	private final Semaphore wakeups = new Semaphore(0);

	/** How often the selector was woken that has not slept since. */
	int wakeups() {
		return this.wakeups.availablePermits();
	}

	@Override
	public int select() {
		this.wakeups.acquireUninterruptibly();
		this.wakeups.drainPermits();
		return 0;
	}

	@Override
	public Selector wakeup() {
		this.wakeups.release();
		return this;
	}

	@Override
	public int select(long timeout) {
		throw new UnsupportedOperationException();
	}

	@Override
	public int selectNow() {
		this.wakeups.drainPermits();
		return 0;
	}

	@Override
	public boolean isOpen() {
		return true;
	}

	@Override
	public SelectorProvider provider() {
		throw new UnsupportedOperationException();
	}

	@Override
	public Set<SelectionKey> keys() {
		return Set.of();
	}

	@Override
	public Set<SelectionKey> selectedKeys() {
		return Set.of();
	}

	@Override
	public void close() {
	}

}
