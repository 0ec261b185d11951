package io.tofu.engine;

import java.io.IOException;
import java.nio.channels.Selector;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the reactor round and round: on the engine's own thread, or on that of a receiver
 * which waits for a message anyway. Who that is, is the {@link Wheel}'s business.
 */
final class Loop implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(Loop.class);

	private final Reactor reactor;

	private final Wheel wheel;

	private final Thread thread;

	private final CountDownLatch ended = new CountDownLatch(1);

	private volatile boolean stopped;

	private volatile @Nullable Throwable death;

	// the engine's thread

	/** Who waits for what the engine's thread has found, and turns next. */
	private @Nullable Receiver relief;

	Loop(Reactor reactor, Selector selector, String threadName) {
		this.reactor = reactor;
		this.thread = new Thread(this, threadName);
		this.thread.setDaemon(true);
		this.wheel = new Wheel(selector, this.thread);
	}

	// any thread

	/** Starts the engine's thread; if the system gives none, nothing is left open. */
	void start() throws IOException {
		try {
			this.thread.start();
		}
		catch (OutOfMemoryError ex) {
			this.reactor.poller().close(Reactor::guarded);
			throw ex;
		}
	}

	Wheel wheel() {
		return this.wheel;
	}

	/** Ends after this round. */
	void stop() {
		this.stopped = true;
		this.wheel.callEngine();
	}

	boolean isStopped() {
		return this.stopped;
	}

	/** Down to zero when everything is closed. */
	CountDownLatch ended() {
		return this.ended;
	}

	// receivers and posters

	/**
	 * Turns on a thread that waits for something which happens in a turn, as long as it
	 * waits, at most so long. What kills the loop is told by its end, not here.
	 * @return false if another thread is turning
	 */
	boolean turnFor(BooleanSupplier waits, long nanos) {
		if (!take()) {
			return false;
		}
		long end = System.nanoTime() + nanos;
		try {
			for (long left = nanos; left > 0 && waits.getAsBoolean() && !this.stopped; left = end - System.nanoTime()) {
				turn(waits, left);
			}
		}
		catch (Throwable ex) {
			die(ex);
		}
		leave();
		return true;
	}

	/** Not inside a turn: what a listener does there does not turn the loop again. */
	private boolean take() {
		return !this.stopped && !this.reactor.isOnLoop() && this.wheel.take();
	}

	/** Goes round once on this thread, without waiting, unless another one is turning. */
	void turnOnce() {
		if (!take()) {
			return;
		}
		try {
			turn(Loop::always, 0);
		}
		catch (Throwable ex) {
			die(ex);
		}
		leave();
	}

	// turn

	/**
	 * Has the engine's thread, if this is it, leave the loop to a receiver that waits,
	 * and wake it only then: it finds all its messages, and the loop free.
	 * @return false if the receiver is to be woken now
	 */
	boolean leaveTo(Receiver receiver) {
		if (!Thread.currentThread().equals(this.thread) || (!isStaying() && !receiver.equals(this.relief))) {
			return false;
		}
		this.relief = receiver;
		return true;
	}

	// the engine's thread

	@Override
	public void run() {
		BooleanSupplier stays = this::isStaying;
		try {
			while (!this.stopped) {
				this.wheel.await();
				while (!this.stopped && isStaying()) {
					turn(stays, Long.MAX_VALUE);
					// an interrupt means nothing here, but the selector would not sleep
					// any more
					Thread.interrupted();
				}
				handOn();
			}
		}
		catch (Throwable ex) {
			die(ex);
		}
		while (!this.wheel.take()) {
			this.wheel.await();
		}
		this.reactor.end(this.death);
		this.ended.countDown();
		if (this.death != null) {
			logger.error("The engine has failed and has closed all its channels", this.death);
		}
		logger.info("tofu engine stopped");
	}

	/** Whether there is nobody to leave the loop to. */
	private boolean isStaying() {
		return this.relief == null;
	}

	/** Leaves the loop, and nothing urgent to a receiver that has other work first. */
	private void handOn() throws IOException {
		if (!isStaying() && this.reactor.handover().isUrgent()) {
			turn(Loop::always, 0);
		}
		Receiver next = this.relief;
		this.relief = null;
		leave();
		if (next != null) {
			next.wake();
		}
	}

	// who turns

	private static boolean always() {
		return true;
	}

	/** Does what there is to do, then waits for more, at most so long. */
	private void turn(BooleanSupplier waits, long nanos) throws IOException {
		Handover handover = this.reactor.handover();
		long sleep = Math.min(nanos, this.reactor.work());
		if (sleep > 0) {
			this.wheel.fallAsleep();
			// only then: who adds something from now on wakes the selector
			if (!handover.isEmpty() || this.reactor.isRefilled() || !waits.getAsBoolean()) {
				sleep = 0;
			}
		}
		if (!this.reactor.poller().hasReady()) {
			this.reactor.poller().poll(sleep);
		}
		// whoever adds something from now on need not wake the selector
		this.wheel.awake();
		this.reactor.workOnReady();
	}

	private void leave() {
		this.wheel.leave();
		if (this.reactor.handover().isUrgent() || this.stopped) {
			this.wheel.wake();
		}
	}

	/** Nothing may fail here: what has to be said is said at the end. */
	private void die(Throwable failure) {
		this.death = failure;
		stop();
	}

}
