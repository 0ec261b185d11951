package io.tofu.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for tests that cannot let the system choose one while it binds.
 */
public final class FreePorts {

	/** Where systems do not take the ports of outgoing connections from. */
	private static final int LOWEST = 15_000;

	private static final int HIGHEST = 32_000;

	private static final int ATTEMPTS = 100;

	private FreePorts() {
	}

	/**
	 * A TCP port of the loopback interface that nobody listens on at this moment, and
	 * that no outgoing connection gets by itself. Nothing keeps others from listening on
	 * it: where the address can have port 0, prefer that. Thread-safe.
	 * @return the port
	 * @throws UncheckedIOException if there is none
	 */
	public static int tcp() {
		for (int attempt = 1;; attempt++) {
			int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
			try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
				return socket.getLocalPort();
			}
			catch (IOException ex) {
				if (attempt == ATTEMPTS) {
					throw new UncheckedIOException(ex);
				}
			}
		}
	}

}
