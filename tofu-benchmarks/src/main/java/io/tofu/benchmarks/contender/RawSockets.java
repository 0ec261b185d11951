package io.tofu.benchmarks.contender;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

import io.tofu.benchmarks.load.Endpoint;

/** Opens sockets, and runs what uses them. */
final class RawSockets {

	/** All contenders that can be told take it: enough for whoever connects at once. */
	static final int BACKLOG = 4096;

	private RawSockets() {
	}

	/** What a thread does until its socket is closed. */
	interface Task {

		void run() throws IOException;

	}

	static ServerSocketChannel listen(Endpoint at) throws IOException {
		ServerSocketChannel listener = at.isUds() ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
				: ServerSocketChannel.open();
		return listener.bind(at.socketAddress(), BACKLOG);
	}

	static Endpoint endpoint(ServerSocketChannel listener, Endpoint asked) throws IOException {
		return (listener.getLocalAddress() instanceof InetSocketAddress bound) ? Endpoint.tcp(bound.getPort()) : asked;
	}

	static SocketChannel withoutDelay(SocketChannel socket) throws IOException {
		if (socket.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
			socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
		}
		return socket;
	}

	static void start(String name, Task task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (IOException ex) {
				// the peer has closed, or the listener was closed: that is how it ends
			}
		}, name);
		thread.setDaemon(true);
		thread.start();
	}

	static void close(Closeable socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			// nothing more can be done for it
		}
	}

}
