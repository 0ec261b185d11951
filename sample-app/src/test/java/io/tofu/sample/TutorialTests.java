package io.tofu.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The code that docs/tutorial.md shows is the sample's.
 */
class TutorialTests {

	private static final Path PAGE = Path.of("..", "docs", "tutorial.md");

	private static final Pattern CODE = Pattern.compile("^```(?:java|yaml|js|python)\\n(.*?)^```$",
			Pattern.MULTILINE | Pattern.DOTALL);

	private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(?:#[^)]*)?\\)");

	static List<String> snippets() throws IOException {
		return CODE.matcher(Files.readString(PAGE)).results().map((snippet) -> snippet.group(1)).toList();
	}

	@ParameterizedTest
	@MethodSource("snippets")
	void showsWhatIsThere(String snippet) throws IOException {
		assertThat(sources()).as("sources with\n%s", snippet).anyMatch((source) -> source.contains("\n" + snippet));
	}

	@Test
	void linksToWhatIsThere() throws IOException {
		List<String> links = LINK.matcher(Files.readString(PAGE)).results().map((link) -> link.group(1)).toList();
		assertThat(links).isNotEmpty().allSatisfy((link) -> assertThat(PAGE.resolveSibling(link)).exists());
	}

	private static List<String> sources() throws IOException {
		try (Stream<Path> files = Stream.concat(Stream.of(Path.of("worker.py")), Files.walk(Path.of("src", "main")))) {
			return files.filter((file) -> file.toString().matches(".*\\.(java|yml|js|py)"))
				.map(TutorialTests::read)
				.toList();
		}
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
