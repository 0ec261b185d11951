package io.tofu.spring.listener;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHandlingException;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;

/**
 * An argument that a header of the message holds, found by the parameter's type; null if
 * there is none and the parameter may be null.
 */
final class TofuArgumentResolver implements HandlerMethodArgumentResolver {

	private final Class<?> type;

	private final String header;

	TofuArgumentResolver(Class<?> type, String header) {
		this.type = type;
		this.header = header;
	}

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return parameter.getParameterType() == this.type;
	}

	@Override
	public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) {
		Object value = message.getHeaders().get(this.header);
		if (this.type.isInstance(value)) {
			return value;
		}
		// Nothing, or what a peer calls so
		if (!parameter.isOptional()) {
			throw new MessageHandlingException(message, "The message has no header " + this.header);
		}
		return null;
	}

}
