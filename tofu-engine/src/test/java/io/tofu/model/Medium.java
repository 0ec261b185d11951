package io.tofu.model;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

import io.tofu.Address;
import io.tofu.test.TempUdsPath;

/**
 * What connections are made of.
 */
enum Medium {

	TCP {
		@Override
		Address freshServer() {
			return Address.tcpServer(HOST, 0);
		}

		@Override
		Address clientOf(Address server) {
			Address.TcpServer tcp = (Address.TcpServer) server;
			return Address.tcpClient(tcp.host(), tcp.port());
		}

		@Override
		SocketChannel connect(Address client) throws IOException {
			Address.TcpClient tcp = (Address.TcpClient) client;
			SocketChannel socket = SocketChannel.open(new InetSocketAddress(tcp.host(), tcp.port()));
			socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
			return socket;
		}

		@Override
		Door listen() throws IOException {
			ServerSocketChannel socket = ServerSocketChannel.open().bind(new InetSocketAddress(HOST, 0));
			int port = ((InetSocketAddress) socket.getLocalAddress()).getPort();
			return new Door(socket, Address.tcpClient(HOST, port), () -> {
			});
		}
	},
	UDS {
		@Override
		Address freshServer() {
			return Address.udsServer("");
		}

		@Override
		Address clientOf(Address server) {
			return Address.udsClient(((Address.UdsServer) server).path());
		}

		@Override
		SocketChannel connect(Address client) throws IOException {
			return SocketChannel.open(UnixDomainSocketAddress.of(((Address.UdsClient) client).path()));
		}

		@Override
		Door listen() throws IOException {
			TempUdsPath path = TempUdsPath.create();
			SocketAddress address = UnixDomainSocketAddress.of(path.path());
			ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address);
			return new Door(socket, Address.udsClient(path.path().toString()), path);
		}
	};

	private static final String HOST = "127.0.0.1";

	/** Where an application can listen. */
	abstract Address freshServer();

	/** How clients call what an application listens on. */
	abstract Address clientOf(Address server);

	abstract SocketChannel connect(Address client) throws IOException;

	/** Where a bare peer listens. */
	abstract Door listen() throws IOException;

	/** A bare peer's listening socket. */
	record Door(ServerSocketChannel socket, Address address, AutoCloseable path) {

		void close() throws IOException {
			this.socket.close();
			try {
				this.path.close();
			}
			catch (Exception ex) {
				throw new IOException(ex);
			}
		}

	}

}
