package io.tofu.spring;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.function.Function;

import io.tofu.OpCode;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.support.GenericMessage;

/** Turns answers into what the caller wants. Thread-safe. */
final class AnswerReader {

	private final TofuConnections connections;

	AnswerReader(TofuConnections connections) {
		this.connections = connections;
	}

	/** The payload, null if it is empty; or all of it, if the type is a message. */
	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
	<T> @Nullable T read(Message<byte[]> answer, Type type) {
		if (type == io.tofu.Message.class) {
			return (T) raw(answer);
		}
		if (type instanceof ParameterizedType generic && generic.getRawType() == Message.class) {
			return (T) readMessage(answer, generic.getActualTypeArguments()[0]);
		}
		return (T) this.connections.converter().fromBytes(answer, type);
	}

	/** Payload and headers. */
	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
	<T> Message<T> readMessage(Message<byte[]> answer, Type type) {
		Object payload = read(answer, type);
		if (payload == null) {
			payload = empty(answer, type);
		}
		return new GenericMessage<>((T) payload, answer.getHeaders());
	}

	/** The elements of an answer that is a stream. */
	<T> TofuStream<T> elements(Message<IncomingStream> answer, Type type) {
		return answer.getPayload().elements(decoder(answer, type));
	}

	/** Makes an element of its bytes. */
	<T> Function<byte[], T> decoder(Message<IncomingStream> answer, Type type) {
		return this.connections.converter().elements(answer.getHeaders(), type);
	}

	/** Puts back what nobody wants any more. */
	static void discard(@Nullable Object read) {
		if (read instanceof io.tofu.Message message) {
			message.close();
		}
		else if (read instanceof Message<?> message) {
			discard(message.getPayload());
		}
	}

	private io.tofu.Message raw(Message<byte[]> answer) {
		byte[] body = answer.getPayload();
		if (body.length > io.tofu.Message.MAX_BODY_LENGTH) {
			throw new PayloadTooLargeException(io.tofu.Message.MAX_BODY_LENGTH,
					"a raw message holds no more, ask for bytes or a stream");
		}
		io.tofu.Message message = this.connections.newMessage().opCode(OpCode.RESPONSE);
		if (answer.getHeaders().get(TofuHeaders.CHANNEL) instanceof TofuChannel channel) {
			message.channelNumber(channel.number());
		}
		if (answer.getHeaders().get(TofuHeaders.MESSAGE_ID) instanceof Long id) {
			message.messageId(id);
		}
		HeaderMapping.write(HeaderMapping.sendable(HeaderMapping.textHeaders(answer.getHeaders())), message.headers());
		message.body().set(body, 0, body.length);
		return message;
	}

	private static Object empty(Message<byte[]> answer, Type type) {
		if (type == byte[].class) {
			return answer.getPayload();
		}
		if (type == String.class) {
			return "";
		}
		throw new MessageConversionException(answer, "The answer is empty, no " + type.getTypeName());
	}

}
