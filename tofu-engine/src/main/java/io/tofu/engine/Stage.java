package io.tofu.engine;

/** Where a connection is in its life; it only ever goes on. */
enum Stage {

	/** Takes posts, is not connected yet. */
	DIALING,
	/** Frames flow both ways. */
	OPEN,
	/** Writing has failed; what the peer has sent is read to the end. */
	WRITE_DEAD,
	/** Nothing is delivered any more; what has to be written is. */
	FINISHING,
	/** The channel has ended; the socket waits for the peer's end. */
	LINGERING,
	/** The socket is closed. */
	GONE;

	/** Whether what was posted is written. */
	boolean writes() {
		return this == OPEN || this == FINISHING;
	}

	/** Whether what arrives is delivered. */
	boolean delivers() {
		return this == OPEN || this == WRITE_DEAD;
	}

	/** Whether what is posted can still be sent. */
	boolean takesPosts() {
		return this == DIALING || this == OPEN;
	}

	/** Whether everything was returned and said. */
	boolean hasEnded() {
		return this == LINGERING || this == GONE;
	}

}
