package io.tofu.benchmarks;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

import io.tofu.benchmarks.compare.Comparison;
import io.tofu.benchmarks.report.Tables;

/** Runs the comparison, or with {@code jmh} as first argument the benchmarks of parts. */
public final class Main {

	private static final String JMH = "jmh";

	private Main() {
	}

	/**
	 * Runs what the command line says.
	 * @param arguments the options, as the module's README lists them
	 * @throws IOException if results cannot be written
	 * @throws InterruptedException never
	 */
	public static void main(String[] arguments) throws IOException, InterruptedException {
		if (arguments.length > 0 && arguments[0].equals(JMH)) {
			org.openjdk.jmh.Main.main(Arrays.copyOfRange(arguments, 1, arguments.length));
			return;
		}
		System.out.println(Tables.of(Comparison.run(List.of(arguments), System.err)));
	}

}
