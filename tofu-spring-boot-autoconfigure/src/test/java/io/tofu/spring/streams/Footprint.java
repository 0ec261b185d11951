package io.tofu.spring.streams;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** What memory this process has had at most. */
final class Footprint {

	private static final Path STATUS = Path.of("/proc/self/status");

	private static final long MEGABYTE = 1 << 20;

	private final AtomicLong direct = new AtomicLong();

	/** Looks at what has no maximum of its own. */
	void look() {
		long used = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)
			.stream()
			.filter((pool) -> pool.getName().equals("direct"))
			.mapToLong(BufferPoolMXBean::getMemoryUsed)
			.sum();
		this.direct.accumulateAndGet(used, Math::max);
	}

	@Override
	public String toString() {
		look();
		return "heap %d MiB, direct %d MiB, resident %s".formatted(heap() / MEGABYTE, this.direct.get() / MEGABYTE,
				resident());
	}

	private static long heap() {
		return ManagementFactory.getMemoryPoolMXBeans()
			.stream()
			.filter((pool) -> pool.getType() == MemoryType.HEAP)
			.mapToLong((pool) -> pool.getPeakUsage().getUsed())
			.sum();
	}

	private static String resident() {
		if (!Files.isReadable(STATUS)) {
			return "unknown";
		}
		try {
			return Files.readAllLines(STATUS)
				.stream()
				.filter((line) -> line.startsWith("VmHWM:"))
				.map((line) -> Long.parseLong(line.replaceAll("\\D", "")) / 1024 + " MiB")
				.findAny()
				.orElse("unknown");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
