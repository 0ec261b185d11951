package io.tofu.spring.listener;

/**
 * The arguments of a listener's method could not be made from the message: the peer's
 * fault, not the method's.
 */
final class BadArgumentsException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final Exception reason;

	BadArgumentsException(Exception reason) {
		super(reason.getMessage(), reason);
		this.reason = reason;
	}

	Exception reason() {
		return this.reason;
	}

}
