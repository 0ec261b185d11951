package io.tofu;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

import org.jspecify.annotations.Nullable;

/**
 * The text headers of a {@link Message}: names and values in order, duplicates allowed,
 * names case-sensitive. A live view that belongs to its message and throws
 * {@link IllegalStateException} when the message was given away.
 *
 * <p>
 * Received headers stay as they came, byte for byte, until they are edited. Names are
 * ASCII, values UTF-8. Headers may grow beyond {@link Message#MAX_HEADERS_LENGTH}, but
 * cannot be posted then. Not thread-safe, as their message is not.
 *
 * <p>
 * Names that begin with {@code ~} belong to engines.
 */
public final class TextHeaders implements Iterable<TextHeader> {

	private final Message message;

	TextHeaders(Message message) {
		this.message = message;
	}

	/**
	 * Adds a header at the end, beside others of that name.
	 * @param name the name, ASCII; blanks, tabs, CR and LF around it are cut off
	 * @param value the value
	 * @return these headers
	 * @throws IllegalArgumentException if the name or the value is empty, the name is not
	 * ASCII or has a colon, CR or LF in it, or the value has a CR or LF in it
	 */
	public TextHeaders add(String name, String value) {
		byte[] nameBytes = checkedName(name);
		byte[] valueBytes = checkedValue(name, value);
		canonical().add(nameBytes, valueBytes);
		return this;
	}

	/**
	 * Replaces all headers of a name by one, which stands at the end.
	 * @param name the name, as for {@link #add}
	 * @param value the value
	 * @return these headers
	 * @throws IllegalArgumentException as for {@link #add}
	 */
	public TextHeaders set(String name, String value) {
		byte[] nameBytes = checkedName(name);
		byte[] valueBytes = checkedValue(name, value);
		HeaderLines lines = canonical();
		lines.remove(nameBytes);
		lines.add(nameBytes, valueBytes);
		return this;
	}

	/**
	 * Removes all headers of a name.
	 * @param name the name, compared exactly
	 * @return whether there was one
	 */
	public boolean remove(String name) {
		byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
		if (!lines().find(nameBytes)) {
			return false;
		}
		canonical().remove(nameBytes);
		return true;
	}

	/**
	 * The value of the first header of a name.
	 * @param name the name, compared exactly
	 * @return the value, which may be empty, or null if there is no such header
	 */
	public @Nullable String first(String name) {
		HeaderLines lines = lines();
		return lines.find(name.getBytes(StandardCharsets.UTF_8)) ? lines.value() : null;
	}

	/**
	 * The values of all headers of a name.
	 * @param name the name, compared exactly
	 * @return a new list, in order, empty if there is no such header
	 */
	public List<String> all(String name) {
		List<String> values = new ArrayList<>();
		byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
		for (HeaderLines lines = lines(); lines.find(nameBytes);) {
			values.add(lines.value());
		}
		return values;
	}

	/**
	 * Whether there is a header of a name.
	 * @param name the name, compared exactly
	 * @return true if there is one
	 */
	public boolean contains(String name) {
		return lines().find(name.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Removes all headers.
	 * @return these headers
	 */
	public TextHeaders clear() {
		bytes().clear();
		return this;
	}

	/**
	 * Whether there is no header.
	 * @return true if the iteration is empty
	 */
	public boolean isEmpty() {
		return !lines().next();
	}

	/**
	 * What the headers occupy in a frame.
	 * @return the length in bytes, separators included
	 */
	public int length() {
		return bytes().length();
	}

	/** The headers in order. The iteration must not be mixed with changes. */
	@Override
	public Iterator<TextHeader> iterator() {
		HeaderLines lines = lines();
		return new Iterator<>() {

			private boolean found = lines.next();

			@Override
			public boolean hasNext() {
				bytes();
				return this.found;
			}

			@Override
			public TextHeader next() {
				bytes();
				if (!this.found) {
					throw new NoSuchElementException();
				}
				TextHeader header = new TextHeader(lines.name(), lines.value());
				this.found = lines.next();
				return header;
			}

		};
	}

	@Override
	public String toString() {
		List<TextHeader> headers = new ArrayList<>();
		forEach(headers::add);
		return headers.toString();
	}

	private Bytes bytes() {
		return this.message.storage().headers;
	}

	private HeaderLines lines() {
		return new HeaderLines(bytes());
	}

	/** The lines, ready to be edited: what came from elsewhere is written anew. */
	private HeaderLines canonical() {
		HeaderLines lines = lines();
		lines.canonicalize();
		return lines;
	}

	private static byte[] checkedName(String name) {
		int from = 0;
		int to = name.length();
		while (from < to && isBlank(name.charAt(from))) {
			from++;
		}
		while (to > from && isBlank(name.charAt(to - 1))) {
			to--;
		}
		if (from == to) {
			throw new IllegalArgumentException("A text header needs a name");
		}
		for (int i = from; i < to; i++) {
			char c = name.charAt(i);
			if (c == ':' || c == '\r' || c == '\n' || c > 0x7E) {
				throw new IllegalArgumentException(
						"The text header name '" + printable(name) + "' has a character that is not allowed: 0x"
								+ Integer.toHexString(c) + " (ASCII without colon, CR and LF)");
			}
		}
		return name.substring(from, to).getBytes(StandardCharsets.US_ASCII);
	}

	private static byte[] checkedValue(String name, String value) {
		if (value.isEmpty()) {
			throw new IllegalArgumentException("The text header '" + printable(name) + "' needs a value");
		}
		if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0) {
			throw new IllegalArgumentException("The value of the text header '" + printable(name) + "' has a CR or LF");
		}
		return value.getBytes(StandardCharsets.UTF_8);
	}

	private static boolean isBlank(char c) {
		return c == ' ' || c == '\t' || c == '\r' || c == '\n';
	}

	private static String printable(String name) {
		return name.replaceAll("\\p{Cntrl}", " ");
	}

}
