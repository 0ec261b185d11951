package io.tofu.sample.spooler;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Numbers of the last seconds, by a clock of the test's.
 */
class ThroughputTests {

	private final AtomicLong nanos = new AtomicLong(-5_000_000_000L);

	@Test
	void countsTheLastTenSeconds() {
		Throughput throughput = new Throughput(this.nanos::get);
		throughput.page(500);
		throughput.bytes(1_500);
		assertThat(throughput.bytesPerSecond()).as("this second is not over").isZero();
		pass(1);
		assertThat(throughput.bytesPerSecond()).isEqualTo(200);
		assertThat(throughput.pagesPerMinute()).isEqualTo(6);
		pass(9);
		assertThat(throughput.bytesPerSecond()).isEqualTo(200);
		pass(1);
		assertThat(throughput.bytesPerSecond()).isZero();
		assertThat(throughput.pagesPerMinute()).isZero();
	}

	@ParameterizedTest
	@ValueSource(ints = { 11, 12, 100, 100_000 })
	void forgetsEverythingInALongPause(int seconds) {
		Throughput throughput = new Throughput(this.nanos::get);
		for (int i = 0; i < 20; i++) {
			throughput.page(10);
			pass(1);
		}
		assertThat(throughput.pagesPerMinute()).isEqualTo(60);
		pass(seconds);
		assertThat(throughput.pagesPerMinute()).isZero();
	}

	private void pass(int seconds) {
		this.nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
	}

}
