package io.tofu.engine;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The bytes kept of messages that have not arrived completely, of all connections of an
 * engine together. When there are too many, the connections inside a message are read one
 * after another, each until its message is complete, in the order in which they came. All
 * with the turn, except looking.
 */
final class PartialFrames {

	private final long limit;

	private final Tally kept = new Tally();

	/** The connection that is read although there are too many bytes. */
	private @Nullable Connection first;

	private final Set<Connection> waiting = new LinkedHashSet<>();

	PartialFrames(long limit) {
		this.limit = limit;
	}

	long bytes() {
		return this.kept.bytes();
	}

	boolean isFull() {
		return bytes() >= this.limit;
	}

	/** A connection keeps more, or less. */
	void add(long difference) {
		if (difference != 0) {
			this.kept.add(0, difference);
			if (difference < 0 && !isFull()) {
				resumeAll();
			}
		}
	}

	/** Whether a connection inside a message may be read; if not, it will be told. */
	boolean admits(Connection connection) {
		if (!isFull()) {
			return true;
		}
		if (this.first == null) {
			this.first = connection;
		}
		boolean isFirst = connection.equals(this.first);
		if (!isFirst) {
			this.waiting.add(connection);
		}
		return isFirst;
	}

	/** A connection is not inside a message any more. */
	void leave(Connection connection) {
		if (this.first == null) {
			return;
		}
		this.waiting.remove(connection);
		if (this.first.equals(connection)) {
			this.first = null;
			this.waiting.stream().findFirst().ifPresent((next) -> {
				this.waiting.remove(next);
				this.first = next;
				resume(next);
			});
		}
	}

	private void resumeAll() {
		this.first = null;
		List<Connection> resumed = List.copyOf(this.waiting);
		this.waiting.clear();
		resumed.forEach(PartialFrames::resume);
	}

	/** It is not that connection whose work is being done. */
	private static void resume(Connection connection) {
		Reactor.guarded(connection, () -> connection.resume(Incoming.PAUSED_BY_MEMORY));
	}

}
