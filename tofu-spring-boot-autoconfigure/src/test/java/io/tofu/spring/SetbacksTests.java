package io.tofu.spring;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What counts as a failed attempt, and what only makes pauses longer. */
class SetbacksTests {

	private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 7);

	private final Setbacks setbacks = new Setbacks(
			new ReconnectSettings(true, Duration.ofSeconds(1), 2, Duration.ofSeconds(30), 0, 2), this.now::get);

	@Test
	void onlyFailedAttemptsInARowEndTheAttempts() {
		assertThat(this.setbacks.attemptFailed()).isTrue();
		assertThat(this.setbacks.allowAttempt()).isTrue();
		this.setbacks.connected();
		this.setbacks.lost();
		assertThat(this.setbacks.attemptFailed()).isTrue();
		assertThat(this.setbacks.allowAttempt()).isTrue();
		assertThat(this.setbacks.attemptFailed()).isFalse();
		assertThat(this.setbacks.allowAttempt()).isFalse();
		this.setbacks.forget();
		assertThat(this.setbacks.allowAttempt()).isTrue();
	}

	@Test
	void connectionsThatAreLostSoonMakePausesLongerAndNoMore() {
		for (int seconds = 1; seconds <= 16; seconds *= 2) {
			this.setbacks.connected();
			pass(Duration.ofSeconds(30));
			this.setbacks.lost();
			assertThat(this.setbacks.pause()).isEqualTo(Duration.ofSeconds(seconds));
			assertThat(this.setbacks.allowAttempt()).isTrue();
		}
	}

	@Test
	void failedAttemptsBehindThemMakePausesLongerStill() {
		this.setbacks.connected();
		this.setbacks.lost();
		this.setbacks.attemptFailed();
		assertThat(this.setbacks.pause()).isEqualTo(Duration.ofSeconds(2));
	}

	@Test
	void whoeverHasLastedIsDialledAgainSoon() {
		for (int i = 0; i < 5; i++) {
			this.setbacks.connected();
			this.setbacks.lost();
		}
		this.setbacks.connected();
		pass(Duration.ofSeconds(31));
		this.setbacks.lost();
		assertThat(this.setbacks.pause()).isEqualTo(Duration.ofSeconds(1));
	}

	private void pass(Duration time) {
		this.now.addAndGet(time.toNanos());
	}

}
