package io.tofu.sample.spooler;

import io.tofu.sample.ticket.ErrorType;
import io.tofu.spring.ErrorTypes;
import io.tofu.spring.PayloadTooLargeException;
import io.tofu.spring.TofuDisconnectedException;
import io.tofu.spring.TofuRemoteException;
import io.tofu.spring.TofuTimeoutException;

/** How an attempt has ended. */
sealed interface Outcome {

	/** All pages are here. */
	record Done() implements Outcome {
	}

	/**
	 * Nobody can print this.
	 *
	 * @param error why
	 */
	record Failed(JobError error) implements Outcome {
	}

	/**
	 * Another worker may print it.
	 *
	 * @param what what has happened to this one, for people
	 * @param begun whether it may have begun; otherwise the attempt does not count
	 * @param gone whether it is there no more, or soon will be
	 */
	record Lost(String what, boolean begun, boolean gone) implements Outcome {
	}

	/** Tells the worker's fault from the document's. */
	static Outcome of(Exception failure) {
		if (failure instanceof TofuDisconnectedException ex) {
			return ex.notProcessed() ? new Lost("is leaving", false, true) : new Lost("was lost", true, true);
		}
		if (failure instanceof TofuTimeoutException) {
			return new Lost("took too long", true, false);
		}
		if (failure instanceof TofuRemoteException ex) {
			return switch (ex.type()) {
				case ErrorTypes.UNAVAILABLE -> new Lost("is leaving", false, true);
				case ErrorTypes.OVERLOADED, ErrorTypes.CANCELLED -> new Lost("gave up", true, false);
				default -> new Failed(new JobError(ex.type(), ex.remoteMessage()));
			};
		}
		if (failure instanceof PayloadTooLargeException) {
			return new Failed(new JobError(ErrorType.TOO_LARGE, "The image of a page is too large"));
		}
		return new Failed(new JobError(JobError.INTERNAL, failure.getMessage()));
	}

}
