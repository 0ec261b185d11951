package io.tofu.spring.boot.autoconfigure;

import java.io.Serial;

/** A configuration that cannot work, with what to do about it. */
final class TofuConfigurationException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String action;

	TofuConfigurationException(String description, String action) {
		super(description);
		this.action = action;
	}

	String action() {
		return this.action;
	}

}
