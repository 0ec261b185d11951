package io.tofu.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.tofu.benchmarks.load.Endpoint;
import io.tofu.benchmarks.plan.Entrant;
import io.tofu.benchmarks.plan.Workload;
import io.tofu.benchmarks.report.Metric;
import io.tofu.benchmarks.report.Series;
import io.tofu.benchmarks.worker.Worker;
import org.HdrHistogram.Histogram;

/** The server and the client process of an entrant. */
final class Duo implements AutoCloseable {

	/** What connecting, draining and a loaded machine may take beyond the time asked. */
	private static final double PATIENCE_SECONDS = 180;

	private static final double NANOS_PER_MICRO = 1000;

	private static final double MICROS_PER_SECOND = 1e6;

	private static final double MEDIAN = 50;

	private static final double ONE_IN_A_HUNDRED = 99;

	private static final double ONE_IN_A_THOUSAND = 99.9;

	private final ChildProcess server;

	private final ChildProcess client;

	private Duo(ChildProcess server, ChildProcess client) {
		this.server = server;
		this.client = client;
	}

	/** Starts both; on an endpoint of the system's choice, or on a path. */
	static Duo start(Entrant entrant, Path freePath, Options options) throws IOException, InterruptedException {
		Endpoint at = switch (entrant.transport()) {
			case TCP -> Endpoint.tcp(0);
			case UDS -> Endpoint.uds(freePath.toString());
		};
		String name = entrant.contender().label();
		Files.createDirectories(options.out());
		Path log = options.out().resolve(entrant.toString().replace('/', '-') + ".log");
		ChildProcess server = new ChildProcess(command(options, 0, "server", name, at.toString()), log);
		try {
			return new Duo(server, new ChildProcess(command(options, 1, "client", name), log));
		}
		catch (IOException | InterruptedException | RuntimeException ex) {
			server.close();
			throw ex;
		}
	}

	private static List<String> command(Options options, int side, String... arguments) {
		List<String> command = new ArrayList<>();
		if (side < options.pinnedCores().size()) {
			command.addAll(List.of("taskset", "-c", options.pinnedCores().get(side)));
		}
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(options.jvmFlags());
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), Worker.class.getName()));
		command.addAll(List.of(arguments));
		return command;
	}

	ChildProcess server() {
		return this.server;
	}

	void open(int connections, int bodyLength) throws IOException, InterruptedException {
		this.client.ask("open " + this.server.greeting("endpoint") + " " + connections + " " + bodyLength,
				PATIENCE_SECONDS);
	}

	/** Runs a workload; what came of it is what the client says. */
	Map<String, String> run(Workload workload, double seconds) throws IOException, InterruptedException {
		return this.client.ask(workload.command(seconds), seconds + PATIENCE_SECONDS);
	}

	void closeConnections() throws IOException, InterruptedException {
		this.client.ask("close", PATIENCE_SECONDS);
	}

	/** One timed turn. */
	void turn(Workload workload, double seconds, Series into) throws IOException, InterruptedException {
		double serverAllocated = this.server.ask("alloc", "alloc", PATIENCE_SECONDS);
		double serverCpu = this.server.figures().cpuSeconds();
		double clientCpu = this.client.figures().cpuSeconds();
		double busy = ProcessFigures.machineBusySeconds();
		long start = System.nanoTime();
		Map<String, String> answer = run(workload, seconds);
		double elapsed = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
		busy = ProcessFigures.machineBusySeconds() - busy;
		serverCpu = this.server.figures().cpuSeconds() - serverCpu;
		clientCpu = this.client.figures().cpuSeconds() - clientCpu;
		serverAllocated = this.server.ask("alloc", "alloc", PATIENCE_SECONDS) - serverAllocated;

		double count = number(answer, "count");
		Map<Metric, Double> turn = new EnumMap<>(Metric.class);
		turn.put(Metric.RATE, count * TimeUnit.SECONDS.toNanos(1) / number(answer, "nanos"));
		turn.put(Metric.CLIENT_CPU, clientCpu * MICROS_PER_SECOND / count);
		turn.put(Metric.SERVER_CPU, serverCpu * MICROS_PER_SECOND / count);
		turn.put(Metric.CLIENT_ALLOCATION, number(answer, "alloc") / count);
		turn.put(Metric.SERVER_ALLOCATION, serverAllocated / count);
		turn.put(Metric.OTHERS, Math.max(0, (busy - serverCpu - clientCpu) / elapsed));
		String latencies = answer.get("latencies");
		if (latencies != null) {
			addLatencies(Series.decode(latencies), turn);
		}
		into.add(turn, latencies);
	}

	private static void addLatencies(Histogram latencies, Map<Metric, Double> turn) {
		turn.put(Metric.P50, latencies.getValueAtPercentile(MEDIAN) / NANOS_PER_MICRO);
		turn.put(Metric.P99, latencies.getValueAtPercentile(ONE_IN_A_HUNDRED) / NANOS_PER_MICRO);
		turn.put(Metric.P999, latencies.getValueAtPercentile(ONE_IN_A_THOUSAND) / NANOS_PER_MICRO);
	}

	private static double number(Map<String, String> answer, String key) {
		return Double.parseDouble(ChildProcess.required(answer, key));
	}

	@Override
	public void close() {
		this.client.close();
		this.server.close();
	}

}
