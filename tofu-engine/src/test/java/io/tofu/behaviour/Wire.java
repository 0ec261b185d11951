package io.tofu.behaviour;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import io.tofu.Address;
import io.tofu.test.TempUdsPath;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The kind of socket a suite runs over: fresh addresses for engines, and bare sockets for
 * peers that are none.
 */
abstract class Wire implements AutoCloseable {

	private final Deque<AutoCloseable> open = new ArrayDeque<>();

	static Wire tcp() {
		return new Tcp();
	}

	static Wire uds() {
		return new Uds();
	}

	/** The address a client uses for what a server was told. */
	static Address clientOf(Address server) {
		if (server instanceof Address.TcpServer tcp) {
			return Address.tcpClient(tcp.host(), tcp.port());
		}
		if (server instanceof Address.UdsServer uds) {
			return Address.udsClient(uds.path());
		}
		return server;
	}

	/** Where nobody listens yet. */
	abstract Address freshServer();

	/** Where nobody listens, and nobody else will, in between either. */
	Address lastingServer() throws IOException {
		return freshServer();
	}

	/**
	 * The same as {@link #freshServer()}, for a process that may be killed and leave its
	 * file.
	 */
	Address freshServerOfAProcess() {
		return freshServer();
	}

	/** Engines that listened are closed and have taken their files with them. */
	void assertNothingLeft() {
	}

	/** Where nobody listens, and nobody will as long as the test runs. */
	abstract Address deadEnd() throws IOException;

	/** A listening socket of a bare peer. */
	abstract ServerSocketChannel listen() throws IOException;

	/** A listening socket of a bare peer, with the shortest queue. */
	abstract ServerSocketChannel listenForOne() throws IOException;

	abstract Address addressOf(ServerSocketChannel server) throws IOException;

	abstract SocketAddress socketAddress(Address client);

	/** A connected, blocking socket of a bare peer. */
	SocketChannel connect(Address client) throws IOException {
		return SocketChannel.open(socketAddress(client));
	}

	final <T extends AutoCloseable> T keep(T resource) {
		this.open.push(resource);
		return resource;
	}

	@Override
	public void close() {
		while (!this.open.isEmpty()) {
			try {
				this.open.pop().close();
			}
			catch (Exception ex) {
				throw new AssertionError(ex);
			}
		}
	}

	private static final class Tcp extends Wire {

		private static final String HOST = "127.0.0.1";

		private static final int FIRST_PORT = 20000;

		/** Where the ports of clients begin, unless the system is told otherwise. */
		private static final int FIRST_CLIENT_PORT = 32768;

		@Override
		Address freshServer() {
			return Address.tcpServer(HOST, 0);
		}

		/** A port that the system does not give to clients. */
		@Override
		Address lastingServer() throws IOException {
			while (true) {
				int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, FIRST_CLIENT_PORT);
				try (ServerSocketChannel probe = ServerSocketChannel.open()) {
					probe.bind(new InetSocketAddress(HOST, port));
					return Address.tcpServer(HOST, port);
				}
				catch (BindException ex) {
					// somebody listens there: the next one
				}
			}
		}

		@Override
		Address deadEnd() throws IOException {
			SocketChannel boundButNotListening = keep(SocketChannel.open());
			boundButNotListening.bind(new InetSocketAddress(HOST, 0));
			return Address.tcpClient(HOST, port(boundButNotListening.getLocalAddress()));
		}

		@Override
		ServerSocketChannel listen() throws IOException {
			return keep(ServerSocketChannel.open()).bind(new InetSocketAddress(HOST, 0));
		}

		@Override
		ServerSocketChannel listenForOne() throws IOException {
			return keep(ServerSocketChannel.open()).bind(new InetSocketAddress(HOST, 0), 1);
		}

		@Override
		Address addressOf(ServerSocketChannel server) throws IOException {
			return Address.tcpClient(HOST, port(server.getLocalAddress()));
		}

		@Override
		SocketAddress socketAddress(Address client) {
			Address.TcpClient tcp = (Address.TcpClient) client;
			return new InetSocketAddress(tcp.host(), tcp.port());
		}

		private static int port(SocketAddress address) {
			return ((InetSocketAddress) address).getPort();
		}

		@Override
		public String toString() {
			return "tcp";
		}

	}

	private static final class Uds extends Wire {

		/** Where engines were told to listen. */
		private final List<Path> served = new ArrayList<>();

		@Override
		Address freshServer() {
			Path path = freshPath();
			this.served.add(path);
			return Address.udsServer(path.toString());
		}

		@Override
		Address freshServerOfAProcess() {
			return Address.udsServer(freshPath().toString());
		}

		@Override
		void assertNothingLeft() {
			assertThat(this.served).allSatisfy((path) -> assertThat(path.getParent()).isEmptyDirectory());
		}

		@Override
		Address deadEnd() throws IOException {
			Path path = freshPath();
			try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
				server.bind(UnixDomainSocketAddress.of(path));
			}
			return Address.udsClient(path.toString());
		}

		@Override
		ServerSocketChannel listen() throws IOException {
			return keep(ServerSocketChannel.open(StandardProtocolFamily.UNIX))
				.bind(UnixDomainSocketAddress.of(freshPath()));
		}

		@Override
		ServerSocketChannel listenForOne() throws IOException {
			return keep(ServerSocketChannel.open(StandardProtocolFamily.UNIX))
				.bind(UnixDomainSocketAddress.of(freshPath()), 1);
		}

		@Override
		Address addressOf(ServerSocketChannel server) throws IOException {
			return Address.udsClient(((UnixDomainSocketAddress) server.getLocalAddress()).getPath().toString());
		}

		@Override
		SocketAddress socketAddress(Address client) {
			return UnixDomainSocketAddress.of(((Address.UdsClient) client).path());
		}

		private Path freshPath() {
			return keep(TempUdsPath.create()).path();
		}

		@Override
		public String toString() {
			return "uds";
		}

	}

}
