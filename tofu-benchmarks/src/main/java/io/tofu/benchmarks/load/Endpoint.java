package io.tofu.benchmarks.load;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/**
 * Where a server listens, on this machine.
 *
 * @param transport how it is reached
 * @param where a port of the loopback interface, or a path
 */
public record Endpoint(Transport transport, String where) {

	/** How two processes talk to each other. */
	public enum Transport {

		/** Over the loopback interface. */
		TCP,
		/** Over a Unix domain socket. */
		UDS;

		@Override
		public String toString() {
			return (this == TCP) ? "tcp" : "uds";
		}

		/**
		 * The inverse of {@link #toString()}.
		 * @param name tcp or uds
		 * @return the transport
		 */
		public static Transport of(String name) {
			for (Transport transport : values()) {
				if (transport.toString().equals(name)) {
					return transport;
				}
			}
			throw new IllegalArgumentException("no transport " + name);
		}

	}

	/**
	 * A port of the loopback interface.
	 * @param port the port, 0 for any
	 * @return the endpoint
	 */
	public static Endpoint tcp(int port) {
		return new Endpoint(Transport.TCP, Integer.toString(port));
	}

	/**
	 * A Unix domain socket.
	 * @param path its path
	 * @return the endpoint
	 */
	public static Endpoint uds(String path) {
		return new Endpoint(Transport.UDS, path);
	}

	/**
	 * The inverse of {@link #toString()}.
	 * @param text {@code tcp:PORT} or {@code uds:PATH}
	 * @return the endpoint
	 */
	public static Endpoint parse(String text) {
		int colon = text.indexOf(':');
		return new Endpoint(Transport.of(text.substring(0, colon)), text.substring(colon + 1));
	}

	/**
	 * Whether it is a Unix domain socket.
	 * @return false for TCP
	 */
	public boolean isUds() {
		return this.transport == Transport.UDS;
	}

	/**
	 * The port of a TCP endpoint.
	 * @return the port
	 */
	public int port() {
		return Integer.parseInt(this.where);
	}

	/**
	 * The address that the JDK's sockets take.
	 * @return an address
	 */
	public SocketAddress socketAddress() {
		return isUds() ? UnixDomainSocketAddress.of(this.where)
				: new InetSocketAddress(InetAddress.getLoopbackAddress(), port());
	}

	@Override
	public String toString() {
		return this.transport + ":" + this.where;
	}

}
