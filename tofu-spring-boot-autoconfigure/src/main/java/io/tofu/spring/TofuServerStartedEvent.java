package io.tofu.spring;

import java.io.Serial;

import org.springframework.context.ApplicationEvent;

/**
 * An address is listened on. Published on the thread that starts the application, before
 * any peer is dialled.
 */
public final class TofuServerStartedEvent extends ApplicationEvent {

	@Serial
	private static final long serialVersionUID = 1L;

	/**
	 * An event for one address.
	 * @param server the address, bound
	 */
	public TofuServerStartedEvent(TofuServer server) {
		super(server);
	}

	/**
	 * The address.
	 * @return the server, listening when the event was made
	 */
	public TofuServer server() {
		return (TofuServer) getSource();
	}

}
