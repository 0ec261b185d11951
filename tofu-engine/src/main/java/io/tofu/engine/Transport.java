package io.tofu.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** The way of bytes to the peer and back; never blocks. */
interface Transport {

	/**
	 * Reads what is there.
	 * @return how many bytes, 0 if none are there, -1 at the end
	 */
	int read(ByteBuffer into) throws IOException;

	/**
	 * Writes what there is room for.
	 * @return how many bytes
	 */
	int write(ByteBuffer from) throws IOException;

	SocketChannel socket();

	/** Tells the peer that nothing more will come. */
	void shutdownOutput() throws IOException;

	/** Called when a read ended inside a frame. */
	void expectMore();

	/**
	 * Closes the socket.
	 * @param reset whether the peer shall see a reset, where there is such a thing
	 */
	void close(boolean reset);

}
