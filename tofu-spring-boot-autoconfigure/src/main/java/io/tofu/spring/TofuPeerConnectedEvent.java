package io.tofu.spring;

import java.io.Serial;

import org.springframework.context.ApplicationEvent;

/** A peer is connected: it answered our HelloRequest, or we answered its own. */
public final class TofuPeerConnectedEvent extends ApplicationEvent {

	@Serial
	private static final long serialVersionUID = 1L;

	/**
	 * An event for one connection.
	 * @param channel the connection
	 */
	public TofuPeerConnectedEvent(TofuChannel channel) {
		super(channel);
	}

	/**
	 * The connection.
	 * @return the channel, dialled or accepted
	 */
	public TofuChannel channel() {
		return (TofuChannel) getSource();
	}

}
