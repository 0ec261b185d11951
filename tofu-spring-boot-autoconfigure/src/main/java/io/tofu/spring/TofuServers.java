package io.tofu.spring;

import java.util.Collection;
import java.util.List;

/**
 * The addresses that this application listens on, and the peers that are connected to
 * them. Thread-safe.
 */
public final class TofuServers {

	private final TofuConnections connections;

	private final List<TofuServer> servers;

	/**
	 * Addresses that are not listened on yet, and without which the application does not
	 * start.
	 * @param connections whose group gets the accepted connections
	 * @param addresses {@code tcp://host:port}, {@code tcp://:port} or
	 * {@code unix:/path}, any number of them
	 */
	public TofuServers(TofuConnections connections, List<String> addresses) {
		this(connections, addresses, StartupFailurePolicy.STOP);
	}

	/**
	 * Addresses that are not listened on yet.
	 * @param connections whose group gets the accepted connections
	 * @param addresses {@code tcp://host:port}, {@code tcp://:port} or
	 * {@code unix:/path}, any number of them
	 * @param policy what happens if an address cannot be listened on
	 */
	public TofuServers(TofuConnections connections, List<String> addresses, StartupFailurePolicy policy) {
		this.connections = connections;
		this.servers = addresses.stream().map((address) -> new TofuServer(connections, address, policy)).toList();
		connections.beforeStop(this::stop);
	}

	/**
	 * All of them.
	 * @return one server for each address, in the order of their configuration
	 */
	public List<TofuServer> all() {
		return this.servers;
	}

	/**
	 * The peers that have connected to this application: whose Hello was answered, and
	 * with whom nobody has parted yet.
	 * @return the channels of this moment, in no order
	 */
	public List<TofuChannel> channels() {
		return this.connections.channels()
			.stream()
			.filter((channel) -> channel.isAccepted() && channel.isConnected())
			.toList();
	}

	/**
	 * Those of the connected peers that have said something of themselves.
	 * @param helloHeader the name of a text header of the HelloRequest
	 * @param value one of its values there
	 * @return the channels of this moment, in no order
	 */
	public List<TofuChannel> channels(String helloHeader, String value) {
		return channels().stream()
			.filter((channel) -> channel.helloHeaders().getOrDefault(helloHeader, List.of()).contains(value))
			.toList();
	}

	/**
	 * One Signal or Request to several peers.
	 * @param channels to whom, usually {@link #channels()}
	 * @param route the listener meant
	 * @return what is to be filled in and sent
	 */
	public TofuBroadcast broadcast(Collection<TofuChannel> channels, String route) {
		return new TofuBroadcast(this.connections, channels, route);
	}

	/**
	 * Listens on all addresses, or on none of them if one is missing that must not be.
	 */
	void start() {
		try {
			this.servers.forEach(TofuServer::start);
		}
		catch (RuntimeException ex) {
			stop();
			throw ex;
		}
	}

	/** Stops listening; connections that were accepted stay. */
	void stop() {
		this.servers.forEach(TofuServer::stop);
	}

}
