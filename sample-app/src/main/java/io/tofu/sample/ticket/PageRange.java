package io.tofu.sample.ticket;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Some pages in a row: {@code 3}, {@code 2-5}, or {@code 2-} for all from the second on.
 *
 * @param first the first page, from 1
 * @param last the last page, {@link #OPEN} for that of the document
 */
public record PageRange(int first, int last) {

	/** To the end, wherever that is. */
	public static final int OPEN = Integer.MAX_VALUE;

	/** All pages. */
	public static final PageRange ALL = new PageRange(1, OPEN);

	private static final Pattern FORM = Pattern.compile("(\\d{1,6})(-(\\d{1,6})?)?");

	public PageRange {
		if (first < 1 || last < first) {
			throw new IllegalArgumentException("There are no pages from " + first + " to " + last);
		}
	}

	/**
	 * Reads a range.
	 * @param text as people and tickets have it
	 * @return the range
	 * @throws IllegalArgumentException with a text for people if it is none
	 */
	public static PageRange parse(String text) {
		Matcher matcher = FORM.matcher(text.strip());
		if (!matcher.matches()) {
			throw new IllegalArgumentException("'" + text + "' names no pages: write 3, 2-5 or 2-");
		}
		int first = Integer.parseInt(matcher.group(1));
		if (matcher.group(2) == null) {
			return new PageRange(first, first);
		}
		return new PageRange(first, (matcher.group(3) != null) ? Integer.parseInt(matcher.group(3)) : OPEN);
	}

	/**
	 * How many of these pages a document has.
	 * @param pages how many pages the document has
	 * @return the number of pages, 0 if it ends before the first
	 */
	public int countIn(int pages) {
		return Math.max(0, Math.min(this.last, pages) - this.first + 1);
	}

	@Override
	@JsonValue
	public String toString() {
		if (this.last == OPEN) {
			return this.first + "-";
		}
		return (this.first == this.last) ? Integer.toString(this.first) : this.first + "-" + this.last;
	}

}
