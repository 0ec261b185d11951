package io.tofu.engine;

import java.util.function.LongSupplier;

import io.tofu.Ampe;
import io.tofu.AmpeOptions;

/**
 * Starts engines whose time is a test's.
 */
public final class ClockedEngine {

	private ClockedEngine() {
	}

	/**
	 * Starts an engine that takes the time from this clock.
	 * @param options the options
	 * @param clock the time in nanoseconds
	 * @return the engine
	 */
	public static Ampe start(AmpeOptions options, LongSupplier clock) {
		return TofuEngine.start(options, clock);
	}

}
