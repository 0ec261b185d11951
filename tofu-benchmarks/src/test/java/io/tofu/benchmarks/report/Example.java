package io.tofu.benchmarks.report;

import java.util.EnumMap;
import java.util.Map;

import io.tofu.benchmarks.plan.Entrant;
import io.tofu.benchmarks.plan.Workloads;

/**
 * Results made up for tests.
 */
final class Example {

	final Results results = Results.of(new Environment("now", 1, "a processor", "1 GiB", "a system", "a JVM",
			"a contender", "a revision", Map.of("turns", "3")));

	Example turn(String workload, String entrant, double rate) {
		return turn(workload, entrant, Map.of(Metric.RATE, rate));
	}

	Example turn(String workload, String entrant, Map<Metric, Double> figures) {
		this.results.seriesOf(Workloads.named(workload), Entrant.parse(entrant)).add(new EnumMap<>(figures), null);
		return this;
	}

}
