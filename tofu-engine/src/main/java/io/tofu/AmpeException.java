package io.tofu;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * The one exception of the engine: a status, a text for people and, where there is one,
 * the cause. A mistake in the use of the API itself, such as a message that was given
 * away already, is an {@link IllegalStateException} or {@link IllegalArgumentException}
 * instead.
 */
public final class AmpeException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	/** What went wrong. */
	private final AmpeStatus status;

	/**
	 * An exception without a cause.
	 * @param status what went wrong
	 * @param message what went wrong, for people
	 */
	public AmpeException(AmpeStatus status, String message) {
		this(status, message, null);
	}

	/**
	 * An exception with its cause.
	 * @param status what went wrong
	 * @param message what went wrong, for people
	 * @param cause what made it go wrong, or null
	 */
	public AmpeException(AmpeStatus status, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.status = status;
	}

	/**
	 * What went wrong.
	 * @return the status, never {@link AmpeStatus#SUCCESS}
	 */
	public AmpeStatus status() {
		return this.status;
	}

}
