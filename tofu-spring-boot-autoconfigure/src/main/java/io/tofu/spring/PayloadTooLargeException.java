package io.tofu.spring;

import java.io.Serial;

/** The frames of one payload are longer together than this application accepts. */
public final class PayloadTooLargeException extends TofuException {

	@Serial
	private static final long serialVersionUID = 1L;

	/**
	 * An exception that names the limit.
	 * @param limit the longest payload accepted, in bytes
	 * @param remedy what can be done about it, for people
	 */
	public PayloadTooLargeException(long limit, String remedy) {
		super("The payload is longer than " + limit + " bytes: " + remedy);
	}

}
