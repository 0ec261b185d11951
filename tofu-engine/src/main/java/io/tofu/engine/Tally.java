package io.tofu.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Counts messages and their bytes: one thread at a time adds, any thread looks. */
final class Tally {

	private static final VarHandle MESSAGES;

	private static final VarHandle BYTES;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			MESSAGES = lookup.findVarHandle(Tally.class, "messages", long.class);
			BYTES = lookup.findVarHandle(Tally.class, "bytes", long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private long messages;

	private long bytes;

	void add(int count, long length) {
		MESSAGES.setOpaque(this, this.messages + count);
		BYTES.setOpaque(this, this.bytes + length);
	}

	long messages() {
		return (long) MESSAGES.getOpaque(this);
	}

	long bytes() {
		return (long) BYTES.getOpaque(this);
	}

}
