package io.tofu.spring.boot.autoconfigure.health;

import java.util.Map;

import io.tofu.Ampe;
import io.tofu.AmpeStats;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/** UP while the engine serves its channels. */
final class EngineHealthIndicator implements HealthIndicator {

	private final Ampe ampe;

	EngineHealthIndicator(Ampe ampe) {
		this.ampe = ampe;
	}

	@Override
	public Health health() {
		AmpeStats stats = this.ampe.stats();
		return Health.status(this.ampe.isRunning() ? Status.UP : Status.DOWN)
			.withDetail("channels", stats.channels())
			.withDetail("pool", Map.of("free", stats.freeMessages(), "inUse", stats.messagesInUse()))
			.build();
	}

}
