package io.tofu.spring;

import java.time.Duration;

import org.springframework.util.Assert;

/**
 * What holds for all connections.
 *
 * @param byeTimeout how long a channel that is being closed waits for its peer
 * @param maxJoinedSize the longest answer accepted, joined from its frames, in bytes; and
 * the longest element of a stream
 * @param streams what holds for all streams
 */
public record ConnectionSettings(Duration byeTimeout, int maxJoinedSize, StreamSettings streams) {

	/** A bye timeout of 5 s, payloads of up to 1 MiB and the usual streams. */
	public static final ConnectionSettings DEFAULTS = new ConnectionSettings(Duration.ofSeconds(5), 1024 * 1024);

	/**
	 * Settings with the usual streams.
	 * @param byeTimeout how long a channel that is being closed waits for its peer
	 * @param maxJoinedSize the longest answer accepted, in bytes
	 */
	public ConnectionSettings(Duration byeTimeout, int maxJoinedSize) {
		this(byeTimeout, maxJoinedSize, StreamSettings.DEFAULTS);
	}

	/** Checks the values. */
	public ConnectionSettings {
		Assert.isTrue(!byeTimeout.isNegative(), "The bye timeout must not be negative");
		Assert.isTrue(maxJoinedSize > 0, "The longest payload must be positive");
	}

}
