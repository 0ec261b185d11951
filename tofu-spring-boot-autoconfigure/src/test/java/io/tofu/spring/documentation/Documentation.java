package io.tofu.spring.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * README.md and the pages of docs, as tests read them.
 */
public final class Documentation {

	private Documentation() {
	}

	/** All Markdown files a user reads. */
	public static List<Path> files() {
		try (Stream<Path> docs = Files.list(root().resolve("docs"))) {
			Stream<Path> markdown = docs.filter((file) -> file.toString().endsWith(".md")).sorted();
			return Stream.concat(Stream.of(readme()), markdown).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public static Path readme() {
		return root().resolve("README.md");
	}

	/** One of the pages of docs. */
	public static Path page(String name) {
		return root().resolve("docs").resolve(name);
	}

	/** The fenced blocks of one language in one file. */
	public static List<String> blocks(Path file, String language) {
		return matches(file, "^```" + language + "\\n(.*?)^```$").map((match) -> match.group(1)).toList();
	}

	/** Where a pattern, in which a dot is any character, fits a file. */
	public static Stream<MatchResult> matches(Path file, String pattern) {
		return Pattern.compile(pattern, Pattern.MULTILINE | Pattern.DOTALL).matcher(read(file)).results();
	}

	/**
	 * Checks that what a page shows stands in a file beside a test, and so compiles.
	 */
	public static void assertStandsBeside(Class<?> test, String snippet) {
		Path directory = Path.of("src", "test", "java", test.getPackageName().replace('.', '/'));
		try (Stream<Path> files = Files.list(directory)) {
			assertThat(files.filter(Files::isRegularFile).anyMatch((file) -> read(file).contains(snippet.strip())))
				.as(snippet)
				.isTrue();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The repository: the directory above this module. */
	private static Path root() {
		return Path.of("").toAbsolutePath().getParent();
	}

}
