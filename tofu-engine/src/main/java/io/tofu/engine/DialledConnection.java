package io.tofu.engine;

import java.nio.channels.SelectionKey;

import io.tofu.AmpeException;
import io.tofu.AmpeStatus;
import io.tofu.OpCode;
import org.jspecify.annotations.Nullable;

/** A connection that begins with a HelloRequest of this side. */
final class DialledConnection extends Connection {

	// turn

	/** While the connection is not up. */
	private @Nullable Dialing dialing;

	DialledConnection(int number, Group group, Reactor reactor) {
		super(number, group, reactor);
	}

	@Override
	Ends ends() {
		return Ends.dialled(socket());
	}

	@Override
	void onPosted(Envelope envelope) {
		if (envelope.opCode() != OpCode.HELLO_REQUEST || isGone()) {
			super.onPosted(envelope);
		}
		else if (group().members().isClosing()) {
			end(Ending.OF_GROUP);
			super.onPosted(envelope);
		}
		else {
			dial(envelope);
		}
	}

	private void dial(Envelope hello) {
		group().members().add(this);
		announce(hello.messageId());
		send(hello);
		try {
			Dialing started = new Dialing(reactor(), this, hello.address());
			this.dialing = started;
			started.start();
		}
		catch (AmpeException ex) {
			onConnectFailed(ex.status(), Reasons.of(ex));
		}
	}

	void onConnected(Transport connected, SelectionKey selection) {
		this.dialing = null;
		selection.attach(this);
		onOpen(connected, selection, false);
	}

	void onConnectFailed(AmpeStatus status, String reason) {
		this.dialing = null;
		end(new Ending(status, reason));
	}

	@Override
	void onSocketClosed() {
		if (this.dialing != null) {
			this.dialing.cancel();
		}
		super.onSocketClosed();
	}

}
