package io.tofu.spring;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Elements made of parts. */
class ElementReaderTests {

	private final ElementReader<String> reader = new ElementReader<>((bytes) -> new String(bytes, UTF_8), 200);

	@Test
	void aPartThatDoesNotGoOnIsAnElement() {
		assertThat(this.reader.read(part("a", false))).isEqualTo("a");
		assertThat(this.reader.read(part("", false))).isEmpty();
	}

	@Test
	void anElementMayHaveAnyNumberOfParts() {
		assertThat(this.reader.read(part("a", true))).isNull();
		assertThat(this.reader.read(part("", true))).isNull();
		assertThat(this.reader.read(part("b", false))).isEqualTo("ab");
		assertThat(this.reader.read(part("c", false))).isEqualTo("c");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 99, 100, 199 })
	void anElementMayBeAsLongAsTheLimit(int first) {
		if (first > 0) {
			assertThat(this.reader.read(part("x".repeat(Math.max(first, 64)), true))).isNull();
		}
		int rest = (first == 0) ? 200 : 200 - Math.max(first, 64);
		assertThat(this.reader.read(part("y".repeat(rest), false))).hasSize(200);
		assertThat(this.reader.read(part("z".repeat(200), false))).as("the next one").hasSize(200);
		assertThatExceptionOfType(PayloadTooLargeException.class)
			.isThrownBy(() -> this.reader.read(part("y".repeat(201), false)))
			.withMessageContaining("200");
	}

	@Test
	void partsWithoutBytesAreNotFree() {
		for (int i = 0; i < 200 / 64; i++) {
			assertThat(this.reader.read(part("", true))).isNull();
		}
		assertThatExceptionOfType(PayloadTooLargeException.class).isThrownBy(() -> this.reader.read(part("", true)));
	}

	@Test
	void bytesThatAreSaidToBeNoElementAreRefused() {
		StreamPart end = new StreamPart("x".getBytes(UTF_8), 1, false, true, true, null);
		assertThatExceptionOfType(TofuException.class).isThrownBy(() -> this.reader.read(end))
			.withMessageContaining("marked to be no element");
	}

	private static StreamPart part(String text, boolean continued) {
		byte[] bytes = text.getBytes(UTF_8);
		return new StreamPart(bytes, bytes.length, continued, false, false, null);
	}

}
