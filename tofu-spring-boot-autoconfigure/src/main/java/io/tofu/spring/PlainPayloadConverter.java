package io.tofu.spring;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.ContentTypeResolver;
import org.springframework.messaging.converter.DefaultContentTypeResolver;
import org.springframework.messaging.converter.SmartMessageConverter;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeType;

/** Takes byte arrays and strings as they are, whatever their content type. */
final class PlainPayloadConverter implements SmartMessageConverter, BytesWriter {

	private static final String CHARSET = "charset";

	private final ContentTypeResolver contentTypes = new DefaultContentTypeResolver();

	@Override
	public @Nullable Object fromMessage(Message<?> message, Class<?> targetClass) {
		if (!(message.getPayload() instanceof byte[] bytes)) {
			return null;
		}
		if (targetClass == byte[].class) {
			return bytes;
		}
		if (targetClass == String.class || targetClass == CharSequence.class) {
			return new String(bytes, charset(contentType(message.getHeaders())));
		}
		return null;
	}

	@Override
	public @Nullable Object fromMessage(Message<?> message, Class<?> targetClass, @Nullable Object conversionHint) {
		return fromMessage(message, targetClass);
	}

	@Override
	public @Nullable Message<?> toMessage(Object payload, @Nullable MessageHeaders headers) {
		byte[] bytes = toBytes(payload, (headers != null) ? this.contentTypes.resolve(headers) : null);
		if (bytes == null) {
			return null;
		}
		return MessageBuilder.createMessage(bytes, (headers != null) ? headers : new MessageHeaders(null));
	}

	@Override
	public @Nullable Message<?> toMessage(Object payload, @Nullable MessageHeaders headers,
			@Nullable Object conversionHint) {
		return toMessage(payload, headers);
	}

	/** The bytes of a byte array or a string, null for everything else. */
	@Override
	public byte @Nullable [] toBytes(Object payload, @Nullable MimeType contentType) {
		if (payload instanceof byte[] bytes) {
			return bytes;
		}
		return (payload instanceof CharSequence text) ? text.toString().getBytes(charset(contentType)) : null;
	}

	/** What the header says, null if nobody can read it; a charset must be known. */
	private @Nullable MimeType contentType(MessageHeaders headers) {
		try {
			return this.contentTypes.resolve(headers);
		}
		catch (InvalidMimeTypeException ex) {
			if (ex.getMimeType().contains(CHARSET)) {
				throw ex;
			}
			return null;
		}
	}

	private static Charset charset(@Nullable MimeType contentType) {
		Charset charset = (contentType != null) ? contentType.getCharset() : null;
		return (charset != null) ? charset : StandardCharsets.UTF_8;
	}

}
