package io.tofu.spring.service;

import java.io.InputStream;
import java.lang.reflect.Type;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;

import io.tofu.spring.ReactiveTofuClient;
import io.tofu.spring.TofuClient;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.util.ClassUtils;

/** How a method sends and what it returns, which its return type says. */
@FunctionalInterface
interface ServiceSending {

	/** Sends, and returns what the method is to return. */
	@Nullable Object send(TofuClient.RequestSpec request);

	/** Of a method that sends Requests; null if it cannot return that. */
	static @Nullable ServiceSending ofRequest(ResolvableType returned) {
		Class<?> type = returned.toClass();
		if (type == void.class || type == Void.class) {
			return (request) -> request.request(Void.class);
		}
		if (Set.of(CompletableFuture.class, CompletionStage.class, Future.class).contains(type)) {
			Type answer = answer(returned.getGeneric());
			return (answer != null) ? later(answer) : null;
		}
		if (Reactor.isMono(type)) {
			Type answer = answer(returned.getGeneric());
			return (answer != null) ? Reactor.request(answer) : null;
		}
		Type answer = answer(returned);
		if (answer == null) {
			return null;
		}
		return type.isPrimitive() ? primitive(answer)
				: (request) -> request.request(ParameterizedTypeReference.forType(answer));
	}

	/** Of a method that sends Signals; null if it cannot return that. */
	static @Nullable ServiceSending ofSignal(ResolvableType returned) {
		Class<?> type = returned.toClass();
		if (type == void.class) {
			return (request) -> {
				request.signal();
				return null;
			};
		}
		return (Reactor.isMono(type) && returned.getGeneric().toClass() == Void.class) ? Reactor.signal() : null;
	}

	@SuppressWarnings("FutureReturnValueIgnored")
	private static ServiceSending later(Type answer) {
		return (request) -> request.requestAsync(ParameterizedTypeReference.forType(answer));
	}

	private static ServiceSending primitive(Type type) {
		return (request) -> {
			Object answer = request.request(ParameterizedTypeReference.forType(type));
			if (answer == null) {
				throw new MessageConversionException("The answer is empty, no " + type.getTypeName());
			}
			return answer;
		};
	}

	/** What an answer is turned into, null if that is not possible. */
	private static @Nullable Type answer(ResolvableType type) {
		Class<?> raw = type.toClass();
		boolean untyped = Message.class.isAssignableFrom(raw)
				&& (raw != Message.class || type.getType() instanceof Class);
		boolean stream = InputStream.class.isAssignableFrom(raw) || BaseStream.class.isAssignableFrom(raw)
				|| Reactor.isPublisher(raw);
		boolean twice = CompletionStage.class.isAssignableFrom(raw) || Future.class.isAssignableFrom(raw);
		return (untyped || stream || twice) ? null : type.getType();
	}

	/** What needs Reactor, loaded only with it. */
	final class Reactor {

		private static final ClassLoader LOADER = Reactor.class.getClassLoader();

		private static final boolean PRESENT = ClassUtils.isPresent("reactor.core.publisher.Mono", LOADER);

		private static final @Nullable Class<?> PUBLISHER = ClassUtils.isPresent("org.reactivestreams.Publisher",
				LOADER) ? ClassUtils.resolveClassName("org.reactivestreams.Publisher", LOADER) : null;

		private Reactor() {
		}

		static boolean isMono(Class<?> type) {
			return PRESENT && type.getName().equals("reactor.core.publisher.Mono");
		}

		static boolean isPublisher(Class<?> type) {
			return PUBLISHER != null && PUBLISHER.isAssignableFrom(type);
		}

		static ServiceSending request(Type answer) {
			return (request) -> new ReactiveTofuClient.RequestSpec(request)
				.request(ParameterizedTypeReference.forType(answer));
		}

		static ServiceSending signal() {
			return (request) -> new ReactiveTofuClient.RequestSpec(request).signal();
		}

	}

}
