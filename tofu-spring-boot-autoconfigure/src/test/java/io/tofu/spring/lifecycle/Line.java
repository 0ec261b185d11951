package io.tofu.spring.lifecycle;

import java.util.ArrayList;
import java.util.List;

import io.tofu.test.FreePorts;
import io.tofu.test.TempUdsPath;

/**
 * How two applications are connected: over what, and which of them listens.
 */
enum Line {

	TCP_DIALLED_BY_TEST(false, false), TCP_DIALLED_BY_CHILD(false, true), UNIX_DIALLED_BY_TEST(true, false),
	UNIX_DIALLED_BY_CHILD(true, true);

	private final boolean unix;

	private final boolean childDials;

	Line(boolean unix, boolean childDials) {
		this.unix = unix;
		this.childDials = childDials;
	}

	/** An address that nobody listens on yet, and that stays the same. */
	End free() {
		if (!this.unix) {
			return new End("tcp://127.0.0.1:" + FreePorts.tcp(), () -> {
			});
		}
		TempUdsPath path = TempUdsPath.create();
		return new End("unix:" + path.path(), path::close);
	}

	boolean childDials() {
		return this.childDials;
	}

	/** The properties of the application in the other JVM, and more of them. */
	String[] ofChild(End end, String... more) {
		return properties(this.childDials, end, more);
	}

	/** The properties of the application in this JVM, and more of them. */
	String[] ofTest(End end, String... more) {
		return properties(!this.childDials, end, more);
	}

	/** A name for whoever is dialled. */
	String peer() {
		return this.unix ? "unix" : "tcp";
	}

	/** The properties of a peer that is dialled. */
	static List<String> dialling(String peer, End end) {
		return List.of("tofu.peer." + peer + ".address=" + end.address(),
				"tofu.peer." + peer + ".reconnect.max-interval=200ms");
	}

	private static String[] properties(boolean dials, End end, String... more) {
		List<String> properties = new ArrayList<>(List.of(more));
		if (dials) {
			properties.addAll(dialling("main", end));
		}
		else {
			properties.add("tofu.server.address=" + end.address());
		}
		return properties.toArray(String[]::new);
	}

	/** An address, to be given back. */
	record End(String address, Runnable release) implements AutoCloseable {

		@Override
		public void close() {
			this.release.run();
		}

	}

}
