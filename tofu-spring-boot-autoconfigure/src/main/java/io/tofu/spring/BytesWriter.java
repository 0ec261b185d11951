package io.tofu.spring;

import org.jspecify.annotations.Nullable;

import org.springframework.util.MimeType;

/** Makes bytes of payloads without a message around them. */
interface BytesWriter {

	/**
	 * The bytes of a payload.
	 * @param payload the payload
	 * @param contentType what to turn it into, null for the usual
	 * @return the bytes, or null if it is not for this writer
	 */
	byte @Nullable [] toBytes(Object payload, @Nullable MimeType contentType);

}
