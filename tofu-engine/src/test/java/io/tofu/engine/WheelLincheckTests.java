package io.tofu.engine;

import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static io.tofu.Interleavings.explore;
import static io.tofu.Interleavings.require;
import static io.tofu.Interleavings.together;

/**
 * Explores who turns a {@link Wheel}, in all orders of steps: never two at once, never
 * nobody where there is something to do, and nobody sleeps over it. A wake-up that is
 * lost would be a deadlock. The engine's thread does not wait here, where it might look
 * at any time and so hide that nobody called it: that it does not sleep for too long is
 * shown by {@link WheelTests}, on real threads.
 */
class WheelLincheckTests {

	@Test
	void onlyOneTurnsAtATime() {
		explore(() -> {
			Wheel wheel = new Wheel(new Sleeper(), Thread.currentThread());
			AtomicInteger turning = new AtomicInteger();
			together(() -> {
				wheel.await();
				turnAlone(wheel, turning);
			}, () -> tryToTurnAlone(wheel, turning), () -> tryToTurnAlone(wheel, turning));
			require(wheel.take(), "everybody has left");
		});
	}

	@Test
	void whoTurnsNeverSleepsOverWork() {
		explore(() -> {
			Turning turning = new Turning(1);
			require(turning.wheel.take(), "nobody else is there");
			together(turning::turnToTheEnd, turning::addWork);
		});
	}

	@Test
	void whoTurnsNeverSleepsOverWorkOfItsOwn() {
		explore(() -> {
			Turning turning = new Turning(1);
			require(turning.wheel.take(), "nobody else is there");
			together(turning::turnToTheEnd, () -> {
				turning.added.incrementAndGet();
				turning.wheel.wakeIfTurning();
			});
		});
	}

	@Test
	void whoTurnsNeverSleepsOverWorkOfSeveralThreads() {
		explore(() -> {
			Turning turning = new Turning(2);
			require(turning.wheel.take(), "nobody else is there");
			together(turning::turnToTheEnd, turning::addWork, turning::addWork);
		});
	}

	/** Who leaves sees the work, or who adds it sees that nobody turns. */
	@Test
	void theEnginesThreadIsCalledForWorkThatIsLeftBehind() {
		explore(() -> {
			Turning turning = new Turning(1);
			together(turning::turnOnceAndLeave, turning::addWork);
			turning.requireDoneOrCalled();
		});
	}

	/** A second one may take the wheel before the first one has left it altogether. */
	@Test
	void theEnginesThreadIsCalledWhereTwoTakeTurns() {
		explore(() -> {
			Turning turning = new Turning(1);
			together(turning::turnOnceAndLeave, turning::turnOnceAndLeave, turning::addWork);
			turning.requireDoneOrCalled();
		});
	}

	/** It comes while the wheel is still taken: then it is called once more. */
	@Test
	void theEnginesThreadIsCalledAgainIfItCameInVain() {
		explore(() -> {
			Turning turning = new Turning(1);
			together(turning::turnIfCalled, turning::turnOnceAndLeave, turning::addWork);
			turning.requireDoneOrCalled();
		});
	}

	private static void tryToTurnAlone(Wheel wheel, AtomicInteger turning) {
		if (wheel.take()) {
			turnAlone(wheel, turning);
		}
	}

	private static void turnAlone(Wheel wheel, AtomicInteger turning) {
		require(turning.incrementAndGet() == 1, "alone");
		turning.decrementAndGet();
		wheel.leave();
	}

	/** Work that is added by anybody, and done by who turns the wheel. */
	private static final class Turning {

		private final Sleeper selector = new Sleeper();

		private final Wheel wheel = new Wheel(this.selector, Thread.currentThread());

		private final AtomicInteger added = new AtomicInteger();

		private final AtomicInteger done = new AtomicInteger();

		private final int expected;

		/** The engine's thread was there already. */
		Turning(int expected) {
			this.expected = expected;
			this.wheel.await();
			this.wheel.leave();
		}

		void addWork() {
			this.added.incrementAndGet();
			this.wheel.wake();
		}

		/** As the loop does, until everything is done. */
		void turnToTheEnd() {
			while (this.done.get() < this.expected) {
				this.wheel.fallAsleep();
				if (this.added.get() == 0) {
					this.selector.select();
				}
				this.wheel.awake();
				look();
			}
		}

		/** As a receiver does that is not going to wait. */
		void turnOnceAndLeave() {
			if (this.wheel.take()) {
				look();
				this.wheel.fallAsleep();
				this.wheel.awake();
				leave();
			}
		}

		/** As the engine's thread does, but only once. */
		void turnIfCalled() {
			if (this.wheel.takeIfNeeded()) {
				look();
				leave();
			}
		}

		/** Its patience does not count. */
		void requireDoneOrCalled() {
			require(this.done.get() == this.expected || this.wheel.takeIfNeeded(), "done, or the engine is called");
		}

		private void look() {
			this.done.addAndGet(this.added.getAndSet(0));
		}

		private void leave() {
			this.wheel.leave();
			if (this.added.get() > 0) {
				this.wheel.wake();
			}
		}

	}

}
