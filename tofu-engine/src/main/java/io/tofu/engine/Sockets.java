package io.tofu.engine;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

import io.tofu.AmpeOptions;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens sockets the way this engine wants them, and closes them. */
final class Sockets {

	private static final Logger logger = LoggerFactory.getLogger(Sockets.class);

	private Sockets() {
	}

	/**
	 * Has the JDK open the descriptors that it needs for its first write and its first
	 * close, while there are some: it never recovers if it fails to.
	 */
	static void prepare() throws IOException {
		Pipe pipe = Pipe.open();
		try {
			pipe.sink().write(ByteBuffer.allocate(1));
		}
		finally {
			pipe.sink().close();
			pipe.source().close();
		}
	}

	static boolean isTcp(SocketChannel socket) {
		return socket.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY);
	}

	/** A non-blocking socket for a peer at this address. */
	static SocketChannel openFor(SocketAddress peer) throws IOException {
		SocketChannel socket = (peer instanceof UnixDomainSocketAddress)
				? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
		try {
			configure(socket);
			return socket;
		}
		catch (IOException ex) {
			close(socket);
			throw ex;
		}
	}

	static void configure(SocketChannel socket) throws IOException {
		socket.configureBlocking(false);
		if (isTcp(socket)) {
			socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
			socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
		}
	}

	/** Whether a connection leads back to the very socket it started from. */
	static boolean isConnectedToItself(SocketChannel socket) throws IOException {
		return isTcp(socket) && socket.getLocalAddress().equals(socket.getRemoteAddress());
	}

	/**
	 * A TCP socket that listens on all interfaces, for IPv4 and IPv6 where there is both.
	 */
	static ServerSocketChannel listenEverywhere(int port, AmpeOptions options) throws IOException {
		return listen(ServerSocketChannel.open(), new InetSocketAddress(port), options);
	}

	/** A TCP socket that listens on one address, for the family of that address alone. */
	static ServerSocketChannel listen(InetSocketAddress address, AmpeOptions options) throws IOException {
		boolean v4 = address.getAddress() instanceof Inet4Address;
		return listen(ServerSocketChannel.open(v4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6),
				address, options);
	}

	private static ServerSocketChannel listen(ServerSocketChannel socket, InetSocketAddress address,
			AmpeOptions options) throws IOException {
		try {
			socket.configureBlocking(false);
			socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
			if (options.reusePort()) {
				socket.setOption(StandardSocketOptions.SO_REUSEPORT, true);
			}
			return socket.bind(address, options.backlog());
		}
		catch (IOException | RuntimeException ex) {
			close(socket);
			throw ex;
		}
	}

	/**
	 * Asks for the next acknowledgement at once, where there are any; holds only until
	 * the system forgets.
	 */
	static void acknowledgeQuickly(SocketChannel socket) {
		trySet(socket, ExtendedSocketOptions.TCP_QUICKACK, true);
	}

	static void resetOnClose(SocketChannel socket) {
		trySet(socket, StandardSocketOptions.SO_LINGER, 0);
	}

	static void close(Channel socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			logger.debug("Closing {} failed", socket, ex);
		}
	}

	private static <T> void trySet(NetworkChannel socket, SocketOption<T> option, T value) {
		try {
			if (socket.supportedOptions().contains(option)) {
				socket.setOption(option, value);
			}
		}
		catch (IOException ex) {
			logger.trace("{} refused {}", socket, option, ex);
		}
	}

}
