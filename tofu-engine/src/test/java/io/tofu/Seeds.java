package io.tofu;

/**
 * The seeds of random tests: printed, and given back by {@code -Dtofu.test.seed=…}.
 */
public final class Seeds {

	private Seeds() {
	}

	/**
	 * A seed for one random test.
	 * @return the seed
	 */
	public static long next() {
		long seed = Long.getLong("tofu.test.seed", System.nanoTime());
		String caller = StackWalker.getInstance()
			.walk((frames) -> frames.skip(1).findFirst().map(StackWalker.StackFrame::getClassName).orElse("?"));
		System.out.println(caller + ": -Dtofu.test.seed=" + seed);
		return seed;
	}

}
