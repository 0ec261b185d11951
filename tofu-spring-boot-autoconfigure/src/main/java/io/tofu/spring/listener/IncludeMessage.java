package io.tofu.spring.listener;

/**
 * Whether a peer is told the text of an exception that was not meant for it. The text of
 * a {@link io.tofu.spring.TofuResponseException} is always sent.
 */
public enum IncludeMessage {

	/** Only the error type. */
	NEVER,

	/** The error type and the exception's message. */
	ALWAYS

}
