package io.tofu.spring.listener;

import java.io.InputStream;
import java.util.concurrent.CompletionStage;
import java.util.stream.BaseStream;

import io.tofu.OpCode;
import io.tofu.spring.TofuMessageConverter;
import io.tofu.spring.TofuResponseException;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.util.ClassUtils;

/**
 * What is wrong with the types of a listener's method: payloads that nobody can make or
 * send.
 */
final class PayloadRules {

	private static final @Nullable Class<?> PUBLISHER = ifPresent("org.reactivestreams.Publisher");

	private static final String MONO = "reactor.core.publisher.Mono";

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
			if (isMessage(type)) {
				checkPayload(definition, "takes", type.as(Message.class).getGeneric());
			}
			else {
				checkPayload(definition, "takes", type);
			}
		}
		if (definition.mapping().operations().stream().anyMatch(PayloadRules::isAnswered)) {
			checkPayload(definition, "returns", answerOf(ResolvableType.forMethodParameter(method.getReturnType())));
		}
	}

	private static boolean isAnswered(OpCode opCode) {
		return opCode == OpCode.REQUEST || opCode == OpCode.HELLO_REQUEST;
	}

	private void checkPayload(ListenerDefinition definition, String verb, ResolvableType payload) {
		Class<?> type = payload.toClass();
		String text = "The listener method " + definition.methodName() + " " + verb + " a payload of type "
				+ payload.getType().getTypeName();
		if (isStream(type)) {
			throw new TofuListenerConfigurationException(text + ", but payloads are joined, not streamed",
					"Use byte[], String or an object, or take every frame as it comes in an io.tofu.Message.");
		}
		if (!this.converter.convertsObjects() && !isPlain(type)) {
			throw new TofuListenerConfigurationException(text + ", but there is no converter for objects",
					"Add spring-boot-starter-jackson, define a bean of type TofuMessageConverter that knows the type, or use String or byte[].");
		}
	}

	/** Without what is around the payload. */
	private static ResolvableType answerOf(ResolvableType returned) {
		ResolvableType type = returned;
		if (CompletionStage.class.isAssignableFrom(type.toClass())) {
			type = type.as(CompletionStage.class).getGeneric();
		}
		else if (type.toClass().getName().equals(MONO)) {
			type = type.getGeneric();
		}
		return isMessage(type) ? type.as(Message.class).getGeneric() : type;
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
		return InputStream.class.isAssignableFrom(type) || BaseStream.class.isAssignableFrom(type)
				|| (PUBLISHER != null && PUBLISHER.isAssignableFrom(type));
	}

	private static @Nullable Class<?> ifPresent(String name) {
		ClassLoader loader = PayloadRules.class.getClassLoader();
		return ClassUtils.isPresent(name, loader) ? ClassUtils.resolveClassName(name, loader) : null;
	}

}
