package io.tofu.benchmarks.report;

/** What is measured in one turn. */
public enum Metric {

	/** Operations per second. */
	RATE("per second"),
	/** Median latency, in microseconds. */
	P50("p50 µs"),
	/** Latency of one operation in a hundred, in microseconds. */
	P99("p99 µs"),
	/** Latency of one operation in a thousand, in microseconds. */
	P999("p99.9 µs"),
	/** CPU time of the client for an operation, in microseconds. */
	CLIENT_CPU("client CPU µs/op"),
	/** CPU time of the server for an operation, in microseconds. */
	SERVER_CPU("server CPU µs/op"),
	/** Bytes that the client allocates for an operation. */
	CLIENT_ALLOCATION("client B/op"),
	/** Bytes that the server allocates for an operation. */
	SERVER_ALLOCATION("server B/op"),
	/** What the rest of the machine used meanwhile, in cores. */
	OTHERS("others, cores"),
	/** Live heap that an idle connection adds to the server, in bytes. */
	IDLE_HEAP("heap per connection, B"),
	/** Resident memory that an idle connection adds to the server, in bytes. */
	IDLE_RESIDENT("resident per connection, B"),
	/** CPU of a server whose connections are idle, in percent of a core. */
	IDLE_CPU("CPU, % of a core"),
	/** Context switches of a server whose connections are idle, per second. */
	IDLE_SWITCHES("context switches/s"),
	/** As {@link #IDLE_CPU}, while the application does not wait for messages. */
	AWAY_CPU("receiver away: CPU, %"),
	/** As {@link #IDLE_SWITCHES}, while the application does not wait for messages. */
	AWAY_SWITCHES("receiver away: switches/s");

	private final String title;

	Metric(String title) {
		this.title = title;
	}

	/**
	 * The head of a column.
	 * @return a few words with the unit
	 */
	public String title() {
		return this.title;
	}

}
