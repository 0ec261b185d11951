package io.tofu.spring.listener;

import java.io.InputStream;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.stream.BaseStream;

import io.tofu.spring.OutgoingStream;
import io.tofu.spring.TofuStream;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.io.InputStreamSource;
import org.springframework.messaging.Message;
import org.springframework.util.ClassUtils;

/**
 * Which results of a listener are sent while they come into being: those that cannot be
 * had otherwise, and what is returned as an {@link Iterable} and nothing more special.
 */
final class StreamResults {

	private static final @Nullable Class<?> PUBLISHER = ifPresent("org.reactivestreams.Publisher");

	private static final String MONO = "reactor.core.publisher.Mono";

	private final Class<?> declared;

	StreamResults(MethodParameter returnType) {
		this.declared = answerOf(ResolvableType.forMethodParameter(returnType)).toClass();
	}

	/** Whether the method says that they are. */
	boolean areStreams() {
		return isBytes(this.declared) || isOfElements(this.declared);
	}

	/** Whether a result is one. */
	boolean isStream(@Nullable Object result) {
		Object payload = (result instanceof Message<?> message) ? message.getPayload() : result;
		return OutgoingStream.isSource(payload) || (this.declared == Iterable.class && payload instanceof Iterable);
	}

	/** Whether a declared type is bytes that are sent while they are read. */
	static boolean isBytes(Class<?> type) {
		return InputStream.class.isAssignableFrom(type) || InputStreamSource.class.isAssignableFrom(type);
	}

	/** Whether a declared type is elements that are sent one by one. */
	static boolean isOfElements(Class<?> type) {
		return type == Iterable.class || type == TofuStream.class || BaseStream.class.isAssignableFrom(type)
				|| Flow.Publisher.class.isAssignableFrom(type)
				|| (PUBLISHER != null && PUBLISHER.isAssignableFrom(type) && !type.getName().equals(MONO));
	}

	/** A declared type without what is around the payload. */
	static ResolvableType answerOf(ResolvableType returned) {
		ResolvableType type = returned;
		if (CompletionStage.class.isAssignableFrom(type.toClass())) {
			type = type.as(CompletionStage.class).getGeneric();
		}
		else if (type.toClass().getName().equals(MONO)) {
			type = type.getGeneric();
		}
		return Message.class.isAssignableFrom(type.toClass()) ? type.as(Message.class).getGeneric() : type;
	}

	private static @Nullable Class<?> ifPresent(String name) {
		ClassLoader loader = StreamResults.class.getClassLoader();
		return ClassUtils.isPresent(name, loader) ? ClassUtils.resolveClassName(name, loader) : null;
	}

}
