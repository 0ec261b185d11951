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

	TextMessageHeaders(Map<String, Object> headers) {
		super(headers, ID_VALUE_NONE, NO_TIMESTAMP);
		keep(ID, headers);
		keep(TIMESTAMP, headers);
	}

	@Override
	public @Nullable UUID getId() {
		return null;
	}

	@Override
	public @Nullable Long getTimestamp() {
		return null;
	}

	private void keep(String name, Map<String, Object> headers) {
		Object value = headers.get(name);
		if (value != null) {
			getRawHeaders().put(name, value);
		}
	}

}
