package io.tofu.sample.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Text as a typewriter has it.
 */
class TypedTextTests {

	@TempDir
	Path directory;

	@Test
	void cutsTextIntoLines() throws IOException {
		assertThat(sheets("one\r\ntwo\n\n\tthree")).containsExactly(List.of("one", "two", "", "        three"));
		assertThat(sheets("größer\n")).containsExactly(List.of("größer"));
		assertThat(sheets("")).isEmpty();
	}

	@Test
	void breaksLongLines() throws IOException {
		String full = "x".repeat(TypedText.COLUMNS);
		assertThat(sheets(full + "\nend")).containsExactly(List.of(full, "end"));
		assertThat(sheets(full + full + "y\nend")).containsExactly(List.of(full, full, "y", "end"));
	}

	@Test
	void beginsANewSheetWhenOneIsFull() throws IOException {
		String full = "line\n".repeat(TypedText.LINES);
		assertThat(sheets(full)).hasSize(1);
		assertThat(sheets(full + "more")).hasSize(2).last().isEqualTo(List.of("more"));
		assertThat(sheets("x".repeat(TypedText.COLUMNS * TypedText.LINES * 3))).hasSize(3);
	}

	@Test
	void aFormFeedBeginsANewSheet() throws IOException {
		assertThat(sheets("one\ftwo\n\fthree")).containsExactly(List.of("one"), List.of("two"), List.of("three"));
	}

	private List<List<String>> sheets(String text) throws IOException {
		Path file = Files.writeString(this.directory.resolve("text"), text);
		List<List<String>> sheets = new ArrayList<>();
		try (TypedText typed = new TypedText(file.toFile())) {
			for (List<String> sheet = typed.nextSheet(); !sheet.isEmpty(); sheet = typed.nextSheet()) {
				sheets.add(sheet);
			}
		}
		return sheets;
	}

}
