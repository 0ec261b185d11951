package io.tofu.spring;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The end of a service: peers are asked for no new requests, and what they still send is
 * served until all is quiet. One thread after another.
 *
 * <p>
 * A peer that says it has seen the question sends nothing new, however far away it is.
 * Those that do not understand it may have something under way: hence the quiet moment,
 * which is also for a thread of the peer's that was about to send when it was asked.
 */
final class Drain {

	/** How long nothing may have come. */
	private static final Duration QUIET = Duration.ofMillis(100);

	/** How long peers have to say that they have seen the question. */
	private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(2);

	private final TofuConnections connections;

	private final @Nullable Session session;

	private final long begun = System.nanoTime();

	private final long graceNanos;

	private final List<TofuChannel> asked = new ArrayList<>();

	/** When there was the last sign that a peer may want something. */
	private long lastSign = this.begun;

	private boolean nobody = true;

	Drain(TofuConnections connections, @Nullable Session session, Duration gracePeriod) {
		this.connections = connections;
		this.session = session;
		this.graceNanos = gracePeriod.toNanos();
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

	/** Whether all is quiet, or the time is over. */
	boolean isOver() {
		long now = System.nanoTime();
		return now - this.begun >= this.graceNanos || isQuiet(now);
	}

	private boolean isQuiet(long now) {
		if (this.session == null) {
			return true;
		}
		if (this.connections.inFlight() > 0 || isAnswerAwaited(now)) {
			this.lastSign = now;
			return false;
		}
		long lastServed = this.session.dispatcher().lastServed();
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
