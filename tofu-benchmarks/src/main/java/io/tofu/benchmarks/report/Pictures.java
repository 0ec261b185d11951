package io.tofu.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.tofu.benchmarks.load.Endpoint.Transport;
import io.tofu.benchmarks.plan.Entrant;
import io.tofu.benchmarks.plan.Workload;
import io.tofu.benchmarks.plan.Workloads;
import io.tofu.benchmarks.report.LineChart.Axis;
import io.tofu.benchmarks.report.LineChart.Point;
import io.tofu.benchmarks.report.LineChart.Tick;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The pictures: latencies of a ping, and the cost of a message over channels. */
final class Pictures {

	private static final double NANOS_PER_MICRO = 1000;

	private static final double[] PERCENTILES = { 50, 75, 90, 95, 99, 99.5, 99.9, 99.95, 99.99 };

	private static final double HUNDRED = 100;

	private Pictures() {
	}

	/** Latency over percentile of everyone on one transport; null without latencies. */
	static @Nullable String latencies(Results results, Workload ping, Transport transport) {
		Map<String, List<Point>> lines = new LinkedHashMap<>();
		for (Series series : results.of(ping)) {
			Histogram histogram = series.histogram();
			Entrant entrant = Entrant.parse(series.entrant());
			if (histogram != null && entrant.transport() == transport) {
				List<Point> points = new ArrayList<>();
				for (double percentile : PERCENTILES) {
					points.add(
							new Point(oneIn(percentile), histogram.getValueAtPercentile(percentile) / NANOS_PER_MICRO));
				}
				lines.put(entrant.contender().label(), points);
			}
		}
		List<Tick> ticks = List.of(new Tick(oneIn(50), "50 %"), new Tick(oneIn(90), "90 %"),
				new Tick(oneIn(99), "99 %"), new Tick(oneIn(99.9), "99.9 %"), new Tick(oneIn(99.99), "99.99 %"));
		return chart("Latency of " + ping.name() + " over " + transport,
				new Axis("percentile", oneIn(50), oneIn(99.99), ticks), "microseconds", lines);
	}

	private static double oneIn(double percentile) {
		return HUNDRED / (HUNDRED - percentile);
	}

	/**
	 * CPU time for an echo over the number of channels; null if that was not measured.
	 */
	static @Nullable String scale(Results results) {
		Map<String, List<Point>> lines = new LinkedHashMap<>();
		for (Workload workload : results.workloads()) {
			if (workload.name().startsWith(Workloads.SCALE)) {
				for (Series series : results.of(workload)) {
					double cpu = series.median(Metric.CLIENT_CPU) + series.median(Metric.SERVER_CPU);
					if (cpu > 0) {
						lines.computeIfAbsent(series.entrant(), (name) -> new ArrayList<>())
							.add(new Point(workload.connections(), cpu));
					}
				}
			}
		}
		return chart("CPU time of an echo, client and server, one in flight on each channel",
				Axis.around("channels", 10, 10_000), "microseconds", lines);
	}

	private static @Nullable String chart(String title, Axis x, String unit, Map<String, List<Point>> lines) {
		List<Double> heights = lines.values().stream().flatMap(List::stream).map(Point::y).sorted().toList();
		if (heights.isEmpty()) {
			return null;
		}
		LineChart chart = new LineChart(title, x, Axis.around(unit, heights.get(0), heights.get(heights.size() - 1)));
		lines.forEach(chart::add);
		return chart.svg();
	}

}
