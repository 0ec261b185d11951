package io.tofu.spring.listener;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiPredicate;

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

	private final List<MethodParameter> streamParameters;

	ListenerMethod(Object bean, Method method, HandlerMethodArgumentResolverComposite resolvers) {
		super(bean, method);
		setMessageMethodArgumentResolvers(resolvers);
		this.takesFrames = hasParameter(io.tofu.Message.class);
		this.payloadParameters = parameters((resolver, parameter) -> resolver instanceof PayloadMethodArgumentResolver
				|| Message.class == parameter.getParameterType(), resolvers);
		this.streamParameters = parameters((resolver, parameter) -> resolver instanceof StreamArgumentResolver,
				resolvers);
		checkParameters(ListenerDefinition.describe(method, bean));
	}

	/** The parameters that are made of the body. */
	List<MethodParameter> payloadParameters() {
		return this.payloadParameters;
	}

	/** The parameters that are the body while it arrives: one at most. */
	List<MethodParameter> streamParameters() {
		return this.streamParameters;
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

	private void checkParameters(String name) {
		if (this.takesFrames && !this.payloadParameters.isEmpty()) {
			throw new TofuListenerConfigurationException(
					"The listener method " + name
							+ " has a parameter for the payload beside one of type io.tofu.Message",
					"Take the payload from the io.tofu.Message, which is every frame as it came, or do without it.");
		}
		boolean alone = this.streamParameters.size() == 1 && this.payloadParameters.isEmpty() && !this.takesFrames;
		if (!this.streamParameters.isEmpty() && !alone) {
			throw new TofuListenerConfigurationException(
					"The listener method " + name + " takes a stream, "
							+ this.streamParameters.get(0).getParameterType().getSimpleName()
							+ ", and has another parameter for the payload",
					"Take the payload in one parameter; headers come by @Header and @Headers.");
		}
	}

	private List<MethodParameter> parameters(BiPredicate<HandlerMethodArgumentResolver, MethodParameter> kind,
			HandlerMethodArgumentResolverComposite resolvers) {
		return Arrays.stream(getMethodParameters())
			.filter((parameter) -> resolvers.getResolvers()
				.stream()
				.filter((resolver) -> resolver.supportsParameter(parameter))
				.findFirst()
				.filter((resolver) -> kind.test(resolver, parameter))
				.isPresent())
			.toList();
	}

}
