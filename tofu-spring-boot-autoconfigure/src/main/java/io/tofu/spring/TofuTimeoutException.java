package io.tofu.spring;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * The time for a message is over: no answer came, or there was no room to send it.
 * Whether the peer handles a request that timed out is not known.
 */
public final class TofuTimeoutException extends TofuException {

	@Serial
	private static final long serialVersionUID = 1L;

	/**
	 * An exception without a cause.
	 * @param message what was waited for, and how long
	 */
	public TofuTimeoutException(String message) {
		this(message, null);
	}

	/**
	 * An exception with its cause.
	 * @param message what was waited for, and how long
	 * @param cause what ended the waiting, or null
	 */
	public TofuTimeoutException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
