package io.tofu.spring.lifecycle;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Two applications connected in every way there is, all at once: over TCP and over a Unix
 * socket, each dialled from both sides.
 */
final class Lines implements AutoCloseable {

	/** How many connections that makes. */
	static final int COUNT = Line.values().length;

	private final Map<Line, Line.End> ends = new EnumMap<>(Line.class);

	Lines() {
		for (Line line : Line.values()) {
			this.ends.put(line, line.free());
		}
	}

	Line.End end(Line line) {
		return this.ends.get(line);
	}

	/** The properties of the application in the other JVM, and more of them. */
	String[] ofChild(String... more) {
		return properties(true, more);
	}

	/** The properties of the application in this JVM, and more of them. */
	String[] ofTest(String... more) {
		return properties(false, more);
	}

	private String[] properties(boolean child, String... more) {
		List<String> properties = new ArrayList<>(List.of(more));
		List<String> addresses = new ArrayList<>();
		this.ends.forEach((line, end) -> {
			if (line.childDials() == child) {
				properties.addAll(Line.dialling(line.peer(), end));
			}
			else {
				addresses.add(end.address());
			}
		});
		properties.add("tofu.server.address=" + String.join(",", addresses));
		return properties.toArray(String[]::new);
	}

	@Override
	public void close() {
		this.ends.values().forEach(Line.End::close);
	}

}
