package io.tofu.spring;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/** The channel of a message has ended, or there is no connection to the peer. */
public final class TofuDisconnectedException extends TofuException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final boolean notProcessed;

	/**
	 * An exception without a cause.
	 * @param message which connection, and why it ended
	 * @param notProcessed whether the peer surely did not handle the message
	 */
	public TofuDisconnectedException(@Nullable String message, boolean notProcessed) {
		this(message, notProcessed, null);
	}

	/**
	 * An exception with its cause.
	 * @param message which connection, and why it ended
	 * @param notProcessed whether the peer surely did not handle the message
	 * @param cause what made it end, or null
	 */
	public TofuDisconnectedException(@Nullable String message, boolean notProcessed, @Nullable Throwable cause) {
		super(message, cause);
		this.notProcessed = notProcessed;
	}

	/**
	 * Whether the peer surely did not handle the message, so that it may be sent again:
	 * it was never sent, or the peer said goodbye before it answered.
	 * @return false if the peer may have handled it
	 */
	public boolean notProcessed() {
		return this.notProcessed;
	}

}
