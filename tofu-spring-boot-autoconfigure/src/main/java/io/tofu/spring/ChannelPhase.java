package io.tofu.spring;

/** How far the two sides of a channel have come with each other. */
enum ChannelPhase {

	/** Before the Hello was answered. */
	NEW,
	/** Both sides may send. */
	OPEN,
	/** The Hello was answered with an error. */
	REJECTED,
	/** One side said goodbye, or the connection has ended. */
	CLOSED

}
