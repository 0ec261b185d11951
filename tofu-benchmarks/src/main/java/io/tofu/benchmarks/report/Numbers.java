package io.tofu.benchmarks.report;

import java.util.Locale;

/** Figures as they are read. */
final class Numbers {

	private static final double WHOLE_FROM = 100;

	private static final double TENTHS_FROM = 10;

	private Numbers() {
	}

	/** About three digits; a dash for what was not measured. */
	static String format(double value) {
		if (!Double.isFinite(value)) {
			return "–";
		}
		double size = Math.abs(value);
		String pattern = (size >= WHOLE_FROM) ? "%,.0f" : (size >= TENTHS_FROM) ? "%.1f" : "%.2f";
		return String.format(Locale.ROOT, pattern, value);
	}

}
