package io.tofu.spring;

import java.io.ByteArrayOutputStream;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.JacksonJsonMessageConverter;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/**
 * Objects as JSON. The same as Spring's converter, but what is usual, bytes of
 * {@code application/json}, goes a shorter way. Thread-safe.
 */
public final class JsonPayloadConverter extends JacksonJsonMessageConverter implements BytesWriter {

	/** Many messages are shorter, and a longer one grows it. */
	private static final int USUAL_LENGTH = 256;

	/**
	 * A converter that uses this mapper.
	 * @param mapper the application's
	 */
	public JsonPayloadConverter(JsonMapper mapper) {
		super(mapper);
	}

	@Override
	public byte @Nullable [] toBytes(Object payload, @Nullable MimeType contentType) {
		if (contentType != null && !contentType.equals(MimeTypeUtils.APPLICATION_JSON)) {
			return null;
		}
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_LENGTH);
		try {
			getJsonMapper().writeValue(bytes, payload);
		}
		catch (JacksonException ex) {
			throw new MessageConversionException("Could not write JSON: " + ex.getMessage(), ex);
		}
		return bytes.toByteArray();
	}

	@Override
	protected boolean supportsMimeType(@Nullable MessageHeaders headers) {
		Object contentType = (headers != null) ? headers.get(MessageHeaders.CONTENT_TYPE) : null;
		return MimeTypeUtils.APPLICATION_JSON_VALUE.equals(contentType) || super.supportsMimeType(headers);
	}

}
