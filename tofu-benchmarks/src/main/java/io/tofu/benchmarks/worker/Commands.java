package io.tofu.benchmarks.worker;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import com.sun.management.ThreadMXBean;

/** The commands that both sides know. */
abstract class Commands {

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	/** After so many collections what is live does not change any more. */
	private static final int COLLECTIONS = 3;

	private static final long BETWEEN_COLLECTIONS = TimeUnit.MILLISECONDS.toNanos(50);

	/**
	 * Does what a line says.
	 * @return what came of it, as {@code key=value} with blanks between
	 */
	String execute(String[] command) throws IOException, InterruptedException {
		return switch (command[0]) {
			case "alloc" -> "alloc=" + allocated();
			case "gc" -> "heap=" + liveHeap();
			default -> throw new IllegalArgumentException("no command " + command[0]);
		};
	}

	static long nanos(String seconds) {
		return (long) (Double.parseDouble(seconds) * TimeUnit.SECONDS.toNanos(1));
	}

	/** Bytes allocated so far by the threads that are alive. */
	static long allocated() {
		long sum = 0;
		for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
			sum += Math.max(0, bytes);
		}
		return sum;
	}

	private static long liveHeap() {
		for (int i = 0; i < COLLECTIONS; i++) {
			System.gc();
			pause(BETWEEN_COLLECTIONS);
		}
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	/** Does nothing for a while. */
	static void pause(long nanos) {
		long end = System.nanoTime() + nanos;
		for (long left = nanos; left > 0; left = end - System.nanoTime()) {
			LockSupport.parkNanos(left);
		}
	}

}
