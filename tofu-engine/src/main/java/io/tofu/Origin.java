package io.tofu;

/** Who made a message. */
public enum Origin {

	/** An application: this one, or the peer's. */
	APPLICATION,
	/** The local engine. */
	ENGINE

}
