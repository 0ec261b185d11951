package io.tofu.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static io.tofu.Interleavings.explore;
import static io.tofu.Interleavings.require;
import static io.tofu.Interleavings.together;

/**
 * Explores how posters and the loop meet in a {@link Handover}: the loop never sleeps
 * over something that was handed over. A lost wake-up would be a deadlock.
 */
class HandoverLincheckTests {

	@Test
	void theLoopNeverSleepsOverAMessage() {
		explore(() -> {
			Sleeper selector = new Sleeper();
			Wheel wheel = new Wheel(selector, Thread.currentThread());
			Handover handover = new Handover(wheel);
			List<Object> seen = new ArrayList<>();
			together(() -> turn(handover, wheel, selector, seen, 2), () -> {
				handover.submit(Envelopes.withId(1), false);
				handover.submit(Envelopes.withId(2), false);
			});
			require(seen.equals(List.of(1L, 2L)), "each of them once, in order");
		});
	}

	@Test
	void theLoopNeverSleepsOverAMessageOfAThreadThatIsToReturn() {
		explore(() -> {
			Sleeper selector = new Sleeper();
			Wheel wheel = new Wheel(selector, Thread.currentThread());
			Handover handover = new Handover(wheel);
			List<Object> seen = new ArrayList<>();
			together(() -> turn(handover, wheel, selector, seen, 2), () -> {
				handover.submit(Envelopes.withId(1), true);
				handover.submit(Envelopes.withId(2), true);
			});
			require(seen.equals(List.of(1L, 2L)), "each of them once, in order");
		});
	}

	@Test
	void theLoopNeverSleepsOverACommandWhichStaysBehindWhatWasPosted() {
		explore(() -> {
			Sleeper selector = new Sleeper();
			Wheel wheel = new Wheel(selector, Thread.currentThread());
			Handover handover = new Handover(wheel);
			List<Object> seen = new ArrayList<>();
			together(() -> turn(handover, wheel, selector, seen, 2), () -> {
				handover.submit(Envelopes.withId(1), false);
				handover.execute(() -> seen.add("command"));
			});
			require(seen.equals(List.of(1L, "command")), "in order");
		});
	}

	@Test
	void theLoopNeverSleepsOverANudge() {
		explore(() -> {
			Sleeper selector = new Sleeper();
			Wheel wheel = new Wheel(selector, Thread.currentThread());
			Handover handover = new Handover(wheel);
			AtomicInteger work = new AtomicInteger();
			together(() -> {
				while (work.get() == 0) {
					wheel.fallAsleep();
					if (handover.isEmpty()) {
						selector.select();
					}
					wheel.awake();
				}
			}, () -> {
				work.set(1);
				handover.nudge();
			});
		});
	}

	@Test
	void whatIsAcceptedIsPassedOnAlsoWhenTheLoopEnds() {
		explore(() -> {
			Sleeper selector = new Sleeper();
			Wheel wheel = new Wheel(selector, Thread.currentThread());
			Handover handover = new Handover(wheel);
			List<Object> seen = new ArrayList<>();
			boolean[] accepted = new boolean[1];
			together(() -> {
				drain(handover, seen);
				handover.close((late) -> seen.add(late.messageId()));
			}, () -> accepted[0] = handover.submit(Envelopes.withId(1), false));
			require(seen.size() == (accepted[0] ? 1 : 0), "passed on if accepted, else not");
		});
	}

	/** As the reactor does, until it has seen so many things. */
	private static void turn(Handover handover, Wheel wheel, Sleeper selector, List<Object> seen, int count) {
		while (seen.size() < count) {
			wheel.fallAsleep();
			if (handover.isEmpty()) {
				selector.select();
			}
			wheel.awake();
			drain(handover, seen);
		}
	}

	private static void drain(Handover handover, List<Object> seen) {
		handover.drain((envelope) -> seen.add(envelope.messageId()), Runnable::run);
	}

}
