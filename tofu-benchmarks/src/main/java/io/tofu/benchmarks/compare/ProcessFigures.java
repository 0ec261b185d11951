package io.tofu.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What Linux says about a process in {@code /proc}.
 *
 * @param pid the process
 */
record ProcessFigures(long pid) {

	/** The unit of the kernel's times, for every architecture. */
	private static final double TICKS_PER_SECOND = 100;

	private static final int USER_TIME = 11;

	private static final int SYSTEM_TIME = 12;

	/** Of the first line of {@code /proc/stat}: what is not work. */
	private static final List<Integer> MACHINE_IDLE = List.of(4, 5);

	private static final int MACHINE_FIELDS = 8;

	private static final double BYTES_PER_KIB = 1024;

	/** Seconds of CPU used so far. */
	double cpuSeconds() throws IOException {
		String stat = Files.readString(Path.of("/proc", Long.toString(this.pid), "stat"));
		// the name, in brackets, may have blanks
		String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
		return (Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME])) / TICKS_PER_SECOND;
	}

	double residentBytes() throws IOException {
		return numbers(Path.of("/proc", Long.toString(this.pid), "status"), "VmRSS:") * BYTES_PER_KIB;
	}

	/** Context switches of all threads that are alive. */
	long contextSwitches() throws IOException {
		long sum = 0;
		try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(this.pid), "task"))) {
			for (Path thread : threads.toList()) {
				sum += numbers(thread.resolve("status"), "voluntary_ctxt_switches:", "nonvoluntary_ctxt_switches:");
			}
		}
		return sum;
	}

	private static long numbers(Path file, String... names) throws IOException {
		long sum = 0;
		for (String line : Files.readAllLines(file)) {
			for (String name : names) {
				if (line.startsWith(name)) {
					sum += Long.parseLong(line.replaceAll("\\D", ""));
				}
			}
		}
		return sum;
	}

	/** Seconds that the cores of the machine were busy so far, stolen ones included. */
	static double machineBusySeconds() throws IOException {
		String[] fields = Files.readAllLines(Path.of("/proc/stat")).get(0).trim().split(" +", -1);
		long busy = 0;
		for (int i = 1; i <= MACHINE_FIELDS; i++) {
			busy += MACHINE_IDLE.contains(i) ? 0 : Long.parseLong(fields[i]);
		}
		return busy / TICKS_PER_SECOND;
	}

}
