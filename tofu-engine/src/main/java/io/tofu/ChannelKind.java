package io.tofu;

/** What a channel is. */
public enum ChannelKind {

	/** Accepts connections. */
	LISTENER,
	/** A connection that this side has made. */
	DIALLED,
	/** A connection that came in through a listener. */
	ACCEPTED

}
