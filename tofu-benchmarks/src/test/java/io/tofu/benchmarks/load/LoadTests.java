package io.tofu.benchmarks.load;

import java.util.concurrent.TimeUnit;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests of {@link Load}: it ends when every reply has come, and not before.
 */
class LoadTests {

	@Test
	void goesOnUntilItIsStopped() {
		Load load = new Load(1, 2, null);
		assertThat(load.lane(0).onReply()).isTrue();
		load.stop();
		assertThat(load.lane(0).onReply()).isFalse();
		assertThat(load.isRunning()).isTrue();
		assertThat(load.lane(0).onReply()).isFalse();
		assertThat(load.isRunning()).isFalse();
		assertThat(load.replies()).isEqualTo(3);
	}

	@Test
	void waitsForAllLanes() throws InterruptedException {
		Load load = new Load(2, 1, null);
		load.stop();
		load.lane(1).onReply();
		assertThat(load.isRunning()).isTrue();
		load.lane(0).onReply();
		load.await();
		assertThat(load.replies()).isEqualTo(2);
	}

	@Test
	void passesAFailureOn() {
		Load load = new Load(2, 1, null);
		IllegalStateException cause = new IllegalStateException("gone");
		load.fail(cause);
		assertThatIllegalStateException().isThrownBy(load::await).withCause(cause);
	}

	@Test
	void recordsLatencies() {
		Histogram latencies = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
		Load load = new Load(1, 1, latencies);
		load.lane(0).begin();
		load.lane(0).onReply();
		load.lane(0).onReply();
		assertThat(latencies.getTotalCount()).isEqualTo(2);
	}

}
