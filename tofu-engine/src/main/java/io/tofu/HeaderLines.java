package io.tofu;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks over text headers as they travel and edits them in place. Lines end with CRLF; a
 * line is {@code name:value}; the first line without a name ends the headers.
 */
final class HeaderLines {

	private final Bytes bytes;

	private int lineStart;

	private int nameEnd;

	private int valueStart;

	private int valueEnd;

	private int position;

	HeaderLines(Bytes bytes) {
		this.bytes = bytes;
	}

	/** Goes to the next header; false at the end. */
	boolean next() {
		byte[] array = this.bytes.array();
		int length = this.bytes.length();
		int start = this.position;
		int end = lineEnd(array, start, length);
		while (start < length && end == start) {
			start += 2;
			end = lineEnd(array, start, length);
		}
		if (start >= length) {
			this.position = length;
			return false;
		}
		int colon = start;
		while (colon < end && array[colon] != ':') {
			colon++;
		}
		if (colon == start) {
			this.position = length;
			return false;
		}
		this.lineStart = start;
		this.nameEnd = colon;
		this.valueStart = Math.min(colon + 1, end);
		this.valueEnd = end;
		while (this.valueStart < this.valueEnd && isBlank(array[this.valueStart])) {
			this.valueStart++;
		}
		while (this.valueEnd > this.valueStart && isBlank(array[this.valueEnd - 1])) {
			this.valueEnd--;
		}
		this.position = Math.min(end + 2, length);
		return true;
	}

	/** Goes to the next header of a name; false if there is none. */
	boolean find(byte[] name) {
		while (next()) {
			if (Arrays.equals(this.bytes.array(), this.lineStart, this.nameEnd, name, 0, name.length)) {
				return true;
			}
		}
		return false;
	}

	String name() {
		return new String(this.bytes.array(), this.lineStart, this.nameEnd - this.lineStart, StandardCharsets.UTF_8);
	}

	String value() {
		return new String(this.bytes.array(), this.valueStart, this.valueEnd - this.valueStart, StandardCharsets.UTF_8);
	}

	void add(byte[] name, byte[] value) {
		this.bytes.append(name);
		this.bytes.append((byte) ':');
		this.bytes.append(value);
		this.bytes.append((byte) '\r');
		this.bytes.append((byte) '\n');
	}

	/** Removes every header of a name, from the start. */
	void remove(byte[] name) {
		this.position = 0;
		while (find(name)) {
			this.bytes.cut(this.lineStart, this.position);
			this.position = this.lineStart;
		}
	}

	/** Drops what is not a header, so that every byte belongs to a line that ends. */
	void canonicalize() {
		int kept = 0;
		this.position = 0;
		while (next()) {
			this.bytes.cut(kept, this.lineStart);
			int shift = this.lineStart - kept;
			kept = this.position - shift;
			this.position = kept;
		}
		this.bytes.cut(kept, this.bytes.length());
		byte[] array = this.bytes.array();
		if (kept > 0 && (kept < 2 || array[kept - 2] != '\r' || array[kept - 1] != '\n')) {
			this.bytes.append((byte) '\r');
			this.bytes.append((byte) '\n');
		}
		this.position = 0;
	}

	private static int lineEnd(byte[] array, int from, int length) {
		for (int i = from; i < length - 1; i++) {
			if (array[i] == '\r' && array[i + 1] == '\n') {
				return i;
			}
		}
		return length;
	}

	private static boolean isBlank(byte b) {
		return b == ' ' || b == '\t';
	}

}
