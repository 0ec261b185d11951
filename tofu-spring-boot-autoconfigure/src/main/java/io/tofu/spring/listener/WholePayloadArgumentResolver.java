package io.tofu.spring.listener;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.handler.annotation.support.PayloadMethodArgumentResolver;
import org.springframework.validation.Validator;

/**
 * Spring's payload argument, but bytes and text may be empty: a message without a body is
 * no bytes, and an empty text.
 */
final class WholePayloadArgumentResolver extends PayloadMethodArgumentResolver {

	WholePayloadArgumentResolver(MessageConverter converter, @Nullable Validator validator) {
		super(converter, validator);
	}

	@Override
	public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) throws Exception {
		if (message.getPayload() instanceof byte[] bytes && bytes.length == 0) {
			if (parameter.getParameterType() == byte[].class) {
				return bytes;
			}
			if (parameter.getParameterType() == String.class) {
				return "";
			}
		}
		return super.resolveArgument(parameter, message);
	}

}
