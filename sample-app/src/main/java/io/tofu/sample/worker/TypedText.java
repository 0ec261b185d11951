package io.tofu.sample.worker;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Text in UTF-8, cut into lines and sheets as a typewriter would. Holds one sheet at a
 * time, even of a text that is a single line.
 */
final class TypedText implements Closeable {

	static final int COLUMNS = 84;

	static final int LINES = 62;

	private static final int TAB = 8;

	private static final int NOTHING = -2;

	private static final int END = -1;

	private final Reader reader;

	private int pushedBack = NOTHING;

	TypedText(File file) throws IOException {
		this.reader = new BufferedReader(new InputStreamReader(new FileInputStream(file), StandardCharsets.UTF_8));
	}

	/** The lines of the next sheet, none at the end. A form feed begins a new sheet. */
	List<String> nextSheet() throws IOException {
		List<String> lines = new ArrayList<>();
		for (String line = nextLine(); line != null; line = nextLine()) {
			lines.add(line);
			if (lines.size() == LINES || skip('\f')) {
				break;
			}
		}
		return lines;
	}

	@Override
	public void close() throws IOException {
		this.reader.close();
	}

	private @Nullable String nextLine() throws IOException {
		StringBuilder line = new StringBuilder();
		int next = read();
		if (next == END) {
			return null;
		}
		for (; next != END && next != '\n' && next != '\f'; next = read()) {
			if (line.length() >= COLUMNS) {
				this.pushedBack = next;
				return line.toString();
			}
			append(line, (char) next);
		}
		if (next == '\f') {
			this.pushedBack = next;
		}
		return line.toString();
	}

	private static void append(StringBuilder line, char next) {
		if (next == '\t') {
			line.append(" ".repeat(TAB - line.length() % TAB));
		}
		else if (!Character.isISOControl(next)) {
			line.append(next);
		}
	}

	private boolean skip(char wanted) throws IOException {
		int next = read();
		if (next != wanted) {
			this.pushedBack = next;
		}
		return next == wanted;
	}

	private int read() throws IOException {
		int next = this.pushedBack;
		this.pushedBack = NOTHING;
		return (next != NOTHING) ? next : this.reader.read();
	}

}
