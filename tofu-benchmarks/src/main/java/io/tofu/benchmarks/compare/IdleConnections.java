package io.tofu.benchmarks.compare;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.tofu.benchmarks.plan.Workload;
import io.tofu.benchmarks.report.Metric;
import io.tofu.benchmarks.report.Series;

/** What a server uses while nothing happens on its connections. */
final class IdleConnections {

	/** Long enough for the CPU time's resolution of 10 ms to be a small part. */
	private static final double OBSERVED_SECONDS = 10;

	private static final double SETTLING_SECONDS = 1;

	private static final double ANSWER_SECONDS = 60;

	private static final double PERCENT = 100;

	private final Duo duo;

	private final Workload workload;

	private final Map<Metric, Double> found = new EnumMap<>(Metric.class);

	IdleConnections(Duo duo, Workload workload) {
		this.duo = duo;
		this.workload = workload;
	}

	void observe(Series into) throws IOException, InterruptedException {
		// so that everything is there that is there only once
		this.duo.open(this.workload.connections(), this.workload.bodyLength());
		this.duo.closeConnections();
		settle();
		double heap = liveHeap();
		double resident = this.duo.server().figures().residentBytes();
		this.duo.open(this.workload.connections(), this.workload.bodyLength());
		settle();
		this.found.put(Metric.IDLE_HEAP, (liveHeap() - heap) / this.workload.connections());
		this.found.put(Metric.IDLE_RESIDENT,
				(this.duo.server().figures().residentBytes() - resident) / this.workload.connections());
		observe(Metric.IDLE_CPU, Metric.IDLE_SWITCHES);
		try {
			this.duo.server().ask("away " + (OBSERVED_SECONDS + 2 * SETTLING_SECONDS), ANSWER_SECONDS);
			observe(Metric.AWAY_CPU, Metric.AWAY_SWITCHES);
		}
		catch (ChildProcess.SkippedException ex) {
			// this contender calls the application back: nobody is away
		}
		into.add(this.found, null);
	}

	private void observe(Metric cpu, Metric switches) throws IOException, InterruptedException {
		settle();
		ProcessFigures server = this.duo.server().figures();
		double cpuBefore = server.cpuSeconds();
		long switchesBefore = server.contextSwitches();
		long start = System.nanoTime();
		this.duo.run(this.workload, OBSERVED_SECONDS);
		double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
		this.found.put(cpu, PERCENT * (server.cpuSeconds() - cpuBefore) / seconds);
		this.found.put(switches, (server.contextSwitches() - switchesBefore) / seconds);
	}

	private double liveHeap() throws IOException, InterruptedException {
		return this.duo.server().ask("gc", "heap", ANSWER_SECONDS);
	}

	private void settle() throws IOException, InterruptedException {
		this.duo.run(this.workload, SETTLING_SECONDS);
	}

}
