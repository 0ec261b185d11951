package io.tofu;

/** Which part a message plays in a conversation. */
public enum MessageRole {

	/** Wants an answer. */
	REQUEST,
	/** Is an answer, under the message id of what it answers. */
	RESPONSE,
	/** Neither wants an answer nor is one. */
	SIGNAL

}
