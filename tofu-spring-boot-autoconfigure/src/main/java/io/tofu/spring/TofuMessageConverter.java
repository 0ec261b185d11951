package io.tofu.spring;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.CompositeMessageConverter;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.converter.SmartMessageConverter;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.messaging.support.MessageHeaderAccessor;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/**
 * Turns payloads into bytes and back. Byte arrays and strings travel as they are; for all
 * else Spring's converters are asked. Thread-safe.
 *
 * <p>
 * The text header {@link TofuHeaders#CONTENT_TYPE} says what the bytes are. Without it
 * the target type decides, and bytes that are to become an object are JSON. No bytes and
 * null are the same.
 */
public final class TofuMessageConverter {

	private static final String TEXT_UTF_8 = "text/plain;charset=UTF-8";

	private final PlainPayloadConverter plain = new PlainPayloadConverter();

	private final CompositeMessageConverter converter;

	/** The first one asked for an object, if it can do without a message. */
	private final @Nullable BytesWriter writer;

	/**
	 * A converter that asks others.
	 * @param converters asked in this order, after byte arrays and strings were sorted
	 * out
	 */
	public TofuMessageConverter(Collection<? extends MessageConverter> converters) {
		List<MessageConverter> all = new ArrayList<>();
		all.add(this.plain);
		all.addAll(converters);
		this.converter = new CompositeMessageConverter(all);
		this.writer = (all.size() > 1 && all.get(1) instanceof BytesWriter first) ? first : null;
	}

	/**
	 * A received message as Spring has it: text headers under their own names, a repeated
	 * one as a list of strings, and those of {@link TofuHeaders} that say where it came
	 * from. Any thread.
	 * @param channel where it came from, null if the engine says it of no channel
	 * @param first the message, or the first of those the body was joined from; stays the
	 * caller's
	 * @param body the bytes, taken over
	 * @return the message
	 */
	public Message<byte[]> copyOut(@Nullable TofuChannel channel, io.tofu.Message first, byte[] body) {
		return new GenericMessage<>(body, HeaderMapping.toSpring(channel, first));
	}

	/**
	 * A received message with one header more. Unlike Spring's message builder it keeps
	 * text headers that are called {@code id} and {@code timestamp}.
	 * @param message the message, as {@link #copyOut} made it
	 * @param name the name of the header
	 * @param value its value
	 * @return a new message of the same payload
	 */
	public static Message<?> withHeader(Message<?> message, String name, Object value) {
		Map<String, Object> headers = new HashMap<>(message.getHeaders());
		headers.put(name, value);
		return new GenericMessage<>(message.getPayload(), new TextMessageHeaders(headers));
	}

	/**
	 * The payload of a received message.
	 * @param message the message, as {@link #copyOut} made it
	 * @param target the type wanted
	 * @return an object of that type, or null if there are no bytes or nothing is wanted
	 * ({@code void})
	 * @throws MessageConversionException if no converter can make it
	 */
	public @Nullable Object fromBytes(Message<byte[]> message, Type target) {
		if (message.getPayload().length == 0 || target == Void.class || target == void.class) {
			return null;
		}
		Class<?> targetClass = (target instanceof Class<?> plainClass) ? plainClass
				: ResolvableType.forType(target).toClass();
		Object hint = (target instanceof Class) ? null : new PayloadType(target);
		Object payload;
		try {
			payload = this.converter.fromMessage(message, targetClass, hint);
		}
		catch (IllegalArgumentException ex) {
			throw new MessageConversionException(message, "Unusable content type: " + ex.getMessage(), ex);
		}
		if (payload == null) {
			throw new MessageConversionException(message, "No converter makes a " + target.getTypeName() + " of "
					+ message.getHeaders().getOrDefault(TofuHeaders.CONTENT_TYPE, "bytes without content type"));
		}
		return payload;
	}

	/**
	 * What makes the elements of a stream.
	 * @param headers those of the first frame, which say what the bytes are
	 * @param target the type of an element
	 * @param <T> that type
	 * @return makes an element of its bytes, never null; throws
	 * {@link MessageConversionException} if there is none in them
	 */
	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
	public <T> Function<byte[], T> elements(MessageHeaders headers, Type target) {
		return (bytes) -> {
			Message<byte[]> element = new GenericMessage<>(bytes, headers);
			if (bytes.length == 0 && target == byte[].class) {
				return (T) bytes;
			}
			if (bytes.length == 0 && target == String.class) {
				return (T) "";
			}
			Object made = fromBytes(element, target);
			if (made == null) {
				throw new MessageConversionException(element, "The element is empty, no " + target.getTypeName());
			}
			return (T) made;
		};
	}

	/**
	 * Whether anything but byte arrays and strings can be converted at all.
	 * @return false if there is no further converter
	 */
	public boolean convertsObjects() {
		return this.converter.getConverters().size() > 1;
	}

	/**
	 * Whether payloads of a type can be converted, as far as that can be said without
	 * one.
	 * @param type the type of the payload, {@code void} for none
	 * @return false if there is no further converter, and the type is not that of bytes,
	 * text or a message of the engine
	 */
	boolean converts(Class<?> type) {
		return convertsObjects() || type == void.class || type == Void.class || type == io.tofu.Message.class
				|| CharSequence.class.isAssignableFrom(type) || type.isAssignableFrom(String.class)
				|| type.isAssignableFrom(byte[].class);
	}

	/**
	 * The converters together, as Spring's argument resolvers want them.
	 * @return the converter
	 */
	public SmartMessageConverter converter() {
		return this.converter;
	}

	/**
	 * The bytes of a payload that is to travel under a given content type. Bytes and text
	 * may have one that nobody can read, perhaps just as it came from the peer.
	 * @param contentType the text header, or null for the usual type
	 * @param payload the payload, or null for none
	 * @return the bytes and their type
	 * @throws MessageConversionException if no converter can do it
	 */
	EncodedPayload toBytesAs(@Nullable String contentType, @Nullable Object payload) {
		if (payload == null) {
			return EncodedPayload.EMPTY;
		}
		try {
			return toBytes(payload, (contentType != null) ? MimeTypeUtils.parseMimeType(contentType) : null);
		}
		catch (InvalidMimeTypeException ex) {
			byte[] bytes = this.plain.toBytes(payload, null);
			if (bytes == null) {
				throw new MessageConversionException("Unusable content type: " + ex.getMessage(), ex);
			}
			return new EncodedPayload(bytes, contentType);
		}
	}

	/**
	 * The bytes of a payload.
	 * @param payload the payload, or null for none
	 * @param contentType what to turn it into, or null for the usual type: bytes as
	 * {@code application/octet-stream}, strings as {@code text/plain;charset=UTF-8}, all
	 * else as {@code application/json}
	 * @return the bytes and their type
	 * @throws MessageConversionException if no converter can do it
	 */
	EncodedPayload toBytes(@Nullable Object payload, @Nullable MimeType contentType) {
		if (payload == null) {
			return EncodedPayload.EMPTY;
		}
		byte[] plainBytes = this.plain.toBytes(payload, contentType);
		if (plainBytes != null) {
			String usual = (payload instanceof byte[]) ? MimeTypeUtils.APPLICATION_OCTET_STREAM_VALUE : TEXT_UTF_8;
			return new EncodedPayload(plainBytes, (contentType != null) ? contentType.toString() : usual);
		}
		MimeType wanted = (contentType != null) ? contentType : MimeTypeUtils.APPLICATION_JSON;
		byte[] written = (this.writer != null) ? this.writer.toBytes(payload, wanted) : null;
		return new EncodedPayload((written != null) ? written : convert(payload, wanted), wanted.toString());
	}

	private byte[] convert(Object payload, MimeType wanted) {
		Message<?> converted = this.converter.toMessage(payload, headers(wanted));
		if (converted == null || !(converted.getPayload() instanceof byte[] bytes)) {
			throw new MessageConversionException(
					"No converter makes " + wanted + " of a " + payload.getClass().getTypeName());
		}
		return bytes;
	}

	/** Converters leave mutable headers as they are, and copy all others. */
	private static MessageHeaders headers(MimeType contentType) {
		MessageHeaderAccessor headers = new MessageHeaderAccessor();
		headers.setLeaveMutable(true);
		headers.setHeader(MessageHeaders.CONTENT_TYPE, contentType);
		return headers.getMessageHeaders();
	}

}
