package io.tofu.benchmarks.contender;

import java.io.IOException;

import io.tofu.benchmarks.load.Contender;
import io.tofu.benchmarks.load.Endpoint;

/**
 * The physical limit in Java: nothing but the JDK's sockets, one thread a side, no
 * hand-over between threads. Blocking means one connection only and a server thread for
 * each; otherwise a selector serves them all.
 */
final class RawContender implements Contender {

	private final boolean blocking;

	RawContender(boolean blocking) {
		this.blocking = blocking;
	}

	@Override
	public Server serve(Endpoint at) throws IOException {
		return this.blocking ? RawServer.blocking(at) : RawServer.selecting(at);
	}

	@Override
	public Client connect(Endpoint to, int connections, int bodyLength) throws IOException {
		if (this.blocking && connections > 1) {
			throw new UnsupportedOperationException("one connection only");
		}
		return new RawClient(to, connections, bodyLength, this.blocking);
	}

	@Override
	public void close() {
		// threads end with their sockets
	}

}
