package io.tofu.benchmarks.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import com.sun.management.UnixOperatingSystemMXBean;
import io.tofu.benchmarks.contender.Contenders;
import io.tofu.benchmarks.report.Environment;

import static java.lang.management.ManagementFactory.getOperatingSystemMXBean;

/** The machine that is measured on. */
final class Machine {

	private static final double BYTES_PER_GIB = 1L << 30;

	private Machine() {
	}

	static Environment environment(Map<String, String> options) throws IOException {
		String started = DateTimeFormatter.ISO_OFFSET_DATE_TIME
			.format(ZonedDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS));
		String processor = processor() + ", " + Runtime.getRuntime().availableProcessors() + " cores";
		String memory = Math.round(system().getTotalMemorySize() / BYTES_PER_GIB) + " GiB";
		String system = System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
				+ System.getProperty("os.arch");
		String jvm = System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version");
		String versions = Arrays.stream(Contenders.values())
			.flatMap((contender) -> contender.artifact().stream())
			.distinct()
			.collect(Collectors.joining(", "));
		return new Environment(started, 0, processor, memory, system, jvm, versions, revision(), options);
	}

	/** The commit that is checked out here, marked if something was changed since. */
	private static String revision() {
		try (BufferedReader answer = new ProcessBuilder("git", "describe", "--always", "--dirty")
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start()
			.inputReader()) {
			return Objects.requireNonNullElse(answer.readLine(), "unknown");
		}
		catch (IOException ex) {
			return "unknown";
		}
	}

	private static String processor() throws IOException {
		return Files.readAllLines(Path.of("/proc/cpuinfo"))
			.stream()
			.filter((line) -> line.startsWith("model name"))
			.map((line) -> line.substring(line.indexOf(':') + 1).trim())
			.findFirst()
			.orElse("unknown");
	}

	/**
	 * The descriptors that a JVM of this user may have: it raises its limit itself, up to
	 * the hard one.
	 */
	static long descriptors() {
		return system().getMaxFileDescriptorCount();
	}

	private static UnixOperatingSystemMXBean system() {
		return (UnixOperatingSystemMXBean) getOperatingSystemMXBean();
	}

}
