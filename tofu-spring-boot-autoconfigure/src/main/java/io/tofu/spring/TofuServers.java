package io.tofu.spring;

import java.util.List;

/** The addresses that this application listens on. Thread-safe. */
public final class TofuServers {

	private final List<TofuServer> servers;

	/**
	 * Addresses that are not listened on yet.
	 * @param connections whose group gets the accepted connections
	 * @param addresses {@code tcp://host:port}, {@code tcp://:port} or
	 * {@code unix:/path}, any number of them
	 */
	public TofuServers(TofuConnections connections, List<String> addresses) {
		this.servers = addresses.stream().map((address) -> new TofuServer(connections, address)).toList();
		connections.beforeStop(this::stop);
	}

	/**
	 * All of them.
	 * @return one server for each address, in the order of their configuration
	 */
	public List<TofuServer> all() {
		return this.servers;
	}

	/** Listens on all addresses, or on none of them. */
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
