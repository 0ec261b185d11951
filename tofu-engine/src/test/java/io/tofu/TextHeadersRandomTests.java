package io.tofu;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares {@link TextHeaders} with the rules of the specification, taken literally, on
 * random bytes and random edits.
 */
class TextHeadersRandomTests {

	private static final String[] PIECES = { "a", "b", "ab", ":", " ", "\t", "\r\n", "\r", "\n", "é", "a:b\r\n" };

	private static final String[] NAMES = { "a", "b", "ab", " a", "c" };

	private static final int STEPS = 40;

	private final Shelf shelf = new Shelf();

	static long[] seeds() {
		return new Random(Seeds.next()).longs(2000).toArray();
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void agreesWithTheModel(long seed) {
		Random random = new Random(seed);
		try (Message message = this.shelf.received(text(random))) {
			TextHeaders headers = message.headers();
			List<TextHeader> model = parse(Shelf.bytesOf(headers, message));
			assertSame(headers, message, model);
			for (int step = 0; step < STEPS; step++) {
				edit(random, headers, model);
				assertSame(headers, message, model);
			}
		}
	}

	private static void edit(Random random, TextHeaders headers, List<TextHeader> model) {
		String name = NAMES[random.nextInt(NAMES.length)];
		String value = (random.nextBoolean() ? " " : "") + random.nextInt(100);
		switch (random.nextInt(10)) {
			case 0 -> {
				headers.clear();
				model.clear();
			}
			case 1, 2, 3 -> {
				boolean expected = model.removeIf((header) -> header.name().equals(name));
				assertThat(headers.remove(name)).isEqualTo(expected);
			}
			case 4, 5 -> {
				headers.set(name, value);
				model.removeIf((header) -> header.name().equals(name.strip()));
				model.add(new TextHeader(name.strip(), value.strip()));
			}
			default -> {
				headers.add(name, value);
				model.add(new TextHeader(name.strip(), value.strip()));
			}
		}
	}

	private static void assertSame(TextHeaders headers, Message message, List<TextHeader> model) {
		assertThat(headers).containsExactlyElementsOf(model);
		assertThat(parse(Shelf.bytesOf(headers, message))).isEqualTo(model);
		assertThat(headers.isEmpty()).isEqualTo(model.isEmpty());
		for (String name : NAMES) {
			List<String> values = model.stream()
				.filter((header) -> header.name().equals(name))
				.map(TextHeader::value)
				.toList();
			assertThat(headers.all(name)).isEqualTo(values);
			assertThat(headers.contains(name)).isEqualTo(!values.isEmpty());
			assertThat(headers.first(name)).isEqualTo(values.isEmpty() ? null : values.get(0));
		}
	}

	/** The parsing rules of the specification, word for word. */
	private static List<TextHeader> parse(String text) {
		List<TextHeader> headers = new ArrayList<>();
		int p = 0;
		while (p < text.length()) {
			int crlf = text.indexOf("\r\n", p);
			int end = (crlf >= 0) ? crlf : text.length();
			String line = text.substring(p, end);
			p = end + 2;
			if (line.isEmpty()) {
				continue;
			}
			int colon = line.indexOf(':');
			String name = (colon >= 0) ? line.substring(0, colon) : line;
			if (name.isEmpty()) {
				break;
			}
			String value = (colon >= 0) ? line.substring(colon + 1).replaceAll("\\A[ \t]+|[ \t]+\\z", "") : "";
			headers.add(new TextHeader(name, value));
		}
		return headers;
	}

	private static byte[] text(Random random) {
		StringBuilder text = new StringBuilder();
		for (int i = random.nextInt(20); i > 0; i--) {
			text.append(PIECES[random.nextInt(PIECES.length)]);
		}
		return text.toString().getBytes(StandardCharsets.UTF_8);
	}

}
