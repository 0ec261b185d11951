package io.tofu.engine;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.util.concurrent.TimeUnit;

/**
 * The last moments of a connection on which everything was said. The peer learns that
 * nothing more comes, and reads; what it still sends is thrown away, because closing a
 * socket with unread input would make the peer lose what it has not read.
 */
final class Lingering implements ReadyHandler {

	private static final long LONGEST = TimeUnit.SECONDS.toNanos(1);

	private static final int MOST_BYTES = 1 << 20;

	private final Reactor reactor;

	private final Transport transport;

	private final Runnable close;

	private final Deadlines.Deadline deadline;

	private int discarded;

	Lingering(Reactor reactor, Transport transport, Runnable close) {
		this.reactor = reactor;
		this.transport = transport;
		this.close = close;
		this.deadline = new Deadlines.Deadline(close);
	}

	void start(SelectionKey key) {
		try {
			this.transport.shutdownOutput();
			key.attach(this);
			key.interestOps(SelectionKey.OP_READ);
			this.reactor.deadlines().set(this.deadline, this.reactor.now() + LONGEST);
		}
		catch (IOException ex) {
			this.close.run();
		}
	}

	@Override
	public void onReady(SelectionKey ready) throws IOException {
		int count = this.transport.read(this.reactor.readBuffer());
		this.discarded += Math.max(0, count);
		if (count < 0 || this.discarded > MOST_BYTES) {
			this.close.run();
		}
	}

	/** A reset is an end, too. */
	@Override
	public void onFailure(Throwable failure) {
		this.close.run();
	}

	void cancel() {
		this.reactor.deadlines().clear(this.deadline);
	}

}
