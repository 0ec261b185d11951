package io.tofu.engine;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Counts the messages that a benchmark's thread has passed on. */
@AuxCounters
@State(Scope.Thread)
public class Circulation {

	/** How many messages this thread has passed on. */
	public long messages;

	/** Pushes everything into a mailbox, one by one. */
	void pass(@Nullable Envelope first, Mailbox into) {
		Envelope next = first;
		while (next != null) {
			Envelope following = next.next;
			into.push(next);
			this.messages++;
			next = following;
		}
	}

}
