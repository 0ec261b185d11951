package io.tofu.benchmarks.plan;

/**
 * What a client does.
 *
 * @param name the name on the command line and in reports
 * @param kind what is done
 * @param connections how many connections it has
 * @param window how many requests are in flight on each; for one-way messages, how many
 * are sent before the echo that shows that they arrived; how many pieces or elements a
 * stream has
 * @param bodyLength how long bodies and pieces are, in bytes; of calls and elements, the
 * text in them
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
		/** Much to a server in one stream, which says when it has read all of it. */
		UPLOAD,
		/** Small objects from a Spring application to another one in one stream. */
		ELEMENTS,
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
	 * @return false if bytes or streams are sent
	 */
	public boolean isCall() {
		return this.kind == Kind.CALL || this.kind == Kind.CALLS;
	}

	/**
	 * Whether Spring applications are measured.
	 * @return true for calls and streams between them
	 */
	public boolean isForApplications() {
		return isCall() || this.kind == Kind.UPLOAD || this.kind == Kind.ELEMENTS;
	}

	/**
	 * Whether an operation moves as many bytes as a body has, and nothing comes back.
	 * @return true if the rate says how many bytes a second those are
	 */
	public boolean isOneWay() {
		return this.kind == Kind.ONE_WAY || this.kind == Kind.UPLOAD;
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
			case UPLOAD -> "upload " + this.window + " " + seconds;
			case ELEMENTS -> "elements " + this.window + " " + seconds;
			case CONNECT -> "connect " + seconds;
			case IDLE -> "idle " + seconds;
		};
	}

	@Override
	public String toString() {
		return this.name;
	}

}
