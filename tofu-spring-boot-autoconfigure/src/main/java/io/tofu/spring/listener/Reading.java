package io.tofu.spring.listener;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

import io.tofu.spring.TofuChannel;

/**
 * Whether a channel is read: it is while no listener holds it. Thread-safe; every hold is
 * followed by one release, which may even overtake it.
 */
final class Reading {

	private final Runnable pause;

	private final Runnable resume;

	private final BooleanSupplier awaitsAnswer;

	private final ReentrantLock lock = new ReentrantLock();

	// guarded by lock
	private int holds;

	Reading(TofuChannel channel) {
		this(channel::pauseReceive, channel::resumeReceive, channel::awaitsAnswer);
	}

	Reading(Runnable pause, Runnable resume, BooleanSupplier awaitsAnswer) {
		this.pause = pause;
		this.resume = resume;
		this.awaitsAnswer = awaitsAnswer;
	}

	/** Whether it goes on in spite of holds, because an answer must get through. */
	boolean mustGoOn() {
		return this.awaitsAnswer.getAsBoolean();
	}

	void hold() {
		change(1, 1, this.pause);
	}

	void release() {
		change(-1, 0, this.resume);
	}

	private void change(int difference, int decisive, Runnable action) {
		this.lock.lock();
		try {
			this.holds += difference;
			if (this.holds == decisive) {
				action.run();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

}
