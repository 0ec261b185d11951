package io.tofu.benchmarks.compare;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.tofu.benchmarks.plan.Entrant;
import io.tofu.benchmarks.plan.Workload;
import io.tofu.benchmarks.plan.Workload.Kind;
import io.tofu.benchmarks.plan.Workloads;
import io.tofu.benchmarks.report.Environment;
import io.tofu.benchmarks.report.ResultFiles;
import io.tofu.benchmarks.report.Results;

/**
 * Everyone at every workload. Each entrant has a server and a client process of its own;
 * at a workload all of them warm up, then they take one timed turn after another, so that
 * what disturbs the machine disturbs all alike.
 */
public final class Comparison {

	/** A fresh process warms up so many times longer. */
	private static final int COLD = 3;

	/** Below this many busy cores the machine is left alone by others. */
	private static final double CALM = 0.25;

	private static final double LOOK_SECONDS = 0.2;

	private final Options options;

	private final PrintStream progress;

	private final Map<Entrant, Duo> duos = new HashMap<>();

	private final Path scratch;

	private double waited;

	private int paths;

	private Comparison(Options options, PrintStream progress) throws IOException {
		this.options = options;
		this.progress = progress;
		this.scratch = Files.createTempDirectory("tofu-benchmarks");
	}

	/**
	 * Runs, or writes down again what ran before, as the command line says.
	 * @param arguments the command line
	 * @param progress is told what is being done
	 * @return what came out
	 * @throws IOException if the results cannot be written
	 * @throws InterruptedException if the thread is interrupted
	 */
	public static Results run(List<String> arguments, PrintStream progress) throws IOException, InterruptedException {
		Options options = Options.parse(arguments);
		Path earlier = options.render();
		Results results = (earlier != null) ? ResultFiles.read(earlier) : new Comparison(options, progress).run();
		Path page = options.page();
		if (page != null) {
			ResultFiles.writeInto(results, page);
		}
		return results;
	}

	private Results run() throws IOException, InterruptedException {
		List<Entrant> entrants = Entrant.select(this.options.contenders());
		List<Workload> workloads = Workloads.select(this.options.workloads());
		checkDescriptors(workloads);
		Environment environment = Machine.environment(this.options.asMap());
		Results results = Results.of(environment);
		long start = System.nanoTime();
		try {
			for (Workload workload : workloads) {
				this.progress.println(workload);
				run(workload, entrants, results);
				double minutes = (System.nanoTime() - start) / (double) TimeUnit.MINUTES.toNanos(1);
				results = new Results(environment.after(minutes), results.series());
				ResultFiles.write(results, this.options.out());
			}
		}
		finally {
			this.duos.values().forEach(Duo::close);
			deleteScratch();
		}
		return results;
	}

	private void run(Workload workload, List<Entrant> entrants, Results results) throws InterruptedException {
		List<Entrant> present = entrants.stream().filter((entrant) -> Workloads.takesPart(workload, entrant)).toList();
		// all of them first: this is the order of the rows
		present.forEach((entrant) -> results.seriesOf(workload, entrant));
		if (workload.kind() == Kind.IDLE) {
			idle(workload, present, results);
		}
		else {
			turns(workload, present, results);
		}
	}

	private static void checkDescriptors(List<Workload> workloads) {
		int needed = workloads.stream().mapToInt(Workload::descriptors).max().orElse(0);
		if (needed > Machine.descriptors()) {
			throw new IllegalStateException("A process may have " + Machine.descriptors() + " open files, but " + needed
					+ " are needed; raise the hard limit (ulimit -Hn), or choose other --workloads");
		}
	}

	private void turns(Workload workload, List<Entrant> entrants, Results results) throws InterruptedException {
		List<Entrant> ready = new ArrayList<>();
		for (Entrant entrant : entrants) {
			if (attempt(workload, entrant, results, () -> warmUp(workload, entrant))) {
				ready.add(entrant);
			}
		}
		for (int i = 0; i < this.options.turns(); i++) {
			for (Entrant entrant : List.copyOf(ready)) {
				boolean done = attempt(workload, entrant, results, () -> {
					awaitCalm();
					running(entrant).turn(workload, this.options.seconds(), results.seriesOf(workload, entrant));
				});
				if (!done) {
					ready.remove(entrant);
				}
			}
		}
		for (Entrant entrant : ready) {
			attempt(workload, entrant, results, () -> running(entrant).closeConnections());
		}
	}

	private void warmUp(Workload workload, Entrant entrant) throws IOException, InterruptedException {
		double seconds = this.options.warmup();
		if (!this.duos.containsKey(entrant)) {
			this.duos.put(entrant, Duo.start(entrant, freePath(), this.options));
			seconds *= COLD;
		}
		Duo duo = running(entrant);
		duo.closeConnections();
		duo.open(workload.connections(), workload.bodyLength());
		duo.run(workload, seconds);
	}

	/** In fresh processes, one entrant after another: others would disturb. */
	private void idle(Workload workload, List<Entrant> entrants, Results results) throws InterruptedException {
		for (Entrant entrant : entrants) {
			attempt(workload, entrant, results, () -> {
				try (Duo duo = Duo.start(entrant, freePath(), this.options)) {
					new IdleConnections(duo, workload).observe(results.seriesOf(workload, entrant));
				}
			});
		}
	}

	private interface Step {

		void run() throws IOException, InterruptedException;

	}

	/** Who cannot do it is left out; who fails starts the next workload afresh. */
	private boolean attempt(Workload workload, Entrant entrant, Results results, Step step)
			throws InterruptedException {
		try {
			step.run();
			return true;
		}
		catch (ChildProcess.SkippedException ex) {
			results.seriesOf(workload, entrant).notes().add("n/a: " + ex.getMessage());
			return false;
		}
		catch (IOException | RuntimeException ex) {
			this.progress.println("  " + entrant + " failed: " + ex);
			results.seriesOf(workload, entrant).notes().add("failed: " + ex.getMessage());
		}
		Duo duo = this.duos.remove(entrant);
		if (duo != null) {
			duo.close();
		}
		return false;
	}

	private Duo running(Entrant entrant) {
		Duo duo = this.duos.get(entrant);
		if (duo == null) {
			throw new IllegalStateException(entrant + " does not run");
		}
		return duo;
	}

	private Path freePath() {
		this.paths++;
		return this.scratch.resolve("s" + this.paths);
	}

	/** Waits while others keep the machine busy, as long as the run's patience lasts. */
	private void awaitCalm() throws IOException, InterruptedException {
		while (this.waited < this.options.patience()) {
			double busy = ProcessFigures.machineBusySeconds();
			TimeUnit.MILLISECONDS.sleep((long) (LOOK_SECONDS * TimeUnit.SECONDS.toMillis(1)));
			if (ProcessFigures.machineBusySeconds() - busy < CALM * LOOK_SECONDS) {
				return;
			}
			this.waited += LOOK_SECONDS;
		}
	}

	private void deleteScratch() throws IOException {
		try (var sockets = Files.list(this.scratch)) {
			for (Path socket : sockets.toList()) {
				Files.deleteIfExists(socket);
			}
		}
		Files.deleteIfExists(this.scratch);
	}

}
