package io.tofu.spring.listener;

/**
 * The seeds of random tests: printed, and given back by {@code -Dtofu.test.seed=…}.
 */
final class Seeds {

	private Seeds() {
	}

	/** A seed for one random test. */
	static long next(Class<?> test) {
		long seed = Long.getLong("tofu.test.seed", System.nanoTime());
		System.out.println(test.getName() + ": -Dtofu.test.seed=" + seed);
		return seed;
	}

}
