package io.tofu.sample.spooler;

import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.stereotype.Component;

/**
 * Numbers of the spooler for whoever watches it:
 * {@code /actuator/metrics/spooler.queued}.
 */
@Component
final class SpoolerMetrics implements MeterBinder {

	private final LiveFeed feed;

	SpoolerMetrics(LiveFeed feed) {
		this.feed = feed;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		gauge(registry, "spooler.queued", "Jobs that wait", (status) -> status.stats().queued());
		gauge(registry, "spooler.working", "Jobs that are with workers", (status) -> status.stats().working());
		gauge(registry, "spooler.workers", "Workers that are connected", (status) -> status.workers().size());
	}

	private void gauge(MeterRegistry registry, String name, String description, ToDoubleFunction<Status> number) {
		Gauge.builder(name, this.feed, (source) -> number.applyAsDouble(source.everything()))
			.description(description)
			.register(registry);
	}

}
