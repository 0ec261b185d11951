package io.tofu.spring;

/** The values of {@link TofuHeaders#ERROR_TYPE} that have a meaning of their own. */
public final class ErrorTypes {

	/** No listener has this route. */
	public static final String NOT_FOUND = "not_found";

	/** The listener could not read the message. */
	public static final String BAD_REQUEST = "bad_request";

	/** The sender is not allowed to do this. */
	public static final String UNAUTHORIZED = "unauthorized";

	/** The payload is longer than the receiver accepts. */
	public static final String TOO_LARGE = "too_large";

	/** The receiver has too much to do; the message was not handled. */
	public static final String OVERLOADED = "overloaded";

	/** The receiver is stopping or stopped; the message was not handled. */
	public static final String UNAVAILABLE = "unavailable";

	/** The exchange was cancelled. */
	public static final String CANCELLED = "cancelled";

	/** The listener was not ready in time. */
	public static final String TIMEOUT = "timeout";

	/** The listener failed. */
	public static final String INTERNAL = "internal";

	private ErrorTypes() {
	}

}
