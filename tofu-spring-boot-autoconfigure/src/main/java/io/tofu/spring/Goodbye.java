package io.tofu.spring;

import java.util.Map;

import io.tofu.Message;
import io.tofu.OpCode;

/**
 * How a channel ends in good order: what we say, and what the peer says. Whoever says
 * goodbye tells the other side what has become of the Requests it has not answered: none
 * was handled, or some may have been. Thread-safe.
 */
final class Goodbye {

	private final Session session;

	private final TofuChannel channel;

	private volatile boolean said;

	Goodbye(Session session, TofuChannel channel) {
		this.session = session;
		this.channel = channel;
	}

	/**
	 * Whether one side has said it, or is just doing so: the end is no surprise, and a
	 * Request that comes now is not to be handled, because it could not be answered.
	 */
	boolean isSaid() {
		return this.said;
	}

	/** Says it, and drops the connection after the bye timeout. */
	void say() {
		this.said = true;
		// Where Requests are taken: none can be between this look and what is said of it
		this.session.execute(() -> {
			boolean taken = this.session.isBusyFor(this.channel);
			Map<String, String> headers = taken ? Map.of(TofuHeaders.TAKEN, TofuHeaders.YES) : Map.of();
			if (this.channel.sender().tell(OpCode.BYE_REQUEST, headers)) {
				abortAfterTimeout();
			}
		});
	}

	/**
	 * The peer sends nothing more: what it has not answered, it has not handled, unless
	 * it says that it may have. On the receive thread.
	 */
	void hear(Message byeRequest) {
		this.said = true;
		this.channel.leave(ChannelPhase.CLOSED);
		boolean taken = byeRequest.headers().contains(TofuHeaders.TAKEN);
		String reason = "The peer said goodbye: " + this.channel;
		this.channel.exchanges().failAll(reason, !taken);
		this.channel.streams().leave(reason);
	}

	/** Drops the connection if the peer does not end it within the bye timeout. */
	void abortAfterTimeout() {
		TofuConnections connections = this.channel.connections();
		connections.schedule(this.channel.ended(), connections.settings().byeTimeout(), this.channel::abort);
	}

}
