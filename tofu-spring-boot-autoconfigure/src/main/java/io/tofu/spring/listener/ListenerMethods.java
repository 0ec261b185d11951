package io.tofu.spring.listener;

import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.Executor;

import io.tofu.AmpeStatus;
import io.tofu.spring.TofuChannel;
import io.tofu.spring.TofuHeaders;
import io.tofu.spring.TofuMessageConverter;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.convert.ConversionService;
import org.springframework.format.support.DefaultFormattingConversionService;
import org.springframework.messaging.handler.annotation.support.DestinationVariableMethodArgumentResolver;
import org.springframework.messaging.handler.annotation.support.HeadersMethodArgumentResolver;
import org.springframework.messaging.handler.annotation.support.MessageMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolverComposite;
import org.springframework.validation.Validator;

/**
 * Makes {@link ListenerMethod}s that know how to get their arguments, and finds who
 * handles their exceptions.
 */
final class ListenerMethods {

	private final HandlerMethodArgumentResolverComposite resolvers = new HandlerMethodArgumentResolverComposite();

	private final List<AdviceBean> advice;

	ListenerMethods(TofuMessageConverter converter, Executor executor,
			List<? extends HandlerMethodArgumentResolver> resolvers, @Nullable Validator validator,
			@Nullable ConfigurableBeanFactory beanFactory) {
		this.advice = (beanFactory instanceof ListableBeanFactory beans) ? AdviceBean.findIn(beans) : List.of();
		ConversionService conversion = conversionService(beanFactory);
		this.resolvers.addResolver(new TextHeaderArgumentResolver(conversion, beanFactory))
			.addResolver(new HeadersMethodArgumentResolver())
			.addResolver(new DestinationVariableMethodArgumentResolver(conversion))
			.addResolver(new MessageMethodArgumentResolver(converter.converter()))
			.addResolver(new TofuArgumentResolver(TofuChannel.class, TofuHeaders.CHANNEL))
			.addResolver(new TofuArgumentResolver(io.tofu.Message.class, TofuHeaders.RAW))
			.addResolver(new TofuArgumentResolver(AmpeStatus.class, TofuHeaders.STATUS))
			.addResolver(new StreamArgumentResolver(converter, executor))
			.addResolvers(resolvers)
			.addResolver(new WholePayloadArgumentResolver(converter.converter(), validator));
	}

	ListenerMethod create(Object bean, Method method) {
		return new ListenerMethod(bean, method, this.resolvers);
	}

	ExceptionHandlers exceptionHandlersOf(Object bean) {
		return new ExceptionHandlers(bean, this.advice, this.resolvers);
	}

	private static ConversionService conversionService(@Nullable ConfigurableBeanFactory beanFactory) {
		ConversionService configured = (beanFactory != null) ? beanFactory.getConversionService() : null;
		return (configured != null) ? configured : new DefaultFormattingConversionService();
	}

}
