package io.tofu.spring.streams;

import io.tofu.spring.ErrorTypes;
import io.tofu.spring.TofuDisconnectedException;
import io.tofu.spring.TofuRemoteException;
import io.tofu.spring.TofuResponseException;

/**
 * How an exchange ended on one side.
 *
 * @param ending how
 * @param count how many elements that side had taken, or handed out if it takes none
 * @param detail what else there is to say
 */
record Outcome(Ending ending, int count, String detail) {

	/** How. */
	enum Ending {

		/** With its last element or its answer. */
		DONE,
		/** With the failure of the caller's own source. */
		SOURCE,
		/** With the error of the handler. */
		BROKEN,
		/** The other side has given up. */
		CANCELLED,
		/** This side wanted no more. */
		STOPPED,
		/** The connection was lost. */
		LOST,
		/** The connection was lost before the other side had anything to do with it. */
		NOT_PROCESSED,
		/** In a way that no exchange may end. */
		WRONG

	}

	static Outcome of(Ending ending, int count) {
		return new Outcome(ending, count, "");
	}

	static Outcome wrong(int count, String detail) {
		return new Outcome(Ending.WRONG, count, detail);
	}

	static Outcome of(Throwable failure, int count) {
		return new Outcome(ending(failure), count, failure.toString());
	}

	private static Ending ending(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof SourceFailure) {
				return Ending.SOURCE;
			}
			if (cause instanceof TofuDisconnectedException lost) {
				return lost.notProcessed() ? Ending.NOT_PROCESSED : Ending.LOST;
			}
			if (cause instanceof TofuResponseException told && told.type().equals(ErrorTypes.CANCELLED)) {
				// The caller wants no answer any more, as it said before it ended the
				// request
				return Ending.CANCELLED;
			}
			if (cause instanceof TofuRemoteException remote) {
				return switch (remote.type()) {
					case Script.BROKEN -> Ending.BROKEN;
					case "cancelled" -> Ending.CANCELLED;
					default -> Ending.WRONG;
				};
			}
		}
		return Ending.WRONG;
	}

	@Override
	public String toString() {
		return this.ending + " after " + this.count + " " + this.detail;
	}

	/** What a caller's source fails with. */
	static final class SourceFailure extends RuntimeException {

		private static final long serialVersionUID = 1L;

		SourceFailure() {
			super("the source fails");
		}

	}

}
