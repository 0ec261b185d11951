package io.tofu.sample.spooler;

import java.util.function.LongSupplier;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** How much went through in the last seconds. Thread-safe. */
@Component
final class Throughput {

	static final int SECONDS = 10;

	private static final long NANOS_PER_SECOND = 1_000_000_000L;

	private final LongSupplier nanos;

	private final long[] bytes = new long[SECONDS + 1];

	private final long[] pages = new long[SECONDS + 1];

	private long now;

	@Autowired
	Throughput() {
		this(System::nanoTime);
	}

	Throughput(LongSupplier nanos) {
		this.nanos = nanos;
		this.now = second();
	}

	synchronized void bytes(int count) {
		this.bytes[slot()] += count;
	}

	synchronized void page(int size) {
		int slot = slot();
		this.pages[slot]++;
		this.bytes[slot] += size;
	}

	synchronized double bytesPerSecond() {
		return (double) sumOfThePast(this.bytes) / SECONDS;
	}

	synchronized double pagesPerMinute() {
		return 60.0 * sumOfThePast(this.pages) / SECONDS;
	}

	/** All but the second that runs, which is not over. */
	private long sumOfThePast(long[] counts) {
		int current = slot();
		long sum = 0;
		for (int i = 0; i < counts.length; i++) {
			sum += (i != current) ? counts[i] : 0;
		}
		return sum;
	}

	/** The slot of this second, with those in between emptied. */
	private int slot() {
		long second = second();
		for (long passed = Math.max(this.now + 1, second - SECONDS); passed <= second; passed++) {
			int slot = Math.floorMod(passed, SECONDS + 1);
			this.bytes[slot] = 0;
			this.pages[slot] = 0;
		}
		this.now = second;
		return Math.floorMod(second, SECONDS + 1);
	}

	private long second() {
		return Math.floorDiv(this.nanos.getAsLong(), NANOS_PER_SECOND);
	}

}
