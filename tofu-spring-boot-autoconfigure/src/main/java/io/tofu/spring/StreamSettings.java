package io.tofu.spring;

import java.time.Duration;

import org.springframework.util.Assert;

/**
 * What holds for all streams.
 *
 * @param window how many bytes of one message wait for their consumer before its sender
 * must wait; each frame counts 64 bytes more than its body
 * @param idleTimeout how long a stream may stand still although one side waits for the
 * other
 */
public record StreamSettings(int window, Duration idleTimeout) {

	/** A window of 1 MiB and an idle timeout of 30 s. */
	public static final StreamSettings DEFAULTS = new StreamSettings(1024 * 1024, Duration.ofSeconds(30));

	/** Checks the values. */
	public StreamSettings {
		Assert.isTrue(window > 0, "The window must be positive");
		Assert.isTrue(!idleTimeout.isNegative() && !idleTimeout.isZero(), "The idle timeout must be positive");
	}

	/** What ends a stream on which nothing has moved for the idle timeout. */
	TofuTimeoutException stoodStill(TofuChannel channel) {
		return new TofuTimeoutException("A stream on " + channel + " stood still for " + this.idleTimeout.toMillis()
				+ " ms (tofu.stream.idle-timeout)");
	}

}
