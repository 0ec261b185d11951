package io.tofu.spring;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * When to connect again after a connection failed or ended.
 *
 * @param enabled whether to connect again at all
 * @param initialInterval the pause before the first new attempt
 * @param multiplier what each further pause is longer by, at least 1
 * @param maxInterval the longest pause, before it is varied by the jitter
 * @param jitter by which part of itself a pause is varied, 0 to 1
 * @param maxAttempts how many attempts in a row may fail, or null for any number
 */
public record ReconnectSettings(boolean enabled, Duration initialInterval, double multiplier, Duration maxInterval,
		double jitter, @Nullable Integer maxAttempts) {

	private static final long SHORTEST_MILLIS = 1;

	/** Reconnects for ever, after 200 ms at first and every 30 s at last. */
	public static final ReconnectSettings DEFAULTS = new ReconnectSettings(true, Duration.ofMillis(200), 2,
			Duration.ofSeconds(30), 0.2, null);

	/** Checks the values. */
	public ReconnectSettings {
		Assert.isTrue(isPossible(initialInterval) && isPossible(maxInterval),
				"Intervals must not be negative, nor longer than 36500 days");
		Assert.isTrue(multiplier >= 1, "The multiplier must be at least 1");
		Assert.isTrue(jitter >= 0 && jitter <= 1, "The jitter must be between 0 and 1");
		Assert.isTrue(maxAttempts == null || maxAttempts > 0, "The number of attempts must be positive");
	}

	private static boolean isPossible(Duration interval) {
		return !interval.isNegative() && interval.compareTo(PeerSettings.LONGEST) <= 0;
	}

	/**
	 * Whether another attempt is due.
	 * @param failures how many attempts in a row have failed
	 * @return true if one is
	 */
	boolean allows(int failures) {
		return this.enabled && (this.maxAttempts == null || failures < this.maxAttempts);
	}

	/**
	 * Whether a connection has lasted long enough for its loss to be a first setback.
	 * @param lasted how long there was one
	 * @return true if that is longer than the longest pause
	 */
	boolean isLasting(Duration lasted) {
		return lasted.compareTo(this.maxInterval) > 0;
	}

	/**
	 * The pause before the next attempt.
	 * @param setbacks how many attempts in a row have failed, and how many connections in
	 * a row were lost soon
	 * @param random a number from 0 to 1
	 * @return the pause, in milliseconds, at least one: nobody dials without a pause
	 */
	long delayMillis(int setbacks, double random) {
		double first = (double) Math.max(SHORTEST_MILLIS, this.initialInterval.toMillis());
		double grown = first * Math.pow(this.multiplier, Math.max(0, setbacks - 1));
		double limited = Math.min(grown, (double) Math.max(SHORTEST_MILLIS, this.maxInterval.toMillis()));
		return Math.max(SHORTEST_MILLIS, Math.round(limited * (1 + this.jitter * (2 * random - 1))));
	}

}
