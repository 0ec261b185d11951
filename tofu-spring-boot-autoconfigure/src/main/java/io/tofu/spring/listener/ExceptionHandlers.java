package io.tofu.spring.listener;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.HandlerMethod;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.annotation.support.AnnotationExceptionHandlerMethodResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolverComposite;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils.MethodFilter;

/**
 * The exception handler methods for the listeners of one bean: its own ones before those
 * of the advice beans. Of one bean's methods the one of the closest exception type is
 * taken; a cause is looked for where nobody handles the exception itself. Thread-safe.
 */
final class ExceptionHandlers {

	private static final String ROLE = "exception handler method";

	private final List<Candidate> candidates = new ArrayList<>();

	private final HandlerMethodArgumentResolverComposite resolvers;

	/**
	 * Handlers for the listeners of a bean.
	 * @throws TofuListenerConfigurationException if two methods are for the same type, or
	 * one cannot be called
	 */
	ExceptionHandlers(Object bean, List<AdviceBean> advice, HandlerMethodArgumentResolverComposite resolvers) {
		this.resolvers = resolvers;
		add(bean);
		Class<?> type = typeOf(bean);
		for (AdviceBean candidate : advice) {
			if (candidate.isFor(type)) {
				add(candidate.bean());
			}
		}
	}

	/** The method for a failure, or null if nobody handles it. */
	@Nullable InvocableHandlerMethod find(Throwable failure) {
		for (Candidate candidate : this.candidates) {
			Method method = candidate.methods().resolveMethod(failure);
			if (method != null) {
				Object bean = candidate.bean();
				InvocableHandlerMethod handler = new InvocableHandlerMethod(bean,
						InvocableMethods.find(ROLE, method, bean));
				handler.setMessageMethodArgumentResolvers(this.resolvers);
				return handler;
			}
		}
		return null;
	}

	/**
	 * Calls a method that was found for a failure. It may take the exception, its causes,
	 * the listener's {@link HandlerMethod}, and whatever a listener may take.
	 * @throws Exception what the method throws
	 */
	static @Nullable Object call(InvocableHandlerMethod handler, Throwable failure, Message<?> message,
			HandlerMethod listener) throws Exception {
		List<Object> provided = new ArrayList<>();
		for (Throwable cause = failure; cause != null && !provided.contains(cause); cause = cause.getCause()) {
			provided.add(cause);
		}
		provided.add(listener);
		return handler.invoke(message, provided.toArray());
	}

	private void add(Object bean) {
		Class<?> type = typeOf(bean);
		try {
			AnnotationExceptionHandlerMethodResolver methods = new AnnotationExceptionHandlerMethodResolver(type);
			if (methods.hasExceptionMappings()) {
				requireInvocable(type, bean);
				this.candidates.add(new Candidate(bean, methods));
			}
		}
		catch (IllegalStateException | IllegalArgumentException ex) {
			throw new TofuListenerConfigurationException(
					"The exception handler methods of " + type.getName() + " cannot be used: " + ex.getMessage(),
					"Let each method annotated with @MessageExceptionHandler name exception types that no other method of the class names.",
					ex);
		}
	}

	/** Better now than when the first exception comes. */
	private static void requireInvocable(Class<?> type, Object bean) {
		MethodIntrospector
			.selectMethods(type,
					(MethodFilter) (method) -> AnnotatedElementUtils.hasAnnotation(method,
							MessageExceptionHandler.class))
			.forEach((method) -> InvocableMethods.find(ROLE, method, bean));
	}

	private static Class<?> typeOf(Object bean) {
		return ClassUtils.getUserClass(AopUtils.getTargetClass(bean));
	}

	private record Candidate(Object bean, AnnotationExceptionHandlerMethodResolver methods) {
	}

}
