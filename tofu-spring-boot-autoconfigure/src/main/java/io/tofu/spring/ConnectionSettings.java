package io.tofu.spring;

import java.time.Duration;

import org.springframework.util.Assert;

/**
 * What holds for all connections.
 *
 * @param byeTimeout how long a channel that is being closed waits for its peer
 * @param maxJoinedSize the longest answer accepted, joined from its frames, in bytes
 */
public record ConnectionSettings(Duration byeTimeout, int maxJoinedSize) {

	/** A bye timeout of 5 s and payloads of up to 1 MiB. */
	public static final ConnectionSettings DEFAULTS = new ConnectionSettings(Duration.ofSeconds(5), 1024 * 1024);

	/** Checks the values. */
	public ConnectionSettings {
		Assert.isTrue(!byeTimeout.isNegative(), "The bye timeout must not be negative");
		Assert.isTrue(maxJoinedSize > 0, "The longest payload must be positive");
	}

}
