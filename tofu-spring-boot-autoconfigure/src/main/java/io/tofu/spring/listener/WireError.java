package io.tofu.spring.listener;

import java.lang.reflect.UndeclaredThrowableException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

import io.tofu.spring.ErrorTypes;
import io.tofu.spring.TofuResponseException;
import io.tofu.spring.TofuTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What a peer is told about a failure.
 *
 * @param type the error type
 * @param message the text, null for none
 * @param expected whether listeners fail so on purpose, or by the peer's fault
 */
record WireError(String type, @Nullable String message, boolean expected) {

	static WireError of(Throwable failure, IncludeMessage includeMessage) {
		if (failure instanceof TofuResponseException response) {
			return new WireError(response.type(), response.getMessage(), true);
		}
		String message = (includeMessage == IncludeMessage.ALWAYS) ? failure.getMessage() : null;
		if (failure instanceof BadArgumentsException) {
			return new WireError(ErrorTypes.BAD_REQUEST, message, true);
		}
		if (failure instanceof CancellationException) {
			return new WireError(ErrorTypes.CANCELLED, message, true);
		}
		if (failure instanceof TimeoutException || failure instanceof TofuTimeoutException) {
			return new WireError(ErrorTypes.TIMEOUT, message, false);
		}
		return new WireError(ErrorTypes.INTERNAL, message, false);
	}

	/** What was thrown, without what futures and proxies wrap around it. */
	static Throwable unwrap(Throwable failure) {
		Throwable unwrapped = failure;
		while (unwrapped instanceof CompletionException || unwrapped instanceof ExecutionException
				|| unwrapped instanceof UndeclaredThrowableException) {
			Throwable cause = unwrapped.getCause();
			if (cause == null) {
				return unwrapped;
			}
			unwrapped = cause;
		}
		return unwrapped;
	}

}
