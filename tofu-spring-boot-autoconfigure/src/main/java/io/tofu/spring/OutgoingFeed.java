package io.tofu.spring;

/** Offers the parts of a message to its frames. */
interface OutgoingFeed {

	/** Begins, and goes on until the end if it waits for its source. Throws nothing. */
	void run();

	/**
	 * What could not be sent may be offered again, or the message is over and the source
	 * to be closed. Any thread, the receive thread included; does not wait.
	 */
	void wake();

	/** Whether running waits for the source. */
	default boolean waits() {
		return false;
	}

}
