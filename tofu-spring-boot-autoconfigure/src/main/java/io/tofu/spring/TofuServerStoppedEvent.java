package io.tofu.spring;

import java.io.Serial;

import org.springframework.context.ApplicationEvent;

/** An address is no longer listened on: it was stopped, or it failed. */
public final class TofuServerStoppedEvent extends ApplicationEvent {

	@Serial
	private static final long serialVersionUID = 1L;

	/**
	 * An event for one address.
	 * @param server the address
	 */
	public TofuServerStoppedEvent(TofuServer server) {
		super(server);
	}

	/**
	 * The address.
	 * @return the server
	 */
	public TofuServer server() {
		return (TofuServer) getSource();
	}

}
