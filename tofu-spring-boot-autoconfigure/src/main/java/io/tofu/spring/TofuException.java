package io.tofu.spring;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/** What the tofu client throws; the subclasses say what became of a message. */
public class TofuException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	/**
	 * An exception without a cause.
	 * @param message what went wrong
	 */
	public TofuException(@Nullable String message) {
		this(message, null);
	}

	/**
	 * An exception with its cause.
	 * @param message what went wrong
	 * @param cause what made it go wrong, or null
	 */
	public TofuException(@Nullable String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
