package io.tofu.spring.service;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * An interface with {@link TofuExchange} that cannot work. The message names the
 * interface or the method and what is wrong.
 */
public final class TofuServiceConfigurationException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String action;

	TofuServiceConfigurationException(String message, String action) {
		this(message, action, null);
	}

	TofuServiceConfigurationException(String message, String action, @Nullable Throwable cause) {
		super(message, cause);
		this.action = action;
	}

	/**
	 * What to change.
	 * @return a sentence
	 */
	public String action() {
		return this.action;
	}

}
