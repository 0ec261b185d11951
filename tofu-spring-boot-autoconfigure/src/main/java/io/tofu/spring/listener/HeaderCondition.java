package io.tofu.spring.listener;

import java.util.List;

import io.tofu.TextHeaders;
import org.jspecify.annotations.Nullable;

/**
 * What a listener demands of one text header, as Spring MVC writes it.
 *
 * @param name the header
 * @param value the value wanted, null for any
 * @param negated whether the header must be absent, or must not have the value
 */
record HeaderCondition(String name, @Nullable String value, boolean negated) {

	/** Reads {@code name}, {@code !name}, {@code name=value} or {@code name!=value}. */
	static HeaderCondition parse(String text) {
		int equals = text.indexOf('=');
		if (equals < 0) {
			boolean negated = text.startsWith("!");
			return new HeaderCondition(checkedName(text, text.substring(negated ? 1 : 0)), null, negated);
		}
		boolean negated = equals > 0 && text.charAt(equals - 1) == '!';
		String name = text.substring(0, negated ? equals - 1 : equals);
		return new HeaderCondition(checkedName(text, name), text.substring(equals + 1).strip(), negated);
	}

	boolean isMetBy(TextHeaders headers) {
		if (this.value == null) {
			return headers.contains(this.name) != this.negated;
		}
		List<String> values = headers.all(this.name);
		return values.contains(this.value) != this.negated;
	}

	@Override
	public String toString() {
		if (this.value == null) {
			return (this.negated ? "!" : "") + this.name;
		}
		return this.name + (this.negated ? "!=" : "=") + this.value;
	}

	private static String checkedName(String text, String name) {
		String stripped = name.strip();
		if (stripped.isEmpty() || stripped.startsWith("!")) {
			throw new IllegalArgumentException("'" + text + "' names no header");
		}
		return stripped;
	}

}
