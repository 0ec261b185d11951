package io.tofu.spring;

import io.tofu.OpCode;
import org.jspecify.annotations.Nullable;

/** Which of the two streams of an exchange is meant. */
enum StreamDirection {

	/** The frames of the Request. */
	REQUEST("request"),
	/** The frames of the Responses. */
	RESPONSE("response");

	private final String headerValue;

	StreamDirection(String headerValue) {
		this.headerValue = headerValue;
	}

	/** What it is called in text headers. */
	String headerValue() {
		return this.headerValue;
	}

	/** The direction of a name in a text header, or null if there is none of it. */
	static @Nullable StreamDirection of(String headerValue) {
		for (StreamDirection direction : values()) {
			if (direction.headerValue.equals(headerValue)) {
				return direction;
			}
		}
		return null;
	}

	/** The direction of frames, null for those that are of no exchange. */
	static @Nullable StreamDirection of(OpCode opCode) {
		return switch (opCode) {
			case REQUEST -> REQUEST;
			case RESPONSE -> RESPONSE;
			default -> null;
		};
	}

}
