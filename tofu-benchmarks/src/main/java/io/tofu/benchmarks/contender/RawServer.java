package io.tofu.benchmarks.contender;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

import io.tofu.benchmarks.load.Contender;
import io.tofu.benchmarks.load.Endpoint;

/** Serves all connections on one selector, or each on a thread of its own. */
final class RawServer implements Contender.Server {

	private final ServerSocketChannel listener;

	private final Endpoint endpoint;

	private RawServer(ServerSocketChannel listener, Endpoint at) throws IOException {
		this.listener = listener;
		this.endpoint = RawSockets.endpoint(listener, at);
	}

	static RawServer blocking(Endpoint at) throws IOException {
		RawServer server = new RawServer(RawSockets.listen(at), at);
		RawSockets.start("raw-acceptor", server::acceptForEver);
		return server;
	}

	static RawServer selecting(Endpoint at) throws IOException {
		RawServer server = new RawServer(RawSockets.listen(at), at);
		RawSockets.start("raw-server", server::selectForEver);
		return server;
	}

	private void acceptForEver() throws IOException {
		while (true) {
			SocketChannel socket = RawSockets.withoutDelay(this.listener.accept());
			RawSockets.start("raw-connection", () -> {
				RawEcho echo = new RawEcho(socket, new RawBuffer.Pool());
				try (socket) {
					while (socket.isOpen()) {
						echo.onReadable();
					}
				}
			});
		}
	}

	private void selectForEver() throws IOException {
		RawBuffer.Pool pool = new RawBuffer.Pool();
		try (Selector selector = Selector.open()) {
			this.listener.configureBlocking(false).register(selector, SelectionKey.OP_ACCEPT);
			while (this.listener.isOpen()) {
				selector.select((key) -> onReady(key, pool));
			}
		}
	}

	private void onReady(SelectionKey key, RawBuffer.Pool pool) {
		try {
			if (key.attachment() instanceof RawEcho echo) {
				onReady(key, echo);
			}
			else {
				acceptAll(key.selector(), pool);
			}
		}
		catch (IOException | IllegalStateException ex) {
			key.cancel();
			RawSockets.close(key.channel());
		}
	}

	private static void onReady(SelectionKey key, RawEcho echo) throws IOException {
		if (key.isWritable()) {
			if (echo.flush()) {
				key.interestOps(SelectionKey.OP_READ);
			}
		}
		else if (!echo.onReadable()) {
			key.interestOps(SelectionKey.OP_WRITE);
		}
	}

	private void acceptAll(Selector selector, RawBuffer.Pool pool) throws IOException {
		for (SocketChannel socket = this.listener.accept(); socket != null; socket = this.listener.accept()) {
			RawSockets.withoutDelay(socket)
				.configureBlocking(false)
				.register(selector, SelectionKey.OP_READ, new RawEcho(socket, pool));
		}
	}

	@Override
	public Endpoint endpoint() {
		return this.endpoint;
	}

	@Override
	public void close() {
		RawSockets.close(this.listener);
	}

}
