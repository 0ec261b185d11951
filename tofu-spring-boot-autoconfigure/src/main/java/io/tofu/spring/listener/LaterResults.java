package io.tofu.spring.listener;

import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.util.ClassUtils;

/**
 * Results that come after the method has returned: futures, and a {@code Mono} where
 * Reactor is there.
 */
final class LaterResults {

	private static final boolean REACTOR = ClassUtils.isPresent("reactor.core.publisher.Mono",
			LaterResults.class.getClassLoader());

	private LaterResults() {
	}

	/** The result to wait for, or null if it is there already. */
	static @Nullable CompletionStage<?> of(@Nullable Object result) {
		if (result instanceof CompletionStage<?> stage) {
			return stage;
		}
		return REACTOR ? Reactor.stageOf(result) : null;
	}

	/** Loaded only with Reactor. */
	private static final class Reactor {

		static @Nullable CompletionStage<?> stageOf(@Nullable Object result) {
			return (result instanceof Mono<?> mono) ? mono.toFuture() : null;
		}

	}

}
