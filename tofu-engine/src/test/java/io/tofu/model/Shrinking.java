package io.tofu.model;

import java.time.Duration;
import java.util.function.Predicate;

/**
 * Looks for a shorter script that fails, too.
 */
final class Shrinking {

	/** What fails by a race does not fail every time. */
	private static final int ATTEMPTS = 3;

	private static final long LONGEST = Duration.ofSeconds(60).toNanos();

	private Shrinking() {
	}

	/** The shortest script that was found in a minute, leaving out large parts first. */
	static Script of(Script failing, Predicate<Script> fails) {
		long start = System.nanoTime();
		Script shortest = failing;
		for (int count = failing.steps().size() / 2; count > 0; count /= 2) {
			for (int from = 0; from < shortest.steps().size();) {
				if (System.nanoTime() - start > LONGEST) {
					return shortest;
				}
				Script shorter = shortest.without(from, count);
				if (failsOnce(shorter, fails)) {
					shortest = shorter;
				}
				else {
					from += count;
				}
			}
		}
		return shortest;
	}

	private static boolean failsOnce(Script script, Predicate<Script> fails) {
		for (int i = 0; i < ATTEMPTS; i++) {
			if (fails.test(script)) {
				return true;
			}
		}
		return false;
	}

}
