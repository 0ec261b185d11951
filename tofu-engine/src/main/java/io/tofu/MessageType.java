package io.tofu;

/** What a message is about. */
public enum MessageType {

	/** Application talk. */
	REGULAR,
	/** Opening a connection. */
	HELLO,
	/** Closing a channel. */
	BYE,
	/** Opening a listener. */
	WELCOME

}
