package io.tofu.spring;

import java.io.Serial;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.MessageHeaders;

/**
 * Message headers that are what the peer sent: Spring adds no {@code id} and no
 * {@code timestamp} of its own, and text headers of these names are kept.
 */
final class TextMessageHeaders extends MessageHeaders {

	@Serial
	private static final long serialVersionUID = 1L;

	private static final Long NO_TIMESTAMP = -1L;

	/** No headers yet: see {@link #raw()}. */
	TextMessageHeaders() {
		super(null, ID_VALUE_NONE, NO_TIMESTAMP);
	}

	TextMessageHeaders(Map<String, Object> headers) {
		this();
		raw().putAll(headers);
	}

	/** The headers themselves, to be filled in before anybody else sees them. */
	Map<String, Object> raw() {
		return getRawHeaders();
	}

	@Override
	public @Nullable UUID getId() {
		return null;
	}

	@Override
	public @Nullable Long getTimestamp() {
		return null;
	}

}
