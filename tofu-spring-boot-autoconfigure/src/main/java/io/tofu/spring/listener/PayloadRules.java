package io.tofu.spring.listener;

import java.util.Set;
import java.util.concurrent.Flow;
import java.util.stream.BaseStream;

import io.tofu.MessageType;
import io.tofu.OpCode;
import io.tofu.spring.TofuMessageConverter;
import io.tofu.spring.TofuResponseException;
import io.tofu.spring.TofuStream;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.io.InputStreamSource;
import org.springframework.messaging.Message;
import org.springframework.util.ClassUtils;

/**
 * What is wrong with the types of a listener's method: payloads that nobody can make or
 * send, and streams where there are none.
 */
final class PayloadRules {

	private static final @Nullable Class<?> PUBLISHER = ifPresent("org.reactivestreams.Publisher");

	private final TofuMessageConverter converter;

	PayloadRules(TofuMessageConverter converter) {
		this.converter = converter;
	}

	/**
	 * Checks a method.
	 * @throws TofuListenerConfigurationException if it cannot work
	 */
	void check(ListenerDefinition definition, ListenerMethod method) {
		for (MethodParameter parameter : method.payloadParameters()) {
			ResolvableType type = ResolvableType.forMethodParameter(parameter);
			checkPayload(definition, "takes", isMessage(type) ? type.as(Message.class).getGeneric() : type);
		}
		for (MethodParameter parameter : method.streamParameters()) {
			checkNoGreeting(definition, "takes", parameter.getParameterType());
			if (StreamArgumentResolver.isOfElements(parameter.getParameterType())) {
				checkPayload(definition, "takes", ResolvableType.forMethodParameter(parameter).getGeneric());
			}
		}
		ResolvableType answer = StreamResults.answerOf(ResolvableType.forMethodParameter(method.getReturnType()));
		if (definition.mapping().operations().stream().anyMatch(PayloadRules::isAnswered)) {
			checkAnswer(definition, answer);
		}
		else {
			checkNoStream(definition, answer.toClass());
		}
	}

	/** A stream that nobody gets would not even be read. */
	private static void checkNoStream(ListenerDefinition definition, Class<?> type) {
		if (StreamResults.isOfElements(type) || StreamResults.isBytes(type)) {
			Set<OpCode> operations = definition.mapping().operations();
			throw new TofuListenerConfigurationException(
					"The listener method " + definition.methodName() + " returns a stream, " + type.getSimpleName()
							+ ", but is for " + (operations.isEmpty() ? "what the engine says" : operations.toString())
							+ ", which has no answer",
					"Return nothing, or a Mono or CompletableFuture that ends when all is done, or handle Requests.");
		}
	}

	private void checkAnswer(ListenerDefinition definition, ResolvableType answer) {
		Class<?> type = answer.toClass();
		boolean ofElements = StreamResults.isOfElements(type);
		if (ofElements || StreamResults.isBytes(type)) {
			checkNoGreeting(definition, "returns", type);
		}
		if (ofElements) {
			checkPayload(definition, "returns", answer.getGeneric());
		}
		else if (!StreamResults.isBytes(type)) {
			checkPayload(definition, "returns", answer);
		}
	}

	/** Hello, Bye and notices are one message each. */
	private static void checkNoGreeting(ListenerDefinition definition, String verb, Class<?> type) {
		Set<OpCode> operations = definition.mapping().operations();
		boolean streams = !operations.isEmpty()
				&& operations.stream().allMatch((opCode) -> opCode.type() == MessageType.REGULAR);
		if (!streams) {
			throw new TofuListenerConfigurationException(
					"The listener method " + definition.methodName() + " " + verb + " a stream, " + type.getSimpleName()
							+ ", but is for " + (operations.isEmpty() ? "what the engine says" : operations.toString())
							+ ", which is no stream",
					"Use byte[], String or an object, or write another method for Requests and Signals.");
		}
	}

	private static boolean isAnswered(OpCode opCode) {
		return opCode == OpCode.REQUEST || opCode == OpCode.HELLO_REQUEST;
	}

	private void checkPayload(ListenerDefinition definition, String verb, ResolvableType payload) {
		Class<?> type = payload.toClass();
		String text = "The listener method " + definition.methodName() + " " + verb + " a payload of type " + payload;
		if (isStream(type)) {
			throw new TofuListenerConfigurationException(text + ", which is no stream that can be had",
					InputStreamSource.class.isAssignableFrom(type) ? "Take InputStream as the parameter itself."
							: "Take InputStream, Stream, TofuStream or Flux as the parameter itself.");
		}
		if (!this.converter.convertsObjects() && !isPlain(type)) {
			throw new TofuListenerConfigurationException(text + ", but there is no converter for objects",
					"Add spring-boot-starter-jackson, define a bean of type TofuMessageConverter that knows the type, or use String or byte[].");
		}
	}

	private static boolean isMessage(ResolvableType type) {
		return Message.class.isAssignableFrom(type.toClass());
	}

	/** Whether a value of this type may be bytes or text, or be no payload at all. */
	private static boolean isPlain(Class<?> type) {
		return type == void.class || type == Void.class || type == io.tofu.Message.class
				|| TofuResponseException.class.isAssignableFrom(type) || CharSequence.class.isAssignableFrom(type)
				|| type.isAssignableFrom(String.class) || type.isAssignableFrom(byte[].class);
	}

	private static boolean isStream(Class<?> type) {
		return StreamResults.isBytes(type) || BaseStream.class.isAssignableFrom(type) || type == TofuStream.class
				|| Flow.Publisher.class.isAssignableFrom(type)
				|| (PUBLISHER != null && PUBLISHER.isAssignableFrom(type));
	}

	private static @Nullable Class<?> ifPresent(String name) {
		ClassLoader loader = PayloadRules.class.getClassLoader();
		return ClassUtils.isPresent(name, loader) ? ClassUtils.resolveClassName(name, loader) : null;
	}

}
