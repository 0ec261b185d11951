package io.tofu.spring;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;

import io.tofu.ChannelInfo;
import io.tofu.OpCode;
import org.jspecify.annotations.Nullable;

/**
 * Asks a silent peer whether it is there, and gives it up when nothing comes for too
 * long. Whatever the peer sends counts, an answer or not. Runs on the scheduler.
 */
final class Heartbeat {

	private final TofuChannel channel;

	private final HeartbeatSettings settings;

	private final long intervalNanos;

	private long received;

	private long silentNanos;

	private long lastLook;

	private volatile @Nullable ScheduledFuture<?> next;

	private Heartbeat(TofuChannel channel, HeartbeatSettings settings) {
		this.channel = channel;
		this.settings = settings;
		this.intervalNanos = settings.interval().toNanos();
		this.lastLook = System.nanoTime();
	}

	/** Watches a connected channel until its end, if that is wanted. */
	static void watch(TofuChannel channel, HeartbeatSettings settings) {
		if (settings.isOn()) {
			new Heartbeat(channel, settings).begin();
		}
	}

	@SuppressWarnings("FutureReturnValueIgnored")
	private void begin() {
		scheduleNext();
		this.channel.ended().whenComplete((reason, failure) -> {
			ScheduledFuture<?> pending = this.next;
			if (pending != null) {
				pending.cancel(false);
			}
		});
	}

	private void scheduleNext() {
		try {
			this.next = this.channel.connections().schedule(this::look, this.settings.interval());
		}
		catch (RejectedExecutionException ex) {
			// The application is ending
		}
	}

	private void look() {
		ChannelInfo info = this.channel.isOpen() ? this.channel.info() : null;
		if (info == null) {
			return;
		}
		long now = System.nanoTime();
		// What is not read cannot be heard
		if (info.messagesIn() != this.received || this.channel.gate().isPaused()) {
			this.silentNanos = 0;
		}
		else {
			// If this process was suspended, the peer has not been silent for all that
			// time
			this.silentNanos += Math.min(now - this.lastLook, 2 * this.intervalNanos);
		}
		this.received = info.messagesIn();
		this.lastLook = now;
		if (this.silentNanos >= this.settings.timeout().toNanos()) {
			Duration silent = Duration.ofNanos(this.silentNanos);
			this.channel.lost("nothing has come from the peer for " + silent.toMillis() + " ms");
			return;
		}
		if (this.silentNanos > 0) {
			this.channel.sender().tell(OpCode.SIGNAL, Map.of(TofuHeaders.HEARTBEAT, TofuHeaders.HEARTBEAT_ASK));
		}
		scheduleNext();
	}

}
