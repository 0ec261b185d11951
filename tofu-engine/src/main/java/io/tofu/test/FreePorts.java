package io.tofu.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * Ports for tests that cannot let the system choose one while it binds.
 */
public final class FreePorts {

	private FreePorts() {
	}

	/**
	 * A TCP port of the loopback interface that nobody listens on at this moment. Nothing
	 * keeps others from taking it: where the address can have port 0, prefer that.
	 * @return the port
	 * @throws UncheckedIOException if there is none
	 */
	public static int tcp() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
