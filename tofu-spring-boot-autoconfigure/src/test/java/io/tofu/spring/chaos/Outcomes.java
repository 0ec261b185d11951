package io.tofu.spring.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Holds the journals of both sides against each other: how requests ended for those who
 * asked, and what those who were asked did.
 */
final class Outcomes {

	static final String ANSWERED = "answered";

	static final String REMOTE = "remote ";

	static final String NOT_PROCESSED = "not processed";

	static final String DISCONNECTED = "disconnected";

	static final String TIMEOUT = "timeout";

	/** Between an outcome and what the exception said. */
	static final String BECAUSE = ": ";

	private static final String OVERLOADED = REMOTE + "overloaded";

	private static final String UNAVAILABLE = REMOTE + "unavailable";

	/** Cut off by the end of the other side. */
	private static final String CANCELLED = REMOTE + "cancelled";

	/** Those after which nothing may have been done. */
	private static final Set<String> UNTOUCHED = Set.of(NOT_PROCESSED, OVERLOADED, UNAVAILABLE);

	/** Of that kind a part may have been handled before the next one is refused. */
	private static final String IN_PARTS = Work.Kind.FRAMES.name();

	private static final Set<String> POSSIBLE = Set.of(ANSWERED, NOT_PROCESSED, DISCONNECTED, TIMEOUT, OVERLOADED,
			UNAVAILABLE, CANCELLED);

	/** What a busy machine may add to a timeout, in milliseconds. */
	private static final long SLACK = 5000;

	private final List<String> wrong = new ArrayList<>();

	private final Map<String, Integer> counts = new TreeMap<>();

	private final Set<String> done = new HashSet<>();

	/** What is wrong, one line each. */
	List<String> wrong() {
		return this.wrong;
	}

	/** How often each outcome came, and how many requests were handled. */
	String summary() {
		return this.counts + ", handled " + this.done.size();
	}

	/** How many requests ended so. */
	int count(String outcome) {
		return this.counts.getOrDefault(outcome, 0);
	}

	/** Reads what a process did for others; all of them, before {@link #asked}. */
	void done(Path journal) throws IOException {
		Map<String, Integer> last = new HashMap<>();
		for (String[] line : Journal.read(journal)) {
			if (line[0].equals("R")) {
				check(this.done.add(line[1]), line[1] + " was handled twice, now in " + journal.getFileName());
			}
			else {
				int number = Integer.parseInt(line[2]);
				Integer before = last.put(line[1], number);
				check(before == null || before < number, "Signal " + number + " came after " + before + " on channel "
						+ line[1] + " in " + journal.getFileName());
			}
		}
	}

	/** Reads what a process asked of others, and how that ended. */
	void asked(Path journal, boolean killed) throws IOException {
		Map<String, String> open = new HashMap<>();
		for (String[] line : Journal.read(journal)) {
			if (line[0].equals("B")) {
				open.put(line[1], line[2]);
			}
			else {
				String kind = open.remove(line[1]);
				check(kind != null, line[1] + " ended twice");
				ended(kind, line[1], Long.parseLong(line[2]), line[3]);
			}
		}
		check(killed || open.isEmpty(), "never ended: " + open);
	}

	private void ended(String kind, String id, long late, String text) {
		String request = kind + " " + id;
		String outcome = text.substring(0, text.indexOf(BECAUSE));
		boolean untouched = UNTOUCHED.contains(outcome) && !(kind.equals(IN_PARTS) && outcome.startsWith(REMOTE));
		this.counts.merge(outcome, 1, Integer::sum);
		check(POSSIBLE.contains(outcome), request + " ended with " + text);
		check(late < SLACK, request + " ended " + late + " ms after its timeout with " + text);
		check(!untouched || !this.done.contains(id), request + " was handled, but " + text);
		check(!outcome.equals(ANSWERED) || this.done.contains(id), request + " was answered, but not handled");
	}

	private void check(boolean right, String otherwise) {
		if (!right) {
			this.wrong.add(otherwise);
		}
	}

}
