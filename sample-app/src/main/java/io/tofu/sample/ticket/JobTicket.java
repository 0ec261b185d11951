package io.tofu.sample.ticket;

import java.util.HashMap;
import java.util.Map;

/**
 * What is wanted of a job.
 *
 * @param resolution dots per inch, {@value #MIN_RESOLUTION} to {@value #MAX_RESOLUTION}
 * @param pages which pages
 * @param colour whether in colour, or in grey
 */
public record JobTicket(int resolution, PageRange pages, boolean colour) {

	/** Below this nothing can be read. */
	public static final int MIN_RESOLUTION = 36;

	/** Above this pages become too large to look at. */
	public static final int MAX_RESOLUTION = 300;

	/** All pages in colour, as a screen shows them. */
	public static final JobTicket DEFAULT = new JobTicket(96, PageRange.ALL, true);

	public JobTicket {
		if (resolution < MIN_RESOLUTION || resolution > MAX_RESOLUTION) {
			throw new IllegalArgumentException("A resolution of " + resolution + " is not possible: " + MIN_RESOLUTION
					+ " to " + MAX_RESOLUTION + " dots per inch are");
		}
	}

	/**
	 * Reads the text header. What it does not say is as in {@link #DEFAULT}, and what is
	 * not known is left out.
	 * @param header like {@code resolution=96;pages=1-5;colour=true}
	 * @return the ticket
	 * @throws IllegalArgumentException with a text for people if a value is not possible
	 */
	public static JobTicket parse(String header) {
		Map<String, String> values = new HashMap<>();
		for (String item : header.split(";", -1)) {
			int equals = item.indexOf('=');
			if (equals > 0) {
				values.put(item.substring(0, equals).strip(), item.substring(equals + 1).strip());
			}
		}
		String resolution = values.get("resolution");
		String pages = values.get("pages");
		String colour = values.get("colour");
		return new JobTicket((resolution != null) ? Integer.parseInt(resolution) : DEFAULT.resolution,
				(pages != null) ? PageRange.parse(pages) : DEFAULT.pages,
				(colour != null) ? Boolean.parseBoolean(colour) : DEFAULT.colour);
	}

	/** The text header. */
	@Override
	public String toString() {
		return "resolution=" + this.resolution + ";pages=" + this.pages + ";colour=" + this.colour;
	}

}
