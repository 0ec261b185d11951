package io.tofu.engine;

import java.nio.channels.SelectionKey;

import org.jspecify.annotations.Nullable;

/** The socket of a connection, from when it is up until it is closed. With the turn. */
final class Link {

	private final Transport transport;

	private final SelectionKey key;

	private @Nullable Lingering lingering;

	Link(Transport transport, SelectionKey key) {
		this.transport = transport;
		this.key = key;
	}

	Transport transport() {
		return this.transport;
	}

	/** Sets what the selector shall tell of. */
	void interest(boolean reads, boolean writes) {
		int operations = (reads ? SelectionKey.OP_READ : 0) | (writes ? SelectionKey.OP_WRITE : 0);
		if (this.key.isValid() && this.key.interestOps() != operations) {
			this.key.interestOps(operations);
		}
	}

	/** Waits for the peer's end, then does that. */
	void linger(Reactor reactor, Runnable close) {
		this.lingering = new Lingering(reactor, this.transport, close);
		this.lingering.start(this.key);
	}

	/**
	 * Closes the socket.
	 * @param reset whether the peer shall see a reset, where there is such a thing
	 * @param closed is done when the system has let go of the socket
	 */
	void close(Reactor reactor, boolean reset, Runnable closed) {
		if (this.lingering != null) {
			this.lingering.cancel();
		}
		this.transport.close(reset);
		reactor.poller().afterwards(closed);
	}

}
