package io.tofu.benchmarks.load;

import java.io.IOException;
import java.time.Duration;

/**
 * A messaging system that takes part. To add one, implement this and name it in
 * {@code Contenders}.
 *
 * <p>
 * An instance lives as long as its process, which either serves or connects, so it may
 * keep event loops and contexts in fields. The server sends every echo back unchanged and
 * checks one-way messages; the client checks every reply. All of them compare whole
 * bodies, so that nobody is faster for not having looked.
 */
public interface Contender extends AutoCloseable {

	/**
	 * Listens.
	 * @param at where; a TCP port of 0 means any
	 * @return a server that answers from now on
	 */
	Server serve(Endpoint at) throws IOException, InterruptedException;

	/**
	 * Opens connections.
	 * @param to the server
	 * @param connections how many
	 * @param bodyLength how long the bodies are that will be sent
	 * @return a client for one thread
	 */
	Client connect(Endpoint to, int connections, int bodyLength) throws IOException, InterruptedException;

	/** Ends the threads of this instance. */
	@Override
	void close();

	/** Closing it stops listening. */
	interface Server extends AutoCloseable {

		/**
		 * Where it listens.
		 * @return an endpoint to connect to
		 */
		Endpoint endpoint();

		/**
		 * Has the application's thread do something else for a while, instead of waiting
		 * for messages.
		 * @param time how long
		 */
		default void turnAway(Duration time) {
			throw new UnsupportedOperationException("no thread of the application waits for messages");
		}

		@Override
		void close();

	}

	/** Connections to one server. */
	interface Client extends AutoCloseable {

		/**
		 * Sends one request on the first connection and waits for its reply on the
		 * calling thread, as a user's thread does.
		 */
		void echo() throws IOException, InterruptedException;

		/**
		 * Keeps {@link Load#window()} requests in flight on every connection: after each
		 * reply asks that connection's lane whether to send another, until all lanes are
		 * drained. Requests may be sent from callbacks.
		 * @param load counts the replies and says when it is enough
		 */
		void stream(Load load) throws IOException, InterruptedException;

		/**
		 * Sends messages that nobody answers on the first connection, then one echo, as a
		 * barrier.
		 * @param count how many
		 */
		void oneWay(int count) throws IOException, InterruptedException;

		/**
		 * Sends one-way bodies in one stream, as fast as they are taken, and waits until
		 * the server has checked all of them.
		 * @param count how many
		 */
		default void upload(int count) throws IOException, InterruptedException {
			throw new UnsupportedOperationException("no uploads");
		}

		/**
		 * Has the server send elements in one stream, and checks them.
		 * @param count how many
		 */
		default void elements(int count) throws IOException, InterruptedException {
			throw new UnsupportedOperationException("no elements");
		}

		@Override
		void close();

	}

}
