package io.tofu.spring;

/** Shows tests of other packages whether channels are read. */
public final class ReadChannels {

	private ReadChannels() {
	}

	/** How many channels are not read at this moment. */
	public static long paused(TofuConnections connections) {
		return connections.channels().stream().filter((channel) -> channel.gate().isPaused()).count();
	}

	/** How many streams have not ended, on all channels. */
	public static int streams(TofuConnections connections) {
		return connections.channels().stream().mapToInt((channel) -> channel.streams().size()).sum();
	}

}
