package io.tofu.engine;

import java.util.ArrayDeque;
import java.util.Queue;

import org.jspecify.annotations.Nullable;

/**
 * Whether one more connection may be accepted, and the listeners that wait until one may.
 * With the turn.
 */
final class Admission {

	private final ChannelTable table;

	private final int maxAccepted;

	private final Queue<Acceptor> waiting = new ArrayDeque<>();

	private int accepted;

	Admission(Reactor reactor) {
		this.table = reactor.table();
		this.maxAccepted = reactor.options().maxAccepted();
		this.table.onReleased(() -> reactor.execute(this::resume));
	}

	/** Why no connection may be accepted now; null if one may. */
	@Nullable String obstacle() {
		if (this.maxAccepted > 0 && this.accepted >= this.maxAccepted) {
			return "as many connections as are allowed, " + this.maxAccepted + ", are open";
		}
		return this.table.isFull() ? "all channel numbers are in use" : null;
	}

	/** Has a listener accept again when a connection may be. */
	void await(Acceptor acceptor) {
		this.waiting.add(acceptor);
		this.table.callWhenReleased();
		// only then: one may have been released in between
		if (obstacle() == null) {
			resume();
		}
	}

	/** Forgets a listener that has ended. */
	void forget(Acceptor acceptor) {
		this.waiting.remove(acceptor);
	}

	void onAccepted() {
		this.accepted++;
	}

	/** An accepted connection is closed. */
	void onClosed() {
		this.accepted--;
		resume();
	}

	private void resume() {
		for (int i = this.waiting.size(); i > 0 && obstacle() == null; i--) {
			this.waiting.remove().resumeAccepting();
		}
		if (!this.waiting.isEmpty()) {
			this.table.callWhenReleased();
		}
	}

}
