package io.tofu.spring;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** How pauses grow. */
class ReconnectSettingsTests {

	@Test
	void pausesGrowUpToTheLongest() {
		ReconnectSettings settings = new ReconnectSettings(true, Duration.ofMillis(200), 2, Duration.ofSeconds(30), 0,
				null);
		assertThat(settings.delayMillis(0, 0.5)).isEqualTo(200);
		assertThat(settings.delayMillis(1, 0.5)).isEqualTo(200);
		assertThat(settings.delayMillis(2, 0.5)).isEqualTo(400);
		assertThat(settings.delayMillis(8, 0.5)).isEqualTo(25_600);
		assertThat(settings.delayMillis(9, 0.5)).isEqualTo(30_000);
		assertThat(settings.delayMillis(1_000_000, 0.5)).isEqualTo(30_000);
	}

	@Test
	void jitterVariesBothWays() {
		assertThat(ReconnectSettings.DEFAULTS.delayMillis(1, 0)).isEqualTo(160);
		assertThat(ReconnectSettings.DEFAULTS.delayMillis(1, 0.5)).isEqualTo(200);
		assertThat(ReconnectSettings.DEFAULTS.delayMillis(1, 1)).isEqualTo(240);
	}

	@Test
	void attemptsAreCounted() {
		ReconnectSettings three = new ReconnectSettings(true, Duration.ZERO, 1, Duration.ZERO, 0, 3);
		assertThat(three.allows(2)).isTrue();
		assertThat(three.allows(3)).isFalse();
		assertThat(ReconnectSettings.DEFAULTS.allows(Integer.MAX_VALUE)).isTrue();
		assertThat(new ReconnectSettings(false, Duration.ZERO, 1, Duration.ZERO, 0, null).allows(0)).isFalse();
	}

	@Test
	void connectionLastsWhenItIsOlderThanTheLongestPause() {
		ReconnectSettings settings = ReconnectSettings.DEFAULTS;
		assertThat(settings.isLasting(settings.maxInterval().plusNanos(1))).isTrue();
		assertThat(settings.isLasting(settings.maxInterval())).isFalse();
	}

	@Test
	void nobodyDialsWithoutAPause() {
		ReconnectSettings settings = new ReconnectSettings(true, Duration.ofNanos(1), 2, Duration.ofSeconds(1), 1,
				null);
		assertThat(settings.delayMillis(1, 0)).isEqualTo(1);
		assertThat(settings.delayMillis(3, 0.5)).isEqualTo(4);
		assertThat(new ReconnectSettings(true, Duration.ZERO, 1, Duration.ZERO, 0, null).delayMillis(9, 0))
			.isEqualTo(1);
	}

	@Test
	void nonsenseIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ReconnectSettings(true, Duration.ofMillis(-1), 1, Duration.ZERO, 0, null));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ReconnectSettings(true, Duration.ZERO, 0.5, Duration.ZERO, 0, null));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ReconnectSettings(true, Duration.ZERO, 1, Duration.ZERO, 1.5, null));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ReconnectSettings(true, Duration.ZERO, 1, Duration.ZERO, 0, 0));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ReconnectSettings(true, Duration.ZERO, 1, Duration.ofSeconds(Long.MAX_VALUE), 0, 0))
			.withMessageContaining("36500 days");
	}

}
