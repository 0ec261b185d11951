package io.tofu;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tofu.fuzz.FuzzInput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Fuzzes {@link TextHeaders}: any bytes are read as {@link PlainHeaders} reads them, and
 * editing them leaves every other header as it came, byte for byte.
 */
class TextHeadersFuzzTests {

	private static final String[] NAMES = { "a", " a ", "a:b", Message.REASON, "é" };

	private static final String[] VALUES = { "1", " 2 ", "a:b", "é", "a\r\nb" };

	private static final int OPERATIONS = 6;

	private final Shelf shelf = new Shelf();

	@DictionaryEntries({ ":", "a:b", "~reason:", "~tls:" })
	@FuzzTest
	void headersAreReadAndEditedAsTheyAreWritten(byte[] bytes) {
		FuzzInput input = new FuzzInput(bytes);
		byte[] received = input.content();
		try (Message message = this.shelf.received(received)) {
			PlainHeaders plain = new PlainHeaders(received);
			assertSame(message, plain, received);
			byte[] expected = received;
			while (input.hasNext()) {
				boolean edited = edit(input, message, plain);
				expected = edited ? plain.written() : expected;
				assertSame(message, plain, expected);
			}
		}
	}

	/** Does something to both; whether it has changed the headers. */
	private static boolean edit(FuzzInput input, Message message, PlainHeaders plain) {
		TextHeaders headers = message.headers();
		int operation = input.choice(OPERATIONS);
		String name = text(input, NAMES);
		return switch (operation) {
			case 0 -> add(headers, plain, name, text(input, VALUES));
			case 1 -> set(headers, plain, name, text(input, VALUES));
			case 2 -> remove(headers, plain, name);
			case 3 -> removeLocal(message, plain);
			case 4 -> clear(headers, plain);
			default -> {
				assertFinds(headers, plain, name);
				yield false;
			}
		};
	}

	private static boolean add(TextHeaders headers, PlainHeaders plain, String name, String value) {
		if (!PlainHeaders.isAllowed(name, value)) {
			assertThatIllegalArgumentException().isThrownBy(() -> headers.add(name, value));
			return false;
		}
		headers.add(name, value);
		plain.add(name, value);
		return true;
	}

	private static boolean set(TextHeaders headers, PlainHeaders plain, String name, String value) {
		if (!PlainHeaders.isAllowed(name, value)) {
			assertThatIllegalArgumentException().isThrownBy(() -> headers.set(name, value));
			return false;
		}
		headers.set(name, value);
		plain.set(name, value);
		return true;
	}

	private static boolean remove(TextHeaders headers, PlainHeaders plain, String name) {
		boolean removed = plain.remove(name);
		assertThat(headers.remove(name)).isEqualTo(removed);
		return removed;
	}

	private static boolean removeLocal(Message message, PlainHeaders plain) {
		message.storage().removeLocalHeaders();
		return plain.remove(Message.REASON) | plain.remove(Message.TLS);
	}

	private static boolean clear(TextHeaders headers, PlainHeaders plain) {
		headers.clear();
		plain.clear();
		return true;
	}

	private static void assertFinds(TextHeaders headers, PlainHeaders plain, String name) {
		List<String> values = plain.all(name);
		assertThat(headers.all(name)).isEqualTo(values);
		assertThat(headers.contains(name)).isEqualTo(!values.isEmpty());
		assertThat(headers.first(name)).isEqualTo(values.isEmpty() ? null : values.get(0));
	}

	private static void assertSame(Message message, PlainHeaders plain, byte[] expected) {
		TextHeaders headers = message.headers();
		assertThat(headers).containsExactlyElementsOf(plain.headers());
		assertThat(headers.isEmpty()).isEqualTo(plain.headers().isEmpty());
		assertThat(headers.length()).isEqualTo(expected.length);
		byte[] travelling = Arrays.copyOf(message.storage().headers().array(), headers.length());
		assertThat(travelling).isEqualTo(expected);
		assertThat(new PlainHeaders(travelling).headers()).isEqualTo(plain.headers());
	}

	/** One of the constants, or a piece of the content. */
	private static String text(FuzzInput input, String[] constants) {
		int choice = input.next();
		if (choice < 128) {
			return constants[choice % constants.length];
		}
		byte[] content = input.content();
		int from = Math.min(choice - 128, content.length);
		int to = Math.min(from + input.next(), content.length);
		return new String(content, from, to - from, StandardCharsets.UTF_8);
	}

}
