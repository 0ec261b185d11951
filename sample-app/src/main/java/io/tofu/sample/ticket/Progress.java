package io.tofu.sample.ticket;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * How far a job is, the body of a Signal: {@code [3:20]}.
 *
 * @param page the page that is ready
 * @param pages how many there will be
 */
public record Progress(int page, int pages) {

	private static final Pattern FORM = Pattern.compile("\\[(\\d{1,6}):(\\d{1,6})]");

	/**
	 * Reads the body of a Signal.
	 * @param body the body
	 * @return how far the job is, or null if it does not say
	 */
	public static @Nullable Progress parse(byte[] body) {
		Matcher matcher = FORM.matcher(new String(body, StandardCharsets.US_ASCII));
		return matcher.matches() ? new Progress(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)))
				: null;
	}

	/**
	 * The body of a Signal.
	 * @return the text as bytes
	 */
	public byte[] toBytes() {
		return toString().getBytes(StandardCharsets.US_ASCII);
	}

	@Override
	public String toString() {
		return "[" + this.page + ":" + this.pages + "]";
	}

}
