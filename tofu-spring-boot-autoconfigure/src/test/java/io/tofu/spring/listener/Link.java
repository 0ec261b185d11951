package io.tofu.spring.listener;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How two applications are linked, and on what threads their listeners run.
 */
enum Link {

	TCP(false), UNIX(false), TCP_VIRTUAL(true), UNIX_VIRTUAL(true);

	private static final int FIRST_WITH_VIRTUAL_THREADS = 21;

	private final boolean virtualThreads;

	Link(boolean virtualThreads) {
		this.virtualThreads = virtualThreads;
	}

	/** Those that this Java can do. */
	static List<Link> possible() {
		List<Link> links = new ArrayList<>();
		for (Link link : values()) {
			if (!link.virtualThreads || Runtime.version().feature() >= FIRST_WITH_VIRTUAL_THREADS) {
				links.add(link);
			}
		}
		return links;
	}

	/** An address nobody listens on yet. */
	String serverAddress(Path directory) {
		boolean tcp = this == TCP || this == TCP_VIRTUAL;
		return tcp ? "tcp://127.0.0.1:0" : "unix:" + directory.resolve("app.sock");
	}

	boolean hasVirtualThreads() {
		return this.virtualThreads;
	}

}
