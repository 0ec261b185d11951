package io.tofu.spring.listener;

import io.tofu.spring.ErrorTypes;
import io.tofu.spring.IncomingStream;
import io.tofu.spring.PayloadTooLargeException;
import io.tofu.spring.TofuDisconnectedException;
import io.tofu.spring.TofuException;
import io.tofu.spring.TofuRemoteException;
import io.tofu.spring.TofuResponseException;
import io.tofu.spring.TofuTimeoutException;
import org.jspecify.annotations.Nullable;

/** Tells the failures of a listener from those of the stream it reads. */
final class StreamFailures {

	private StreamFailures() {
	}

	/**
	 * What has gone wrong in truth: the stream, if a listener only passes on what it got
	 * from there.
	 */
	static Throwable reason(Throwable failure, @Nullable IncomingStream stream) {
		TofuException broken = (stream != null) ? stream.failure() : null;
		if (broken == null) {
			return failure;
		}
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause.equals(broken) || cause.equals(broken.getCause())) {
				return asResponse(broken);
			}
		}
		return failure;
	}

	private static TofuException asResponse(TofuException broken) {
		if (broken instanceof TofuResponseException) {
			return broken;
		}
		// Who has said goodbye may still hear of it
		if (broken instanceof TofuRemoteException || broken instanceof TofuDisconnectedException) {
			return new TofuResponseException(ErrorTypes.CANCELLED, "Given up by its sender", broken);
		}
		String type = ErrorTypes.BAD_REQUEST;
		if (broken instanceof PayloadTooLargeException) {
			type = ErrorTypes.TOO_LARGE;
		}
		else if (broken instanceof TofuTimeoutException) {
			type = ErrorTypes.TIMEOUT;
		}
		return new TofuResponseException(type, broken.getMessage(), broken);
	}

}
