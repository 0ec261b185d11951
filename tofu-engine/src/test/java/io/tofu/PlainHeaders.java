package io.tofu;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Text headers read and edited as the protocol is written, line by line, for comparison
 * with {@link TextHeaders}. A character stands for a byte, so that malformed UTF-8 stays
 * what it is.
 */
final class PlainHeaders {

	private static final String BLANKS = " \t";

	private static final String NAME_ENDS = " \t\r\n";

	private static final char LAST_IN_A_NAME = 0x7E;

	private final List<String> lines = new ArrayList<>();

	PlainHeaders(byte[] bytes) {
		String text = new String(bytes, StandardCharsets.ISO_8859_1);
		int p = 0;
		while (p < text.length()) {
			int crlf = text.indexOf("\r\n", p);
			String line = text.substring(p, (crlf >= 0) ? crlf : text.length());
			p += line.length() + 2;
			if (line.isEmpty()) {
				continue;
			}
			if (line.charAt(0) == ':') {
				break;
			}
			this.lines.add(line);
		}
	}

	/** What an application sees. */
	List<TextHeader> headers() {
		return this.lines.stream().map((line) -> new TextHeader(decoded(name(line)), decoded(value(line)))).toList();
	}

	/** The values of a name. */
	List<String> all(String name) {
		return this.lines.stream()
			.filter((line) -> name(line).equals(encoded(name)))
			.map((line) -> decoded(value(line)))
			.toList();
	}

	/** The lines that travel once they were edited. */
	byte[] written() {
		StringBuilder text = new StringBuilder();
		this.lines.forEach((line) -> text.append(line).append("\r\n"));
		return text.toString().getBytes(StandardCharsets.ISO_8859_1);
	}

	/** Whether a header may be added. */
	static boolean isAllowed(String name, String value) {
		String trimmed = trim(name, NAME_ENDS);
		return !trimmed.isEmpty() && !value.isEmpty() && value.indexOf('\r') < 0 && value.indexOf('\n') < 0
				&& trimmed.chars().allMatch((c) -> c <= LAST_IN_A_NAME && c != ':' && c != '\r' && c != '\n');
	}

	void add(String name, String value) {
		this.lines.add(trim(name, NAME_ENDS) + ":" + encoded(value));
	}

	boolean remove(String name) {
		return this.lines.removeIf((line) -> name(line).equals(encoded(name)));
	}

	void set(String name, String value) {
		remove(trim(name, NAME_ENDS));
		add(name, value);
	}

	void clear() {
		this.lines.clear();
	}

	private static String name(String line) {
		int colon = line.indexOf(':');
		return (colon >= 0) ? line.substring(0, colon) : line;
	}

	private static String value(String line) {
		int colon = line.indexOf(':');
		return (colon >= 0) ? trim(line.substring(colon + 1), BLANKS) : "";
	}

	private static String trim(String text, String what) {
		int from = 0;
		int to = text.length();
		while (from < to && what.indexOf(text.charAt(from)) >= 0) {
			from++;
		}
		while (to > from && what.indexOf(text.charAt(to - 1)) >= 0) {
			to--;
		}
		return text.substring(from, to);
	}

	private static String decoded(String bytes) {
		return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
	}

	private static String encoded(String text) {
		return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
	}

}
