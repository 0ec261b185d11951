package io.tofu.spring.listener;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.MethodParameter;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.support.HeaderMethodArgumentResolver;

/**
 * Spring's header argument, but a header that came once is one element of a collection or
 * an array: it is not split at its commas.
 */
final class TextHeaderArgumentResolver extends HeaderMethodArgumentResolver {

	private static final TypeDescriptor TEXTS = TypeDescriptor.collection(List.class,
			TypeDescriptor.valueOf(String.class));

	private final ConversionService conversion;

	TextHeaderArgumentResolver(ConversionService conversion, @Nullable ConfigurableBeanFactory beanFactory) {
		super(conversion, beanFactory);
		this.conversion = conversion;
	}

	@Override
	protected @Nullable Object resolveArgumentInternal(MethodParameter parameter, Message<?> message, String name)
			throws Exception {
		Object value = super.resolveArgumentInternal(parameter, message, name);
		TypeDescriptor wanted = new TypeDescriptor(parameter);
		if (!wanted.isCollection() && !wanted.isArray()) {
			return value;
		}
		Object texts = (value instanceof String text) ? List.of(text) : value;
		return (texts instanceof List<?>) ? this.conversion.convert(texts, TEXTS, wanted) : value;
	}

}
