package io.tofu.behaviour;

import java.lang.management.ManagementFactory;

/**
 * What this JVM holds.
 */
final class Heap {

	private Heap() {
	}

	/** How many bytes are in use, without what can be collected. */
	static long used() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

}
