package io.tofu.benchmarks.plan;

/**
 * What a client does.
 *
 * @param name the name on the command line and in reports
 * @param kind what is done
 * @param connections how many connections it has
 * @param window how many requests are in flight on each; for one-way messages, how many
 * are sent before the echo that shows that they arrived
 * @param bodyLength how long bodies are, in bytes; of calls, the text in them
 */
public record Workload(String name, Kind kind, int connections, int window, int bodyLength) {

	/** What is done. */
	public enum Kind {

		/** One request after another, from a thread that waits for the reply. */
		PING,
		/** A fixed number of requests in flight. */
		STREAM,
		/** One call between Spring applications after another. */
		CALL,
		/** A fixed number of calls between Spring applications in flight. */
		CALLS,
		/** Messages that nobody answers. */
		ONE_WAY,
		/** Connect, one echo, close. */
		CONNECT,
		/** Connections on which nothing happens. */
		IDLE

	}

	/** Descriptors of a process beside those of its connections, with room to spare. */
	private static final int OTHER_DESCRIPTORS = 200;

	/**
	 * Whether a rate comes out.
	 * @return false for idle connections
	 */
	public boolean hasRate() {
		return this.kind != Kind.IDLE;
	}

	/**
	 * Whether every operation is a request and its reply on an open connection.
	 * @return true for pings and streams
	 */
	public boolean isEcho() {
		return this.kind == Kind.PING || this.kind == Kind.STREAM;
	}

	/**
	 * Whether every operation is a call of one Spring application by another.
	 * @return false if bytes are sent
	 */
	public boolean isCall() {
		return this.kind == Kind.CALL || this.kind == Kind.CALLS;
	}

	/**
	 * What each of the two processes needs.
	 * @return file descriptors
	 */
	public int descriptors() {
		return this.connections + OTHER_DESCRIPTORS;
	}

	/**
	 * What a client is told.
	 * @param seconds how long
	 * @return a command for a worker
	 */
	public String command(double seconds) {
		return switch (this.kind) {
			case PING, CALL -> "ping " + seconds;
			case STREAM, CALLS -> "stream " + this.window + " " + seconds;
			case ONE_WAY -> "oneway " + this.window + " " + seconds;
			case CONNECT -> "connect " + seconds;
			case IDLE -> "idle " + seconds;
		};
	}

	@Override
	public String toString() {
		return this.name;
	}

}
