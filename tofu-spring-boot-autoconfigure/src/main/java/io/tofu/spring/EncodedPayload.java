package io.tofu.spring;

import org.jspecify.annotations.Nullable;

/** A payload ready to be sent. Immutable, as long as nobody changes its bytes. */
final class EncodedPayload {

	/** No payload. */
	static final EncodedPayload EMPTY = new EncodedPayload(new byte[0], null);

	private final byte[] body;

	private final @Nullable String contentType;

	/**
	 * A payload of these bytes.
	 * @param body the bytes, not copied
	 * @param contentType what they are, null if there are none
	 */
	EncodedPayload(byte[] body, @Nullable String contentType) {
		this.body = body;
		this.contentType = contentType;
	}

	/** The bytes, which must not be changed. */
	byte[] body() {
		return this.body;
	}

	/** What the bytes are, null if there are none. */
	@Nullable String contentType() {
		return this.contentType;
	}

}
