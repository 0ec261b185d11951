package io.tofu.spring;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by a listener: the peer gets an answer with this error type and message. In a
 * Hello listener it rejects the peer.
 */
public class TofuResponseException extends TofuException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String type;

	/**
	 * An error answer without a cause.
	 * @param type one of {@link ErrorTypes} or a type of one's own
	 * @param message what the peer is told about it, or null
	 */
	public TofuResponseException(String type, @Nullable String message) {
		this(type, message, null);
	}

	/**
	 * An error answer with its cause, which does not travel.
	 * @param type one of {@link ErrorTypes} or a type of one's own
	 * @param message what the peer is told about it, or null
	 * @param cause what made it go wrong, or null
	 */
	public TofuResponseException(String type, @Nullable String message, @Nullable Throwable cause) {
		super(message, cause);
		this.type = type;
	}

	/**
	 * What the peer is told.
	 * @return the error type
	 */
	public String type() {
		return this.type;
	}

}
