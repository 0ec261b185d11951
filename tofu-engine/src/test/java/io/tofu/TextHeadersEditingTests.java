package io.tofu;

import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests of {@link TextHeaders} that an application writes and edits.
 */
class TextHeadersEditingTests {

	private final Shelf shelf = new Shelf();

	private final Message message = this.shelf.get();

	private final TextHeaders headers = this.message.headers();

	@AfterEach
	void close() {
		this.message.close();
	}

	@Test
	void writesNoBlankAfterTheColon() {
		this.headers.add("Content-Type", "text/plain").add("X-N", "1");
		assertThat(bytes()).isEqualTo("Content-Type:text/plain\r\nX-N:1\r\n");
		assertThat(this.headers.length()).isEqualTo(32);
	}

	@Test
	void cutsBlanksOffTheNameButWritesTheValueAsItIs() {
		this.headers.add(" \t\r\nX-Spaces\r\n\t ", "  a b\tc ");
		assertThat(bytes()).isEqualTo("X-Spaces:  a b\tc \r\n");
		assertThat(this.headers.first("X-Spaces")).isEqualTo("a b\tc");
	}

	@Test
	void keepsOrderAndDuplicates() {
		this.headers.add("a", "1").add("b", "2").add("a", "3").add("a", "1");
		assertThat(this.headers).extracting(TextHeader::value).containsExactly("1", "2", "3", "1");
		assertThat(this.headers.all("a")).containsExactly("1", "3", "1");
		assertThat(this.headers.first("a")).isEqualTo("1");
	}

	@Test
	void writesValuesInUtf8() {
		this.headers.add("name", "豆腐 €😀");
		assertThat(this.headers.first("name")).isEqualTo("豆腐 €😀");
		assertThat(this.headers.length()).isEqualTo(5 + 6 + 1 + 3 + 4 + 2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "\r\n", "\t \t" })
	void refusesEmptyNames(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.headers.add(name, "v"));
		assertThatIllegalArgumentException().isThrownBy(() -> this.headers.set(name, "v"));
		assertThat(this.headers.isEmpty()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "a:b", ":", "a\r\nb", "a\rb", "a\nb", "é", "a\u007F", "豆腐" })
	void refusesNamesThatWouldInjectHeadersOrAreNotAscii(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.headers.add(name, "v"))
			.withMessageContaining("not allowed");
		assertThatIllegalArgumentException().isThrownBy(() -> this.headers.set(name, "v"));
		assertThat(this.headers.length()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\r\nevil:yes", "a\r", "\na", "\r", "\r\n" })
	void refusesValuesThatWouldInjectHeaders(String value) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.headers.add("name", value))
			.withMessageContaining("'name'");
		assertThatIllegalArgumentException().isThrownBy(() -> this.headers.set("name", value));
		assertThat(this.headers.length()).isZero();
	}

	@Test
	void refusesEmptyValues() {
		this.headers.add("name", "kept");
		assertThatIllegalArgumentException().isThrownBy(() -> this.headers.add("name", ""))
			.withMessageContaining("'name'");
		assertThatIllegalArgumentException().isThrownBy(() -> this.headers.set("name", ""));
		assertThat(this.headers.first("name")).isEqualTo("kept");
	}

	@Test
	void errorTextsAreOneLine() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.headers.add("a\r\nb", "v"))
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("\r", "\n"));
	}

	@Test
	void acceptsEveryOtherCharacter() {
		this.headers.add("~!#$%&'()*+-./0;<=>?@A[\\]^_`{|} inside", "a:b\0\u001F\u007F");
		assertThat(this.headers.first("~!#$%&'()*+-./0;<=>?@A[\\]^_`{|} inside")).isEqualTo("a:b\0\u001F\u007F");
	}

	@Test
	void setReplacesAllAndStandsAtTheEnd() {
		this.headers.add("a", "1").add("b", "2").add("a", "3").add("c", "4").set(" a ", "5");
		assertThat(bytes()).isEqualTo("b:2\r\nc:4\r\na:5\r\n");
		this.headers.set("d", "6");
		assertThat(bytes()).isEqualTo("b:2\r\nc:4\r\na:5\r\nd:6\r\n");
	}

	@Test
	void removeSaysWhetherThereWasOne() {
		this.headers.add("a", "1").add("b", "2").add("a", "3");
		assertThat(this.headers.remove("A")).isFalse();
		assertThat(this.headers.remove("a")).isTrue();
		assertThat(this.headers.remove("a")).isFalse();
		assertThat(bytes()).isEqualTo("b:2\r\n");
	}

	@Test
	void clearRemovesAll() {
		this.headers.add("a", "1").clear();
		assertThat(this.headers.isEmpty()).isTrue();
		assertThat(this.headers.length()).isZero();
		assertThat(this.headers).isEmpty();
	}

	@Test
	void growsBeyondWhatCanBePosted() {
		String value = "v".repeat(40_000);
		this.headers.add("a", value).add("b", value);
		assertThat(this.headers.length()).isEqualTo(80_008).isGreaterThan(Message.MAX_HEADERS_LENGTH);
		assertThat(this.headers.first("b")).isEqualTo(value);
	}

	@ParameterizedTest
	@MethodSource
	void edits(String received, String afterAdd, String afterRemove) {
		try (Message edited = this.shelf.received(received)) {
			edited.headers().add("new", "1");
			assertThat(Shelf.bytesOf(edited.headers(), edited)).isEqualTo(afterAdd);
			edited.headers().remove("a");
			assertThat(Shelf.bytesOf(edited.headers(), edited)).isEqualTo(afterRemove);
		}
	}

	static Stream<Arguments> edits() {
		return Stream.of(arguments("a:b", "a:b\r\nnew:1\r\n", "new:1\r\n"),
				arguments("a: b\r\nc:  \r\n\r\nf: g\r\n\r\n", "a: b\r\nc:  \r\nf: g\r\nnew:1\r\n",
						"c:  \r\nf: g\r\nnew:1\r\n"),
				arguments(": ss\r\n\r\n", "new:1\r\n", "new:1\r\n"),
				arguments("\r\na\r\nb\r\n: end\r\nignored:1\r\n", "a\r\nb\r\nnew:1\r\n", "b\r\nnew:1\r\n"),
				arguments(" a : b ", " a : b \r\nnew:1\r\n", " a : b \r\nnew:1\r\n"),
				arguments("a:b\r", "a:b\r\r\nnew:1\r\n", "new:1\r\n"),
				arguments("a:b\r\n\n", "a:b\r\n\n\r\nnew:1\r\n", "\n\r\nnew:1\r\n"),
				arguments("\r\n\r\n\r\na:1\r\n\r\n\r\na:2", "a:1\r\na:2\r\nnew:1\r\n", "new:1\r\n"),
				arguments("", "new:1\r\n", "new:1\r\n"));
	}

	private String bytes() {
		return Shelf.bytesOf(this.headers, this.message);
	}

}
