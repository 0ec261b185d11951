package io.tofu.spring;

import java.util.concurrent.Flow;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

import org.springframework.util.ClassUtils;

/** Publishers, those of Reactive Streams included where these are there. */
final class Publishers {

	private static final ClassLoader LOADER = Publishers.class.getClassLoader();

	private static final boolean REACTIVE_STREAMS = ClassUtils.isPresent("org.reactivestreams.FlowAdapters", LOADER);

	private static final boolean REACTOR = ClassUtils.isPresent("reactor.core.publisher.Mono", LOADER);

	private Publishers() {
	}

	/** Whether an object publishes any number of elements. */
	static boolean isPublisher(@Nullable Object object) {
		return object instanceof Flow.Publisher
				|| (REACTIVE_STREAMS && ReactiveStreams.isPublisher(object) && !isMono(object));
	}

	/** Whether an object publishes at most one element, later. */
	static boolean isMono(@Nullable Object object) {
		return REACTOR && Reactor.isMono(object);
	}

	/** An object that is one of these, null for all others. */
	static Flow.@Nullable Publisher<?> of(Object object) {
		if (object instanceof Flow.Publisher<?> publisher) {
			return publisher;
		}
		return REACTIVE_STREAMS ? ReactiveStreams.of(object) : null;
	}

	/** Loaded only with Reactive Streams. */
	private static final class ReactiveStreams {

		static boolean isPublisher(@Nullable Object object) {
			return object instanceof Publisher;
		}

		static Flow.@Nullable Publisher<?> of(Object object) {
			return (object instanceof Publisher<?> publisher) ? FlowAdapters.toFlowPublisher(publisher) : null;
		}

	}

	/** Loaded only with Reactor. */
	private static final class Reactor {

		static boolean isMono(@Nullable Object object) {
			return object instanceof Mono;
		}

	}

}
