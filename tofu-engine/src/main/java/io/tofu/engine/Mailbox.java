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

	private static final Envelope CLOSED = new Envelope(null);

	private static final VarHandle NEWEST;

	static {
		try {
			NEWEST = MethodHandles.lookup().findVarHandle(Mailbox.class, "newest", Envelope.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	@SuppressWarnings("unused") // by its handle
	private volatile @Nullable Envelope newest;

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
			if (top == CLOSED) {
				first.next = null;
				return false;
			}
			first.next = top;
		}
		while (!NEWEST.compareAndSet(this, top, last));
		return true;
	}

	/** Everything there is, linked from the oldest on; null if there is nothing. */
	@Nullable Envelope takeAll() {
		Envelope top;
		do {
			top = this.newest;
			if (top == null || top == CLOSED) {
				return null;
			}
		}
		while (!NEWEST.compareAndSet(this, top, null));
		return oldestFirst(top);
	}

	/** Refuses whatever comes from now on; what was there, linked from the oldest on. */
	@Nullable Envelope close() {
		Envelope rest = (Envelope) NEWEST.getAndSet(this, CLOSED);
		return (rest != CLOSED) ? oldestFirst(rest) : null;
	}

	boolean isClosed() {
		return this.newest == CLOSED;
	}

	boolean isEmpty() {
		Envelope top = this.newest;
		return top == null || top == CLOSED;
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
