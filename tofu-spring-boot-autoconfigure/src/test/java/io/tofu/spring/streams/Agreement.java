package io.tofu.spring.streams;

import io.tofu.spring.streams.Outcome.Ending;
import io.tofu.spring.streams.Script.Deviation;
import io.tofu.spring.streams.Script.Shape;

/** The model: how an exchange may end on each side, and what fits together. */
final class Agreement {

	private Agreement() {
	}

	/** Whether an exchange may end so for its caller while the connection holds. */
	static boolean of(Script script, Outcome called) {
		int after = script.after();
		return switch (script.deviation()) {
			case NONE -> is(called, Ending.DONE, script.count());
			case HANDLER_STOPS -> is(called, Ending.DONE, after);
			case CALLER_STOPS -> is(called, Ending.STOPPED, after);
			case HANDLER_FAILS -> is(called, Ending.BROKEN, (script.shape() == Shape.UP) ? 0 : after);
			case SOURCE_FAILS -> called.ending() == Ending.SOURCE && called.count() <= after;
		};
	}

	/** Whether the handler may have ended so, given how it ended for the caller. */
	static boolean of(Script script, Outcome called, Outcome handled, boolean losses) {
		boolean lost = called.ending() == Ending.LOST || (losses && called.ending() == Ending.CANCELLED);
		if (handled.ending() == Ending.LOST) {
			return losses && (lost || isOver(called));
		}
		if (lost && handled.ending() == Ending.STOPPED) {
			return losses;
		}
		int after = script.after();
		return switch (script.deviation()) {
			case NONE -> is(handled, Ending.DONE, script.count());
			case HANDLER_STOPS -> is(handled, Ending.DONE, after);
			case HANDLER_FAILS -> is(handled, Ending.BROKEN, after);
			case SOURCE_FAILS -> isCutShort(handled) && handled.count() <= after;
			// What the caller did not want any more may have been sent before
			case CALLER_STOPS -> (isCutShort(handled) || handled.ending() == Ending.DONE) && handled.count() >= after;
		} || (lost && isCutShort(handled));
	}

	/** Whether the handler may not have heard of it although the connection held. */
	static boolean mayBeUnheard(Script script) {
		return script.has(Deviation.SOURCE_FAILS, 0);
	}

	private static boolean is(Outcome outcome, Ending ending, int count) {
		return outcome.ending() == ending && outcome.count() == count;
	}

	private static boolean isCutShort(Outcome outcome) {
		return outcome.ending() == Ending.STOPPED || outcome.ending() == Ending.CANCELLED;
	}

	/** The caller has given up by itself. */
	private static boolean isOver(Outcome called) {
		return called.ending() == Ending.STOPPED || called.ending() == Ending.SOURCE;
	}

}
