package io.tofu.spring;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/** A peer without which the application is not to start could not be connected. */
public final class TofuPeerException extends TofuException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String peer;

	private final String address;

	private final String reason;

	/**
	 * An exception for one peer.
	 * @param peer its name
	 * @param address where it should listen
	 * @param reason why it is not connected, for people
	 * @param cause what made it fail, or null
	 */
	public TofuPeerException(String peer, String address, String reason, @Nullable Throwable cause) {
		super("Cannot connect to peer '" + peer + "' at " + address + ": " + reason, cause);
		this.peer = peer;
		this.address = address;
		this.reason = reason;
	}

	/**
	 * Who is missing.
	 * @return the name of the peer
	 */
	public String peer() {
		return this.peer;
	}

	/**
	 * Where it was tried.
	 * @return the address
	 */
	public String address() {
		return this.address;
	}

	/**
	 * Why it failed.
	 * @return a text for people
	 */
	public String reason() {
		return this.reason;
	}

}
