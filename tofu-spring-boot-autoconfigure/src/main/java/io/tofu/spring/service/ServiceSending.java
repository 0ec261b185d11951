package io.tofu.spring.service;

import java.io.InputStream;
import java.lang.reflect.Type;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;
import java.util.stream.Stream;

import io.tofu.spring.ReactiveTofuClient;
import io.tofu.spring.TofuClient;
import io.tofu.spring.TofuStream;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.ResolvableType;
import org.springframework.core.io.InputStreamSource;
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
		if (type == InputStream.class) {
			return TofuClient.RequestSpec::requestInputStream;
		}
		if (type == Stream.class || type == TofuStream.class || Reactor.isFlux(type)) {
			Type element = answer(returned.getGeneric());
			return (element != null) ? elements(type, element) : null;
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

	private static ServiceSending elements(Class<?> type, Type element) {
		if (type == TofuStream.class) {
			return (request) -> request.requestStream(ParameterizedTypeReference.forType(element));
		}
		return (type == Stream.class)
				? (request) -> request.requestStream(ParameterizedTypeReference.forType(element)).stream()
				: Reactor.requestStream(element);
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
		boolean twice = CompletionStage.class.isAssignableFrom(raw) || Future.class.isAssignableFrom(raw);
		return (untyped || isStream(raw) || twice) ? null : type.getType();
	}

	/** Whether objects of a type are streams. */
	static boolean isStream(Class<?> type) {
		return InputStream.class.isAssignableFrom(type) || InputStreamSource.class.isAssignableFrom(type)
				|| BaseStream.class.isAssignableFrom(type) || type == TofuStream.class
				|| Flow.Publisher.class.isAssignableFrom(type) || Reactor.isPublisher(type);
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

		static boolean isFlux(Class<?> type) {
			return PRESENT && type.getName().equals("reactor.core.publisher.Flux");
		}

		static ServiceSending requestStream(Type element) {
			return (request) -> new ReactiveTofuClient.RequestSpec(request)
				.requestStream(ParameterizedTypeReference.forType(element));
		}

		static ServiceSending signal() {
			return (request) -> new ReactiveTofuClient.RequestSpec(request).signal();
		}

	}

}
