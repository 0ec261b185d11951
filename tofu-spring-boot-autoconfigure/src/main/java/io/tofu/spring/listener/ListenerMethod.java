package io.tofu.spring.listener;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.convert.ConversionException;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHandlingException;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.messaging.handler.annotation.support.MethodArgumentTypeMismatchException;
import org.springframework.messaging.handler.annotation.support.PayloadMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolverComposite;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;
import org.springframework.util.InvalidMimeTypeException;

/**
 * A listener's method; tells apart what its arguments and what the method itself throws.
 * Thread-safe.
 */
final class ListenerMethod extends InvocableHandlerMethod {

	private final boolean takesFrames;

	private final List<MethodParameter> payloadParameters;

	ListenerMethod(Object bean, Method method, HandlerMethodArgumentResolverComposite resolvers) {
		super(bean, method);
		setMessageMethodArgumentResolvers(resolvers);
		this.takesFrames = hasParameter(io.tofu.Message.class);
		this.payloadParameters = Arrays.stream(getMethodParameters())
			.filter((parameter) -> isPayload(parameter, resolvers))
			.toList();
		if (this.takesFrames && !this.payloadParameters.isEmpty()) {
			throw new TofuListenerConfigurationException(
					"The listener method " + ListenerDefinition.describe(method, bean)
							+ " has a parameter for the payload beside one of type io.tofu.Message",
					"Take the payload from the io.tofu.Message, which is every frame as it came, or do without it.");
		}
	}

	/** The parameters that are made of the body. */
	List<MethodParameter> payloadParameters() {
		return this.payloadParameters;
	}

	/** Whether it wants every frame as it came. */
	boolean takesFrames() {
		return this.takesFrames;
	}

	@Override
	protected @Nullable Object[] getMethodArgumentValues(Message<?> message, @Nullable Object... providedArgs)
			throws Exception {
		try {
			return super.getMethodArgumentValues(message, providedArgs);
		}
		catch (MessageConversionException | MessageHandlingException | ConversionException
				| MethodArgumentNotValidException | MethodArgumentTypeMismatchException | InvalidMimeTypeException ex) {
			throw new BadArgumentsException(ex);
		}
	}

	private boolean hasParameter(Class<?> type) {
		for (MethodParameter parameter : getMethodParameters()) {
			if (parameter.getParameterType() == type) {
				return true;
			}
		}
		return false;
	}

	private static boolean isPayload(MethodParameter parameter, HandlerMethodArgumentResolverComposite resolvers) {
		for (HandlerMethodArgumentResolver resolver : resolvers.getResolvers()) {
			if (resolver.supportsParameter(parameter)) {
				return resolver instanceof PayloadMethodArgumentResolver
						|| Message.class == parameter.getParameterType();
			}
		}
		return false;
	}

}
