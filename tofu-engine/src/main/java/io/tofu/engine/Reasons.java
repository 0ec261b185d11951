package io.tofu.engine;

import java.nio.charset.StandardCharsets;

import io.tofu.Message;
import org.jspecify.annotations.Nullable;

/** Short causes for people, as text header {@link Message#REASON}. */
final class Reasons {

	private static final int LONGEST = 500;

	private Reasons() {
	}

	/** Sets the reason, unless the headers would become too long to be posted again. */
	static void set(Envelope envelope, String reason) {
		String text = reason.replaceAll("\\p{Cntrl}+", " ").strip();
		if (text.isEmpty()) {
			return;
		}
		String shortened = shorten(text);
		envelope.textHeaders().remove(Message.REASON);
		int added = Message.REASON.length() + 3 + shortened.getBytes(StandardCharsets.UTF_8).length;
		if (envelope.headers().length() + added <= Message.MAX_HEADERS_LENGTH) {
			envelope.textHeaders().add(Message.REASON, shortened);
		}
	}

	private static String shorten(String text) {
		if (text.length() <= LONGEST) {
			return text;
		}
		return text.substring(0, Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST);
	}

	static String of(Throwable cause) {
		return of(null, cause);
	}

	static String of(@Nullable String what, Throwable cause) {
		String message = cause.getMessage();
		String text = (message != null && !message.isBlank()) ? message : cause.getClass().getSimpleName();
		return (what != null) ? what + ": " + text : text;
	}

}
