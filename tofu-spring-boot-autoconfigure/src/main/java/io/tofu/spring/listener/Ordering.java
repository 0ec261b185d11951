package io.tofu.spring.listener;

/**
 * Which messages one listener handles one after another. An asynchronous result counts:
 * the next one waits for it. Different listeners do not wait for each other.
 */
public enum Ordering {

	/**
	 * The messages of one id in order, and the Signals of a channel in order; different
	 * Requests side by side.
	 */
	EXCHANGE,

	/** The messages of a channel strictly one after another; channels side by side. */
	CHANNEL

}
