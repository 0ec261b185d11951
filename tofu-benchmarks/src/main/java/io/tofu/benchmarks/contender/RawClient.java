package io.tofu.benchmarks.contender;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.tofu.benchmarks.load.Body;
import io.tofu.benchmarks.load.Contender;
import io.tofu.benchmarks.load.Endpoint;
import io.tofu.benchmarks.load.Load;
import org.jspecify.annotations.Nullable;

/** The calling thread does everything: it writes, waits for the selector and reads. */
final class RawClient implements Contender.Client {

	/**
	 * Two blocking peers must never both be stuck writing: so much fits into the buffers
	 * even of a Unix socket.
	 */
	private static final int SAFE_IN_FLIGHT = 128 << 10;

	private static final long PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(30);

	private final @Nullable Selector selector;

	private final List<RawConnection> connections = new ArrayList<>();

	private final int frameLength;

	private final byte[] oneWayFrame;

	RawClient(Endpoint to, int count, int bodyLength, boolean blocking) throws IOException {
		this.selector = blocking ? null : Selector.open();
		this.frameLength = RawBuffer.HEADER_LENGTH + bodyLength;
		this.oneWayFrame = RawBuffer.frame(Body.oneWay(bodyLength));
		RawBuffer.Pool pool = new RawBuffer.Pool();
		Body body = Body.echo(bodyLength);
		for (int i = 0; i < count; i++) {
			SocketChannel socket = RawSockets.withoutDelay(SocketChannel.open(to.socketAddress()));
			SelectionKey key = register(socket);
			RawConnection connection = new RawConnection(socket, key, pool, body);
			if (key != null) {
				key.attach(connection);
			}
			this.connections.add(connection);
		}
	}

	private @Nullable SelectionKey register(SocketChannel socket) throws IOException {
		return (this.selector != null) ? socket.configureBlocking(false).register(this.selector, SelectionKey.OP_READ)
				: null;
	}

	@Override
	public void echo() throws IOException {
		RawConnection connection = this.connections.get(0);
		connection.send(1, null);
		turnWhile(() -> connection.replies() == 0);
	}

	@Override
	public void stream(Load load) throws IOException {
		if (this.selector == null && load.window() * this.frameLength > SAFE_IN_FLIGHT) {
			throw new UnsupportedOperationException("two blocking sides could stop each other");
		}
		for (int i = 0; i < this.connections.size(); i++) {
			load.lane(i).begin();
			this.connections.get(i).send(load.window(), load.lane(i));
		}
		turnWhile(load::isRunning);
	}

	@Override
	public void oneWay(int count) throws IOException {
		RawConnection connection = this.connections.get(0);
		connection.sendOneWay(this.oneWayFrame, count);
		turnWhile(connection::isSending);
		echo();
	}

	@Override
	public void upload(int count) throws IOException {
		oneWay(count);
	}

	private void turnWhile(BooleanSupplier busy) throws IOException {
		while (busy.getAsBoolean()) {
			if (this.selector == null) {
				this.connections.get(0).onReadable();
			}
			else if (this.selector.select(RawClient::onReady, PATIENCE_MILLIS) == 0) {
				throw new IOException("No reply came");
			}
		}
	}

	private static void onReady(SelectionKey key) {
		RawConnection connection = (RawConnection) key.attachment();
		try {
			if (key.isReadable()) {
				connection.onReadable();
			}
			else {
				connection.pump();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.connections.forEach((connection) -> RawSockets.close(connection.socket()));
		if (this.selector != null) {
			RawSockets.close(this.selector);
		}
	}

}
