package io.tofu.spring.boot.autoconfigure;

import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** Tells when Spring would cut the grace period short. */
final class ShutdownTime {

	private static final Logger logger = LoggerFactory.getLogger(ShutdownTime.class);

	private static final String PHASE_TIMEOUT = "spring.lifecycle.timeout-per-shutdown-phase";

	private static final Duration DEFAULT_PHASE_TIMEOUT = Duration.ofSeconds(30);

	private ShutdownTime() {
	}

	static void warnIfTooShort(Duration gracePeriod, Environment environment) {
		Duration phase = Binder.get(environment).bind(PHASE_TIMEOUT, Duration.class).orElse(DEFAULT_PHASE_TIMEOUT);
		if (gracePeriod.compareTo(phase) >= 0) {
			logger.warn(
					"tofu.shutdown.grace-period is {} s, but the application stops waiting after {} s: "
							+ "set {} to more than the grace period",
					gracePeriod.toSeconds(), phase.toSeconds(), PHASE_TIMEOUT);
		}
	}

}
