package io.tofu.spring;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * The end of a service: peers are asked for no new requests, and what they still send is
 * served until all is quiet. Then nothing new is taken, and what was taken is finished.
 * One thread after another.
 *
 * <p>
 * A peer that says it has seen the question sends nothing new, however far away it is.
 * Those that do not understand it may have something under way: hence the quiet moment,
 * which is also for a thread of the peer's that was about to send when it was asked.
 * Signals, which nobody is asked to hold back, do not prolong it.
 */
final class Drain {

	/** How long nothing may have come. */
	private static final Duration QUIET = Duration.ofMillis(100);

	/** How long peers have to say that they have seen the question. */
	private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(2);

	private final TofuConnections connections;

	private final @Nullable Session session;

	private final LongSupplier clock;

	private final long begun;

	private final long graceNanos;

	private final List<TofuChannel> asked = new ArrayList<>();

	/** When there was the last sign that a peer may want something. */
	private long lastSign;

	private boolean nobody = true;

	private boolean quiet;

	Drain(TofuConnections connections, @Nullable Session session, Duration gracePeriod, LongSupplier clock) {
		this.connections = connections;
		this.session = session;
		this.clock = clock;
		this.begun = clock.getAsLong();
		this.lastSign = this.begun;
		this.graceNanos = TofuConnections.nanos(gracePeriod);
	}

	/** Asks all peers. */
	void begin() {
		for (TofuChannel channel : this.connections.channels()) {
			this.nobody = false;
			if (channel.drainSignals().ask()) {
				this.asked.add(channel);
			}
		}
	}

	/** Whether all is finished, or the time is over. */
	boolean isOver() {
		long now = this.clock.getAsLong();
		if (this.session == null || now - this.begun >= this.graceNanos) {
			return true;
		}
		if (!this.quiet && isQuiet(now, this.session.dispatcher().lastServed())) {
			this.quiet = true;
			this.session.dispatcher().service(Dispatcher.Service.NONE);
		}
		return this.quiet && this.connections.inFlight() == 0;
	}

	private boolean isQuiet(long now, long lastServed) {
		if (this.connections.requestsInFlight() > 0 || isAnswerAwaited(now)) {
			this.lastSign = now;
			return false;
		}
		if (lastServed - this.lastSign > 0) {
			this.lastSign = lastServed;
			this.nobody = false;
		}
		return this.nobody || now - this.lastSign >= QUIET.toNanos();
	}

	private boolean isAnswerAwaited(long now) {
		this.asked.removeIf((channel) -> !channel.drainSignals().isAwaited());
		return !this.asked.isEmpty() && now - this.begun < ANSWER_TIMEOUT.toNanos();
	}

}
