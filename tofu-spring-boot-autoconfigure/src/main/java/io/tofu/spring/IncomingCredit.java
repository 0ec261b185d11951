package io.tofu.spring;

import io.tofu.Message;
import org.jspecify.annotations.Nullable;

/**
 * Lets a peer that waits for credit send more of one message while its frames are taken:
 * for half a window at a time, or, lest it believes that nothing is taken, for what it is
 * after a quarter of the idle timeout. Says nothing to other peers. Thread-safe.
 */
public final class IncomingCredit {

	private final TofuChannel channel;

	private final @Nullable StreamDirection direction;

	private final long id;

	private final long step;

	/** How long a grant of less has to wait, in nanoseconds. */
	private final long pause;

	// guarded by this
	private long taken;

	private long granted = System.nanoTime();

	private boolean over;

	/**
	 * Credit for the sender of a message.
	 * @param channel where it comes from
	 * @param frame one of its frames, which stays the caller's
	 */
	public IncomingCredit(TofuChannel channel, Message frame) {
		this(channel, (channel.flowWindow() > 0) ? StreamDirection.of(frame.opCode()) : null, frame.messageId());
	}

	IncomingCredit(TofuChannel channel, @Nullable StreamDirection direction, long id) {
		this.channel = channel;
		this.direction = direction;
		this.id = id;
		StreamSettings settings = channel.connections().settings().streams();
		this.step = Math.max(1, settings.window() / 2);
		this.pause = TofuConnections.nanos(settings.idleTimeout()) / 4;
	}

	/**
	 * What a frame counts.
	 * @param frame the frame, which stays the caller's
	 * @return the length of its body and 64 bytes more
	 */
	public static int cost(Message frame) {
		return Streams.cost(frame.body().length());
	}

	/**
	 * Some of the message was taken by whom it is for. Any thread; does not wait.
	 * @param cost what that counts
	 */
	public void taken(int cost) {
		StreamDirection known = this.direction;
		if (known == null) {
			return;
		}
		long due;
		synchronized (this) {
			this.taken += cost;
			long now = System.nanoTime();
			if (this.over || (this.taken < this.step && now - this.granted < this.pause)) {
				return;
			}
			due = this.taken;
			this.taken = 0;
			this.granted = now;
		}
		this.channel.streams().grant(known, this.id, due);
	}

	/** Nothing more comes, or is wanted. Any thread. */
	public synchronized void end() {
		this.over = true;
	}

}
