package io.tofu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests of {@link TextHeaders} as they come from a peer.
 */
class TextHeadersParsingTests {

	private final Shelf shelf = new Shelf();

	@ParameterizedTest
	@MethodSource
	void parsesWhatPeersWrite(String received, List<TextHeader> expected) {
		try (Message message = this.shelf.received(received)) {
			assertThat(message.headers()).containsExactlyElementsOf(expected);
			assertThat(message.headers().isEmpty()).isEqualTo(expected.isEmpty());
		}
	}

	static Stream<Arguments> parsesWhatPeersWrite() {
		return Stream.of(
				// the table of the specification
				arguments("a: b", headers("a", "b")),
				arguments("a: b\r\nc:  \r\nd:e\r\n\r\nf: g\r\n\r\n", headers("a", "b", "c", "", "d", "e", "f", "g")),
				arguments(": ss\r\n\r\n", headers()), arguments("a:b\r\n\r\n: ss\r\n\r\n", headers("a", "b")),
				arguments("u:http://h:80/", headers("u", "http://h:80/")), arguments(" a : b ", headers(" a ", "b")),
				// its rules, one by one
				arguments("", headers()), arguments("\r\n\r\n", headers()), arguments("a:b\r\n", headers("a", "b")),
				arguments("\r\na:b", headers("a", "b")),
				arguments("no colon\r\na:b\r\n", headers("no colon", "", "a", "b")),
				arguments("a\r\n", headers("a", "")), arguments("a", headers("a", "")),
				arguments("a:", headers("a", "")), arguments(":", headers()), arguments(":a:b\r\nc:d\r\n", headers()),
				arguments("a:\t b\tc \t\r\n", headers("a", "b\tc")), arguments("a::\r\n", headers("a", ":")),
				arguments("a:b\nc:d\r\n", headers("a", "b\nc:d")), arguments("a:b\rc:d\r\n", headers("a", "b\rc:d")),
				arguments("a:b\r", headers("a", "b\r")), arguments("a:b\r\r\nc:d", headers("a", "b\r", "c", "d")),
				arguments("\r", headers("\r", "")), arguments("\n\r\n", headers("\n", "")),
				arguments(" \r\n", headers(" ", "")),
				arguments("a:1\r\nA:2\r\na:3", headers("a", "1", "A", "2", "a", "3")),
				arguments("ключ:значение\r\n", headers("ключ", "значение")),
				arguments("a:\u00A0b\u3000\r\n", headers("a", "\u00A0b\u3000")),
				arguments("a:\0\r\n", headers("a", "\0")));
	}

	@Test
	void keepsReceivedBytesUntilTheyAreEdited() {
		String received = " a : b \r\n\r\nc:\r\n: end\r\nrest";
		try (Message message = this.shelf.received(received)) {
			TextHeaders headers = message.headers();
			assertThat(headers.first(" a ")).isEqualTo("b");
			assertThat(headers.remove("d")).isFalse();
			assertThat(headers.all("c")).containsExactly("");
			assertThat(headers.length()).isEqualTo(received.length());
			assertThat(Shelf.bytesOf(headers, message)).isEqualTo(received);
		}
	}

	@Test
	void comparesNamesExactly() {
		try (Message message = this.shelf.received(" Job : 1\r\nJob:2\r\njob:3\r\nJob:4\r\nJobs:5")) {
			TextHeaders headers = message.headers();
			assertThat(headers.first("Job")).isEqualTo("2");
			assertThat(headers.all("Job")).containsExactly("2", "4");
			assertThat(headers.all("job")).containsExactly("3");
			assertThat(headers.first("JOB")).isNull();
			assertThat(headers.all("Jo")).isEmpty();
			assertThat(headers.contains("Jobs")).isTrue();
			assertThat(headers.contains(" Job ")).isTrue();
			assertThat(headers.contains("")).isFalse();
		}
	}

	@Test
	void givesReplacementCharactersForBytesThatAreNotUtf8() {
		try (Message message = this.shelf.received(new byte[] { 'a', ':', (byte) 0xFF, 'b' })) {
			assertThat(message.headers().first("a")).isEqualTo("\uFFFDb");
			assertThat(message.headers().length()).isEqualTo(4);
		}
	}

	@Test
	void parsesTheLongestHeaders() {
		byte[] received = new byte[Message.MAX_HEADERS_LENGTH];
		Arrays.fill(received, (byte) 'v');
		received[1] = ':';
		try (Message message = this.shelf.received(received)) {
			assertThat(message.headers().length()).isEqualTo(65535);
			assertThat(message.headers().first("v")).hasSize(65533);
		}
	}

	@Test
	void iterationEnds() {
		try (Message message = this.shelf.received("a:b")) {
			Iterator<TextHeader> iterator = message.headers().iterator();
			assertThat(iterator.next()).isEqualTo(new TextHeader("a", "b"));
			assertThat(iterator.hasNext()).isFalse();
			assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(iterator::next);
		}
	}

	@Test
	void printsNamesAndValues() {
		try (Message message = this.shelf.received("a:b\r\nc:")) {
			assertThat(message.headers().toString()).contains("a", "b", "c");
		}
	}

	private static List<TextHeader> headers(String... namesAndValues) {
		List<TextHeader> headers = new ArrayList<>();
		for (int i = 0; i < namesAndValues.length; i += 2) {
			headers.add(new TextHeader(namesAndValues[i], namesAndValues[i + 1]));
		}
		return headers;
	}

}
