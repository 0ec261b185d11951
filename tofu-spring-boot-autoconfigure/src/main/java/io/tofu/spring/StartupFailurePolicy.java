package io.tofu.spring;

/** What becomes of the application's start if an address or a peer fails it. */
public enum StartupFailurePolicy {

	/** The start fails. */
	STOP,
	/** The application starts without, and it is tried again in the background. */
	RETRY,
	/** The application starts without, and it is not tried again. */
	CONTINUE

}
