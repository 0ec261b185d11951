package io.tofu.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.jspecify.annotations.Nullable;

/**
 * Hands envelopes from many threads to one. Pushing is one compare-and-set; the one takes
 * everything at once, so that a node that comes back while another thread still looks at
 * it does no harm: nobody ever takes the top alone.
 */
final class Mailbox {

	private static final VarHandle NEWEST;

	static {
		try {
			NEWEST = MethodHandles.lookup().findVarHandle(Mailbox.class, "newest", Envelope.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	/** On top of a closed mailbox, with what was left in it below. */
	private final Envelope end = new Envelope(null);

	@SuppressWarnings("unused") // by its handle
	private volatile @Nullable Envelope newest;

	// any thread

	/** Adds one; false if the mailbox is closed. */
	boolean push(Envelope envelope) {
		return push(envelope, envelope);
	}

	/**
	 * Adds several that are linked from the last one to the first one; false if the
	 * mailbox is closed.
	 */
	boolean push(Envelope last, Envelope first) {
		Envelope top;
		do {
			top = this.newest;
			if (top == this.end) {
				first.next = null;
				return false;
			}
			first.next = top;
		}
		while (!NEWEST.compareAndSet(this, top, last));
		return true;
	}

	boolean isClosed() {
		return this.newest == this.end;
	}

	// one thread alone, which need not be the one that takes

	/** Refuses whatever comes from now on; what is there can still be taken. */
	void close() {
		Envelope top;
		do {
			top = this.newest;
			if (top == this.end) {
				return;
			}
			this.end.next = top;
		}
		while (!NEWEST.compareAndSet(this, top, this.end));
	}

	// the one who takes

	/** Everything there is, linked from the oldest on; null if there is nothing. */
	@Nullable Envelope takeAll() {
		Envelope top = this.newest;
		while (top != null && top != this.end) {
			if (NEWEST.compareAndSet(this, top, null)) {
				return oldestFirst(top);
			}
			top = this.newest;
		}
		return (top != null) ? takeRest() : null;
	}

	boolean isEmpty() {
		Envelope top = this.newest;
		return top == null || (top == this.end && top.next == null);
	}

	private @Nullable Envelope takeRest() {
		Envelope rest = this.end.next;
		this.end.next = null;
		return oldestFirst(rest);
	}

	private static @Nullable Envelope oldestFirst(@Nullable Envelope newest) {
		Envelope oldest = null;
		Envelope next = newest;
		while (next != null) {
			Envelope older = next.next;
			next.next = oldest;
			oldest = next;
			next = older;
		}
		return oldest;
	}

}
