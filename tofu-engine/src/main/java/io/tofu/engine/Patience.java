package io.tofu.engine;

import java.util.concurrent.TimeUnit;

import io.tofu.AmpeOptions;
import io.tofu.AmpeStatus;
import org.jspecify.annotations.Nullable;

/**
 * How long a connection waits for its peer: for the first message, for the rest of one,
 * for anything at all, and for the end after a bye. As long as the connection is not read
 * on purpose the peer is not to blame: the first three clocks stand still.
 */
final class Patience {

	private static final long PER_KIBIBYTE = TimeUnit.SECONDS.toNanos(1);

	private static final long NEVER = Long.MAX_VALUE;

	private final Connection connection;

	private final Reactor reactor;

	/** When to look next; null if nothing is waited for. */
	private Deadlines.@Nullable Deadline deadline;

	private boolean open;

	private boolean awaitsHello;

	private boolean awaitsRest;

	private boolean awaitsEnd;

	private boolean standsStill;

	private long acceptedAt;

	private long frameBegunAt;

	/** How much of the frame has arrived. */
	private int frameBytes;

	private long heardAt;

	private long byeAt;

	private long stoodStillAt;

	Patience(Connection connection, Reactor reactor) {
		this.connection = connection;
		this.reactor = reactor;
	}

	/** The connection is up: a peer that was accepted speaks first. */
	void onOpen(boolean accepted) {
		this.open = true;
		this.awaitsHello = accepted;
		this.acceptedAt = this.reactor.now();
		this.heardAt = this.acceptedAt;
		arm();
	}

	/** Something was read. */
	void onHeard() {
		this.heardAt = this.reactor.now();
	}

	/**
	 * A complete message has arrived.
	 * @return whether there is anything left to wait for
	 */
	boolean onMessage() {
		this.awaitsRest = false;
		if (this.awaitsHello) {
			this.awaitsHello = false;
			if (!this.awaitsEnd && options().idleTimeout().isZero()) {
				forget();
				return false;
			}
		}
		return true;
	}

	/** What was read ends inside a message of which so many bytes have arrived. */
	void onPartial(int bytes) {
		this.frameBytes = bytes;
		if (!this.awaitsRest) {
			this.awaitsRest = true;
			this.frameBegunAt = this.reactor.now();
			arm();
		}
	}

	/** From now on the peer has to do something to close. */
	void onBye() {
		this.awaitsEnd = true;
		this.byeAt = this.reactor.now();
		arm();
	}

	/** The connection is not read any more, on purpose. */
	void standStill() {
		if (!this.standsStill) {
			this.standsStill = true;
			this.stoodStillAt = this.reactor.now();
		}
	}

	/** The connection is read again. */
	void goOn() {
		if (this.standsStill) {
			this.standsStill = false;
			long lost = this.reactor.now() - this.stoodStillAt;
			this.acceptedAt += lost;
			this.frameBegunAt += lost;
			this.heardAt += lost;
			arm();
		}
	}

	/** Waits for nothing any more. */
	void end() {
		this.open = false;
		this.awaitsHello = false;
		this.awaitsRest = false;
		this.awaitsEnd = false;
		forget();
	}

	private void forget() {
		if (this.deadline != null) {
			this.reactor.deadlines().clear(this.deadline);
			this.deadline = null;
		}
	}

	/**
	 * Looks at the right time. What became due later in the meantime is noticed then: the
	 * deadline is not moved with every message.
	 */
	private void arm() {
		long left = left();
		if (left == NEVER) {
			return;
		}
		Deadlines.Deadline next = this.deadline;
		if (next == null) {
			next = new Deadlines.Deadline(this::onDue);
			this.deadline = next;
		}
		this.reactor.deadlines().setAtMost(next, this.reactor.now() + left);
	}

	/** What is left of the shortest clock. */
	private long left() {
		return Math.min(left(this.awaitsEnd, endLeft()), stillLeft());
	}

	/** What is left of the shortest clock that stands still at times. */
	private long stillLeft() {
		if (this.standsStill) {
			return NEVER;
		}
		long idle = options().idleTimeout().toNanos();
		return Math.min(left(this.open && idle > 0, this.heardAt + idle - this.reactor.now()),
				Math.min(left(this.awaitsHello, helloLeft()), left(this.awaitsRest, restLeft())));
	}

	private static long left(boolean matters, long left) {
		return matters ? left : NEVER;
	}

	private long helloLeft() {
		return this.acceptedAt + options().helloTimeout().toNanos() - this.reactor.now();
	}

	private long restLeft() {
		long bonus = this.frameBytes / 1024 * PER_KIBIBYTE;
		return this.frameBegunAt + options().partialFrameTimeout().toNanos() + bonus - this.reactor.now();
	}

	private long endLeft() {
		return this.byeAt + options().byeTimeout().toNanos() - this.reactor.now();
	}

	private AmpeOptions options() {
		return this.reactor.options();
	}

	private void onDue() {
		this.deadline = null;
		if (this.awaitsEnd && endLeft() <= 0) {
			this.connection.onTimeout(AmpeStatus.BYE_TIMEOUT, "the peer did not finish closing in time");
		}
		else if (stillLeft() > 0) {
			arm();
		}
		else if (this.awaitsHello && helloLeft() <= 0) {
			this.connection.onTimeout(AmpeStatus.HELLO_TIMEOUT, "no message came after the connection was accepted");
		}
		else if (this.awaitsRest && restLeft() <= 0) {
			this.connection.onTimeout(AmpeStatus.RECV_FAILED, "the rest of a message did not come in time");
		}
		else {
			this.connection.onTimeout(AmpeStatus.IDLE_TIMEOUT, "nothing was received for too long");
		}
	}

}
