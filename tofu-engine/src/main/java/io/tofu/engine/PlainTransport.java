package io.tofu.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Bytes as they are. */
final class PlainTransport implements Transport {

	private final SocketChannel socket;

	PlainTransport(SocketChannel socket) {
		this.socket = socket;
	}

	@Override
	public int read(ByteBuffer into) throws IOException {
		return this.socket.read(into);
	}

	@Override
	public int write(ByteBuffer from) throws IOException {
		return this.socket.write(from);
	}

	@Override
	public SocketChannel socket() {
		return this.socket;
	}

	@Override
	public void shutdownOutput() throws IOException {
		this.socket.shutdownOutput();
	}

	@Override
	public void expectMore() {
		Sockets.acknowledgeQuickly(this.socket);
	}

	@Override
	public void close(boolean reset) {
		if (reset && Sockets.isTcp(this.socket)) {
			Sockets.resetOnClose(this.socket);
		}
		Sockets.close(this.socket);
	}

}
