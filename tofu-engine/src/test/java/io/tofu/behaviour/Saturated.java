package io.tofu.behaviour;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

import io.tofu.Address;

/**
 * A listener whose queue is full, so that who connects has to wait.
 */
final class Saturated implements AutoCloseable {

	private static final int ATTEMPTS = 16;

	private final ServerSocketChannel server;

	private final Address address;

	private final List<SocketChannel> waiting = new ArrayList<>();

	private Saturated(ServerSocketChannel server, Address address) {
		this.server = server;
		this.address = address;
	}

	static Saturated over(Wire wire) throws IOException {
		ServerSocketChannel server = wire.listenForOne();
		Saturated saturated = new Saturated(server, wire.addressOf(server));
		boolean full = false;
		for (int i = 0; i < ATTEMPTS && !full; i++) {
			full = !saturated.connects(wire);
		}
		if (!full) {
			throw new IOException("The queue of " + saturated.address + " does not fill");
		}
		return saturated;
	}

	Address address() {
		return this.address;
	}

	/** Accepts all who wait and drops them; then the engine that came after them. */
	SocketChannel acceptOurs() throws IOException {
		for (SocketChannel socket : this.waiting) {
			socket.close();
			this.server.accept().close();
		}
		return this.server.accept();
	}

	private boolean connects(Wire wire) throws IOException {
		boolean unix = this.address instanceof Address.UdsClient;
		SocketChannel socket = unix ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
		socket.configureBlocking(false);
		try {
			if (socket.connect(wire.socketAddress(this.address)) || socket.finishConnect()) {
				this.waiting.add(socket);
				return true;
			}
		}
		catch (IOException ex) {
			// a Unix socket is refused at once
		}
		socket.close();
		return false;
	}

	/** Who waits is refused now. */
	void stopListening() throws IOException {
		this.server.close();
	}

	@Override
	public void close() throws IOException {
		stopListening();
		for (SocketChannel socket : this.waiting) {
			socket.close();
		}
	}

}
