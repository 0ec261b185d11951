package io.tofu.spring.listener;

/**
 * What holds for every listener that does not say otherwise.
 *
 * <p>
 * When too many messages wait for a listener, the channels that bring more are not read
 * until half of them have begun, so that those peers are pushed back. A channel on which
 * this application waits for an answer is read nevertheless; a Request of that peer for
 * which there is no place is answered with {@code overloaded}, so that two applications
 * that call each other back cannot wait for each other, and a Signal is dropped if too
 * many wait already.
 *
 * @param concurrency calls of one listener's method at a time
 * @param ordering what is handled one after another
 * @param autoStartup whether listeners start with the application
 * @param maxInFlight calls of one listener whose result is not there yet, asynchronous
 * ones included
 * @param maxQueued messages that wait for one listener before reading of the channel that
 * brought the last one is paused
 * @param maxQueuedSize bytes of the messages that wait for one listener before reading of
 * the channel that brought the last one is paused
 * @param maxJoinedSize bytes of a payload that came in several frames
 * @param maxUnfinishedSize bytes of all payloads whose last frame has not come yet,
 * beyond which messages are refused; one channel may take a quarter of it. Never below
 * {@code maxJoinedSize}
 * @param includeMessage whether peers are told the text of unexpected exceptions
 */
public record TofuListenerSettings(int concurrency, Ordering ordering, boolean autoStartup, int maxInFlight,
		int maxQueued, long maxQueuedSize, int maxJoinedSize, long maxUnfinishedSize, IncludeMessage includeMessage) {

	private static final int MIB = 1024 * 1024;

	/**
	 * Settings.
	 * @throws IllegalArgumentException if a number is not positive
	 */
	public TofuListenerSettings {
		requirePositive("concurrency", concurrency);
		requirePositive("maxInFlight", maxInFlight);
		requirePositive("maxQueued", maxQueued);
		requirePositive("maxQueuedSize", maxQueuedSize);
		requirePositive("maxJoinedSize", maxJoinedSize);
		requirePositive("maxUnfinishedSize", maxUnfinishedSize);
		maxUnfinishedSize = Math.max(maxUnfinishedSize, maxJoinedSize);
	}

	/**
	 * The settings of an application that configures nothing.
	 * @return 64 calls at a time, ordered by exchange, started with the application, 256
	 * in flight, 1024 or 16 MiB queued, 1 MiB joined, 128 MiB unfinished, no messages
	 */
	public static TofuListenerSettings defaults() {
		return new TofuListenerSettings(64, Ordering.EXCHANGE, true, 256, 1024, 16 * MIB, MIB, 128 * MIB,
				IncludeMessage.NEVER);
	}

	private static void requirePositive(String name, long value) {
		if (value < 1) {
			throw new IllegalArgumentException(name + " must be at least 1, not " + value);
		}
	}

}
