package io.tofu.process;

import java.lang.management.ManagementFactory;

import com.sun.management.UnixOperatingSystemMXBean;

/**
 * The open files and sockets of this process.
 */
public final class Descriptors {

	private Descriptors() {
	}

	/** How many are open. */
	public static long open() {
		return system().getOpenFileDescriptorCount();
	}

	/** Fails if so many more cannot be opened. */
	public static void ensureFree(long wanted) {
		long free = system().getMaxFileDescriptorCount() - open();
		if (free < wanted) {
			throw new AssertionError("Process %d may open %d more files and sockets, but needs %d: raise the limit"
				.formatted(ProcessHandle.current().pid(), free, wanted)
					+ ", by \"ulimit -Hn 16384\" as root or by LimitNOFILE of the service that runs the build");
		}
	}

	private static UnixOperatingSystemMXBean system() {
		return (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
	}

}
