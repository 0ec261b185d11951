package io.tofu.spring;

import java.time.Instant;

import io.tofu.Address;
import org.jspecify.annotations.Nullable;

/**
 * One peer that this application connects to, and connects to again when the connection
 * fails or ends. Thread-safe.
 */
public final class TofuPeer {

	private final TofuConnections connections;

	private final String name;

	private final PeerSettings settings;

	private final PeerConnector connector;

	TofuPeer(TofuConnections connections, String name, PeerSettings settings) {
		this.connections = connections;
		this.name = name;
		this.settings = settings;
		this.connector = new PeerConnector(this);
	}

	/**
	 * What this application calls the peer.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Where the peer listens.
	 * @return the address; as it was configured until it is first used
	 */
	public String address() {
		Address current = this.connector.address();
		return (current != null) ? current.toString() : this.settings.address();
	}

	/**
	 * Whether this application is not healthy without the peer.
	 * @return true if it was configured so
	 */
	public boolean isRequired() {
		return this.settings.required();
	}

	/**
	 * Whether the peer is connected.
	 * @return the state at this moment
	 */
	public State state() {
		return this.connector.status().state();
	}

	/**
	 * Since when the peer is connected, or away.
	 * @return when it was last connected or lost; when this application was started if it
	 * never was
	 */
	public Instant since() {
		return this.connector.status().since();
	}

	/**
	 * Why the peer is not connected.
	 * @return a text for people, or null if it is, or nothing went wrong yet
	 */
	public @Nullable String lastFailure() {
		return this.connector.status().lastFailure();
	}

	/**
	 * The connection.
	 * @return the channel, or null unless connected
	 */
	public @Nullable TofuChannel channel() {
		return this.connector.status().channel();
	}

	/**
	 * A Request or Signal to this peer.
	 * @param route the listener meant
	 * @return what is to be filled in and sent
	 */
	public TofuClient.RequestSpec route(String route) {
		return new TofuClient.RequestSpec(this).route(route);
	}

	/**
	 * Connects now: cuts the pause before the next attempt short, and begins anew where
	 * there would be none because all have failed or the peer rejected us. Returns at
	 * once. Does nothing if the peer is connected or being connected, or this application
	 * is not running.
	 */
	public void connect() {
		this.connector.connectNow();
	}

	@Override
	public String toString() {
		return "peer '" + this.name + "' at " + address();
	}

	TofuConnections connections() {
		return this.connections;
	}

	PeerSettings settings() {
		return this.settings;
	}

	PeerConnector connector() {
		return this.connector;
	}

	/** What is known of the connection to a peer. */
	public enum State {

		/** Not connected; the next attempt comes later, or there is none. */
		DISCONNECTED,
		/** An attempt is under way. */
		CONNECTING,
		/** Connected. */
		CONNECTED,
		/** The peer refused us for good; there is no next attempt. */
		REJECTED,
		/** This application does not want it: it is stopping or stopped. */
		STOPPED

	}

}
