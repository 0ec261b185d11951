package io.tofu.spring.listener;

import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * The order in which patterns that match the same route are asked: the first part in
 * which they differ decides. A name comes before a part with wildcards in it or a
 * variable with an expression, that before a variable, before {@code *}, before no
 * further part, before {@code **}.
 */
final class PatternOrder implements Comparator<String> {

	private static final String PARTS = "\\.";

	private static final Pattern VARIABLE = Pattern.compile("\\{\\w+}");

	private static final Pattern NOT_LITERAL = Pattern.compile("\\{.*}|[*?]");

	private static final String ANY_PARTS = "**";

	private static final String ANY_PART = "*";

	@Override
	public int compare(String one, String other) {
		String[] parts = one.split(PARTS, -1);
		String[] otherParts = other.split(PARTS, -1);
		for (int i = 0; i < Math.max(parts.length, otherParts.length); i++) {
			int compared = compareParts(parts, otherParts, i);
			if (compared != 0) {
				return compared;
			}
		}
		return 0;
	}

	private static int compareParts(String[] one, String[] other, int index) {
		Kind kind = kind(one, index);
		int compared = kind.compareTo(kind(other, index));
		if (compared != 0 || kind != Kind.MIXED) {
			return compared;
		}
		return Integer.compare(literals(other[index]), literals(one[index]));
	}

	private static Kind kind(String[] parts, int index) {
		if (index >= parts.length) {
			return Kind.END;
		}
		String part = parts[index];
		if (part.equals(ANY_PARTS)) {
			return Kind.ANY_PARTS;
		}
		if (part.equals(ANY_PART)) {
			return Kind.ANY_PART;
		}
		if (VARIABLE.matcher(part).matches()) {
			return Kind.VARIABLE;
		}
		return NOT_LITERAL.matcher(part).find() ? Kind.MIXED : Kind.NAME;
	}

	/** How much of a part is said. */
	private static int literals(String part) {
		return NOT_LITERAL.matcher(part).replaceAll("").length();
	}

	private enum Kind {

		NAME, MIXED, VARIABLE, ANY_PART, END, ANY_PARTS

	}

}
