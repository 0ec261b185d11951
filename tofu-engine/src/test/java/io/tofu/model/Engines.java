package io.tofu.model;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

import io.tofu.Ampe;
import io.tofu.AmpeOptions;
import io.tofu.AmpeOptionsBuilder;
import io.tofu.AmpeStats;
import io.tofu.engine.TofuEngine;

/**
 * Engines with more and with less room, which serve one sequence after another.
 */
final class Engines implements AutoCloseable {

	private static final Duration SHORT = Duration.ofMillis(10);

	/** Longer than a sequence may last, so that it never is what ends a channel. */
	private static final Duration LONG = Duration.ofMinutes(2);

	private final Map<String, Engine> engines = new HashMap<>();

	/** How much room an engine has. */
	enum Room {

		AMPLE((options) -> options), SHORT_QUEUES((options) -> options.sendQueueMessages(3).sendQueueBytes(20_000)),
		SMALL_INBOX((options) -> options.inboxMessages(2).inboxBytes(1000).sendQueueMessages(8)),
		SMALL_POOL((options) -> options.initialPoolSize(3).maxPoolSize(3));

		private final UnaryOperator<AmpeOptionsBuilder> options;

		Room(UnaryOperator<AmpeOptionsBuilder> options) {
			this.options = options;
		}

	}

	/** A running engine for somebody. */
	Engine get(String whose, Room room) {
		return this.engines.compute("tofu-model-" + whose + "-" + room,
				(name, engine) -> (engine != null && engine.ampe.isRunning()) ? engine : start(name, room));
	}

	/** Closes all engines, so that the next ones are fresh. */
	void renew() {
		this.engines.values().forEach((engine) -> engine.ampe.close());
		this.engines.clear();
	}

	private static Engine start(String name, Room room) {
		AmpeOptions options = room.options
			.apply(AmpeOptions.builder().initialPoolSize(1024).maxPoolSize(1024).closeTimeout(SHORT).byeTimeout(LONG))
			.threadName(name)
			.build();
		return new Engine(TofuEngine.start(options), options);
	}

	@Override
	public void close() {
		renew();
	}

	/** An engine and what it was started with. */
	record Engine(Ampe ampe, AmpeOptions options) {

		/** Makes sure that nothing is left of a sequence. */
		void assertUnused() {
			AmpeStats stats = this.ampe.stats();
			Laws.require(
					stats.channels() == 0 && stats.groups() == 0 && stats.messagesInUse() == 0
							&& (!this.ampe.isRunning() || stats.freeMessages() == this.options.initialPoolSize()),
					"nothing left, not " + stats);
		}

	}

}
