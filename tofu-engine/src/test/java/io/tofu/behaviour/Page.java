package io.tofu.behaviour;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A page of the documentation, as tests read it.
 */
final class Page {

	private static final Pattern FENCED = Pattern.compile("^```(\\w+)\\n(.*?)^```$",
			Pattern.MULTILINE | Pattern.DOTALL);

	private final String text;

	private Page(String text) {
		this.text = text;
	}

	static Page of(String name) {
		Path module = Path.of("").toAbsolutePath();
		try {
			return new Page(Files.readString(module.resolveSibling("docs").resolve(name)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** All of it. */
	String text() {
		return this.text;
	}

	/** The fenced blocks of one language. */
	List<String> blocks(String language) {
		List<String> blocks = new ArrayList<>();
		Matcher matcher = FENCED.matcher(this.text);
		while (matcher.find()) {
			if (matcher.group(1).equals(language)) {
				blocks.add(matcher.group(2));
			}
		}
		assertThat(blocks).as("blocks of " + language).isNotEmpty();
		return blocks;
	}

	/** The rows of the table whose head begins with these cells, without the head. */
	List<List<String>> table(String... head) {
		List<List<String>> rows = this.text.lines()
			.dropWhile((line) -> !line.startsWith("| " + String.join(" | ", head) + " |"))
			.takeWhile((line) -> line.startsWith("|"))
			.skip(2)
			.map(Page::cells)
			.toList();
		assertThat(rows).as("rows below " + Arrays.toString(head)).isNotEmpty();
		return rows;
	}

	private static List<String> cells(String row) {
		String inner = row.substring(1, row.length() - 1);
		return Arrays.stream(inner.split("\\|", -1)).map((cell) -> cell.isBlank() ? "" : cell.strip()).toList();
	}

}
