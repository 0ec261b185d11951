package io.tofu.spring.listener;

import org.jspecify.annotations.Nullable;

/**
 * A {@link TofuListener} that cannot work. Thrown while the application starts; the
 * message names the method and what is wrong.
 */
public final class TofuListenerConfigurationException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String action;

	TofuListenerConfigurationException(String message, String action) {
		this(message, action, null);
	}

	TofuListenerConfigurationException(String message, String action, @Nullable Throwable cause) {
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
