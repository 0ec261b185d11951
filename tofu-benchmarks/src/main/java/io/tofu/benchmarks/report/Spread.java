package io.tofu.benchmarks.report;

import java.util.Arrays;

/**
 * The middle of some measurements and how far they lie apart.
 *
 * @param median the median, not a number if nothing was measured
 * @param lowest the lowest
 * @param highest the highest
 */
public record Spread(double median, double lowest, double highest) {

	private static final Spread NONE = new Spread(Double.NaN, Double.NaN, Double.NaN);

	/**
	 * Sums measurements up.
	 * @param values the measurements in any order
	 * @return their spread
	 */
	public static Spread of(double... values) {
		if (values.length == 0) {
			return NONE;
		}
		double[] sorted = values.clone();
		Arrays.sort(sorted);
		int middle = sorted.length / 2;
		double median = (sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
		return new Spread(median, sorted[0], sorted[sorted.length - 1]);
	}

}
