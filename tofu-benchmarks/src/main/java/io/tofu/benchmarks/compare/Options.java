package io.tofu.benchmarks.compare;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/** The options of a run, by name. */
final class Options {

	private static final String QUICK = "quick";

	private final Map<String, String> values = new LinkedHashMap<>();

	private Options() {
		this.values.put("contenders", "all");
		this.values.put("workloads", "all");
		this.values.put("turns", "7");
		this.values.put("seconds", "1");
		this.values.put("warmup", "2");
		this.values.put("patience", "0");
		this.values.put("pin", "");
		this.values.put("jvm", "-Xms512m -Xmx512m -XX:+UseParallelGC");
		this.values.put("out", "target/benchmarks");
		this.values.put("page", "");
		this.values.put("render", "");
	}

	/**
	 * Reads a command line.
	 * @throws IllegalArgumentException if an option is unknown or has no value
	 */
	static Options parse(List<String> arguments) {
		Options options = new Options();
		for (Iterator<String> rest = arguments.iterator(); rest.hasNext();) {
			String argument = rest.next();
			String name = argument.replaceFirst("^--", "");
			if (name.equals(QUICK)) {
				options.hurry();
			}
			else if (options.values.containsKey(name) && rest.hasNext()) {
				options.values.put(name, rest.next());
			}
			else {
				throw new IllegalArgumentException(
						"unknown option or no value: " + argument + "; there are --quick, " + options.values.keySet());
			}
		}
		return options;
	}

	/** Everyone once through what says most, in a few minutes. */
	private void hurry() {
		this.values.put("workloads", "ping-64,stream-64-w64c1,stream-64-w256c1,stream-64-w16c16,oneway-64");
		this.values.put("seconds", "0.2");
		this.values.put("warmup", "1");
	}

	String contenders() {
		return value("contenders");
	}

	String workloads() {
		return value("workloads");
	}

	int turns() {
		return Integer.parseInt(value("turns"));
	}

	/** How long a turn takes. */
	double seconds() {
		return Double.parseDouble(value("seconds"));
	}

	/** Seconds before the first turn at a workload. */
	double warmup() {
		return Double.parseDouble(value("warmup"));
	}

	/** Seconds the run may wait for other programs to leave the machine alone. */
	double patience() {
		return Double.parseDouble(value("patience"));
	}

	/** The core of the server and that of the client; empty to let them move. */
	List<String> pinnedCores() {
		String cores = value("pin");
		return cores.isEmpty() ? List.of() : List.of(cores.split(",", -1));
	}

	List<String> jvmFlags() {
		return List.of(value("jvm").trim().split(" +", -1));
	}

	Path out() {
		return Path.of(value("out"));
	}

	/** The page to write the tables into. */
	@Nullable Path page() {
		return path("page");
	}

	/** Results of an earlier run that are only to be written down again. */
	@Nullable Path render() {
		return path("render");
	}

	/** What matters for the figures and differs from nothing. */
	Map<String, String> asMap() {
		Map<String, String> map = new TreeMap<>(this.values);
		map.keySet().removeAll(Set.of("out", "page", "render"));
		map.values().removeIf(String::isEmpty);
		return map;
	}

	private @Nullable Path path(String name) {
		String value = value(name);
		return value.isEmpty() ? null : Path.of(value);
	}

	private String value(String name) {
		return this.values.getOrDefault(name, "");
	}

}
