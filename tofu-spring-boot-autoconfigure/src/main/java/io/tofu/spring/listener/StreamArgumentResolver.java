package io.tofu.spring.listener;

import java.io.InputStream;
import java.lang.reflect.Type;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Function;
import java.util.stream.Stream;

import io.tofu.spring.IncomingStream;
import io.tofu.spring.TofuMessageConverter;
import io.tofu.spring.TofuStream;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;

import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHandlingException;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.util.ClassUtils;

/**
 * An argument that is a payload still to come: its bytes, or its elements in one of the
 * shapes that Java and Reactor have for them.
 */
final class StreamArgumentResolver implements HandlerMethodArgumentResolver {

	/** Spring message header: the {@link IncomingStream}. */
	static final String STREAM = "tofu_stream";

	private static final boolean REACTOR = ClassUtils.isPresent("reactor.adapter.JdkFlowAdapter",
			StreamArgumentResolver.class.getClassLoader());

	private final TofuMessageConverter converter;

	private final Executor executor;

	StreamArgumentResolver(TofuMessageConverter converter, Executor executor) {
		this.converter = converter;
		this.executor = executor;
	}

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return isStream(parameter.getParameterType());
	}

	/** Whether a parameter of this type takes its payload while it arrives. */
	static boolean isStream(Class<?> type) {
		return type == InputStream.class || isOfElements(type);
	}

	/** Whether a parameter of this type takes elements. */
	static boolean isOfElements(Class<?> type) {
		return type == Stream.class || type == TofuStream.class || type == Flow.Publisher.class
				|| (REACTOR && Reactor.isPublisher(type));
	}

	/** The type of the elements of a stream. */
	static Type elementType(ResolvableType stream) {
		return stream.getGeneric().getType();
	}

	@Override
	public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) {
		if (!(message.getHeaders().get(STREAM) instanceof IncomingStream stream)) {
			throw new MessageHandlingException(message, "The payload of the message is not to come any more");
		}
		Class<?> type = parameter.getParameterType();
		if (type == InputStream.class) {
			return stream.bytes();
		}
		Function<byte[], Object> decoder = this.converter.elements(message.getHeaders(),
				elementType(ResolvableType.forMethodParameter(parameter)));
		if (type == TofuStream.class) {
			return stream.elements(decoder);
		}
		if (type == Stream.class) {
			return stream.elements(decoder).stream();
		}
		Flow.Publisher<Object> publisher = stream.publisher(decoder, this.executor);
		return (type == Flow.Publisher.class) ? publisher : Reactor.fluxOf(publisher);
	}

	/** Loaded only with Reactor. */
	private static final class Reactor {

		static boolean isPublisher(Class<?> type) {
			return type == Flux.class || type == Publisher.class;
		}

		static Object fluxOf(Flow.Publisher<?> publisher) {
			return JdkFlowAdapter.flowPublisherToFlux(publisher);
		}

	}

}
