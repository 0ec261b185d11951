package io.tofu.spring;

import java.io.Serial;

import io.tofu.AmpeStatus;
import org.jspecify.annotations.Nullable;

/** An address could not be listened on. */
public final class TofuServerException extends TofuException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String address;

	private final AmpeStatus status;

	private final String reason;

	/**
	 * An exception for one address.
	 * @param address the address, as configured
	 * @param status what the engine said
	 * @param reason why, for people
	 * @param cause what made it fail, or null
	 */
	public TofuServerException(String address, AmpeStatus status, String reason, @Nullable Throwable cause) {
		super("Cannot listen on " + address + ": " + reason, cause);
		this.address = address;
		this.status = status;
		this.reason = reason;
	}

	/**
	 * Where it was tried.
	 * @return the address, as configured
	 */
	public String address() {
		return this.address;
	}

	/**
	 * What the engine said.
	 * @return the status
	 */
	public AmpeStatus status() {
		return this.status;
	}

	/**
	 * Why it failed.
	 * @return the engine's reason, for people
	 */
	public String reason() {
		return this.reason;
	}

}
