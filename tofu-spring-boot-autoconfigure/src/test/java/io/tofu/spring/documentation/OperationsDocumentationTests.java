package io.tofu.spring.documentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What docs/operations.md says that the log says. */
class OperationsDocumentationTests {

	/** A row of the table, whose first column is what is logged. */
	private static final String ROW = "^\\| (`[^\n]+?) \\| (?:info|warn|error)[a-z, ]* \\|";

	private static final Pattern QUOTE = Pattern.compile("`([^`]+)`");

	@Test
	void everyLineIsLogged() throws IOException {
		String sources = sources();
		List<String> lines = Documentation.matches(Documentation.page("operations.md"), ROW)
			.flatMap((row) -> QUOTE.matcher(row.group(1)).results())
			.map((quote) -> quote.group(1))
			.toList();
		assertThat(lines).hasSizeGreaterThan(15);
		assertThat(lines).allSatisfy((line) -> assertThat(sources).containsPattern(asLogged(line)));
	}

	/** What stands for something else is a placeholder, or the end of a text. */
	private static Pattern asLogged(String line) {
		return Pattern.compile(Arrays.stream(line.split("…"))
			.filter((part) -> !part.isBlank())
			.map((part) -> Pattern.quote(part.strip()))
			.collect(Collectors.joining("[^\"]*")));
	}

	private static String sources() throws IOException {
		StringBuilder all = new StringBuilder();
		for (String module : List.of("tofu-engine", "tofu-spring-boot-autoconfigure")) {
			try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
				for (Path file : files.filter((path) -> path.toString().endsWith(".java")).toList()) {
					all.append(Files.readString(file).replaceAll("\"\\s*\\+\\s*\"", ""));
				}
			}
		}
		return all.toString();
	}

}
