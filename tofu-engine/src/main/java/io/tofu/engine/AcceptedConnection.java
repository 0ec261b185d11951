package io.tofu.engine;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** A connection that a listener has accepted: the peer speaks first. */
final class AcceptedConnection extends Connection {

	private final Acceptor listener;

	AcceptedConnection(int number, Acceptor listener) {
		super(number, listener.group(), listener.reactor());
		this.listener = listener;
	}

	@Override
	Ends ends() {
		return Ends.accepted(this.listener.number(), this.listener.ends().local(), socket());
	}

	/** Takes the socket over; what goes wrong with it is no fault of the listener. */
	void onAccepted(SocketChannel socket) {
		try {
			Sockets.configure(socket);
			SelectionKey selection = reactor().poller().register(socket, SelectionKey.OP_READ, this);
			onOpen(new PlainTransport(socket), selection, true);
		}
		catch (IOException | RuntimeException | OutOfMemoryError ex) {
			Sockets.close(socket);
			reactor().poller().runSoon();
			onFailure(ex);
		}
	}

	@Override
	void onSocketClosed() {
		reactor().admission().onClosed();
		super.onSocketClosed();
	}

}
