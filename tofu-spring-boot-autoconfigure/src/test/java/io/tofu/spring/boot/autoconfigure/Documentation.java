package io.tofu.spring.boot.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * README.md and the files of docs, as tests read them.
 */
final class Documentation {

	private static final Pattern FENCED = Pattern.compile("^```(\\w+)\\n(.*?)^```$",
			Pattern.MULTILINE | Pattern.DOTALL);

	private Documentation() {
	}

	/** All Markdown files a user reads. */
	static List<Path> files() {
		try (Stream<Path> docs = Files.list(root().resolve("docs"))) {
			Stream<Path> markdown = docs.filter((file) -> file.toString().endsWith(".md")).sorted();
			return Stream.concat(Stream.of(root().resolve("README.md")), markdown).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The fenced blocks of one language in one file. */
	static List<String> blocks(Path file, String language) {
		List<String> blocks = new ArrayList<>();
		Matcher matcher = FENCED.matcher(read(file));
		while (matcher.find()) {
			if (matcher.group(1).equals(language)) {
				blocks.add(matcher.group(2));
			}
		}
		return blocks;
	}

	static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The repository: the directory above this module. */
	static Path root() {
		return Path.of("").toAbsolutePath().getParent();
	}

}
