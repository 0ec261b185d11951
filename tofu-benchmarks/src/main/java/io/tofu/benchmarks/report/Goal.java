package io.tofu.benchmarks.report;

/**
 * A bound that a figure shall keep.
 *
 * @param bound the bound
 * @param atLeast whether it is a lower one
 */
record Goal(double bound, boolean atLeast) {

	static Goal atLeast(double bound) {
		return new Goal(bound, true);
	}

	static Goal atMost(double bound) {
		return new Goal(bound, false);
	}

	boolean isMet(double value) {
		return this.atLeast ? value >= this.bound : value <= this.bound;
	}

	/** The figure, the bound and whether it is met. */
	String verdict(double value) {
		return Numbers.format(value) + (this.atLeast ? " ≥ " : " ≤ ") + Numbers.format(this.bound)
				+ (isMet(value) ? " ✓" : " ✗ missed");
	}

}
