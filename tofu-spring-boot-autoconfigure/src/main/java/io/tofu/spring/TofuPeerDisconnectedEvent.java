package io.tofu.spring;

import java.io.Serial;

import org.springframework.context.ApplicationEvent;

/** The connection to a peer that was connected has ended. */
public final class TofuPeerDisconnectedEvent extends ApplicationEvent {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String reason;

	/**
	 * An event for one connection.
	 * @param channel the connection
	 * @param reason why it ended, for people
	 */
	public TofuPeerDisconnectedEvent(TofuChannel channel, String reason) {
		super(channel);
		this.reason = reason;
	}

	/**
	 * The connection.
	 * @return the channel, which has ended
	 */
	public TofuChannel channel() {
		return (TofuChannel) getSource();
	}

	/**
	 * Why it ended.
	 * @return a text for people
	 */
	public String reason() {
		return this.reason;
	}

}
