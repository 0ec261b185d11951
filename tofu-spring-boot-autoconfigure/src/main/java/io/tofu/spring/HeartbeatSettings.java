package io.tofu.spring;

import java.time.Duration;

import org.springframework.util.Assert;

/**
 * How a peer that has died without a word is found out.
 *
 * @param interval how long a connection may be silent before the peer is asked whether it
 * is there; zero for never
 * @param timeout how long it may be silent before it is given up, longer than the
 * interval
 */
public record HeartbeatSettings(Duration interval, Duration timeout) {

	/** Nobody is asked, and silence may last. */
	public static final HeartbeatSettings OFF = new HeartbeatSettings(Duration.ZERO, Duration.ofSeconds(30));

	/** Checks the values. */
	public HeartbeatSettings {
		Assert.isTrue(!interval.isNegative(), "The interval must not be negative");
		Assert.isTrue(interval.isZero() || timeout.compareTo(interval) > 0,
				"The timeout must be longer than the interval");
		Assert.isTrue(timeout.compareTo(PeerSettings.LONGEST) <= 0, "The timeout must be no more than 36500 days");
	}

	/**
	 * Whether peers are asked at all.
	 * @return true unless the interval is zero
	 */
	boolean isOn() {
		return !this.interval.isZero();
	}

}
