package io.tofu.engine;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * What other threads hand to the loop: posted messages and, rarely, commands. Who hands
 * something over puts it here, then wakes the loop if it sleeps; the loop says that it is
 * about to sleep, then looks here once more. So one of the two always sees the other.
 */
final class Handover {

	private final Mailbox posted = new Mailbox();

	private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();

	private final Wheel wheel;

	/** Whether there is something that should not wait for a thread to come back. */
	private volatile boolean urgent;

	Handover(Wheel wheel) {
		this.wheel = wheel;
	}

	// any thread

	/**
	 * Hands a posted message over.
	 * @param returning whether this thread is going to turn the loop itself soon
	 * @return false if the loop has ended
	 */
	boolean submit(Envelope envelope, boolean returning) {
		if (!this.posted.push(envelope)) {
			return false;
		}
		if (returning) {
			this.wheel.wakeIfTurning();
		}
		else {
			nudge();
		}
		return true;
	}

	/** Has a command run, behind everything that was posted before. */
	void execute(Runnable command) {
		this.commands.add(command);
		nudge();
	}

	/** Has the loop go round once more. */
	void nudge() {
		if (!this.urgent) {
			this.urgent = true;
		}
		this.wheel.wake();
	}

	/** Has the loop go round for what was left to a thread that does not turn it now. */
	void expedite() {
		if (!this.posted.isEmpty()) {
			nudge();
		}
	}

	// who turns the loop

	boolean isEmpty() {
		return !this.urgent && this.posted.isEmpty();
	}

	/**
	 * Whether there is more than what was posted by a thread that is going to turn the
	 * loop itself.
	 */
	boolean isUrgent() {
		return this.urgent;
	}

	/** Passes on everything there is. */
	void drain(Consumer<Envelope> onPosted, Consumer<Runnable> onCommand) {
		this.urgent = false;
		// counted first: what was posted before one of these is in the mailbox by now
		int count = this.commands.size();
		forEach(this.posted.takeAll(), onPosted);
		for (int i = 0; i < count; i++) {
			Runnable command = this.commands.poll();
			assert command != null : "only the loop takes";
			onCommand.accept(command);
		}
	}

	/** Takes nothing more; passes on what came too late. */
	void close(Consumer<Envelope> onPosted) {
		this.posted.close();
		forEach(this.posted.takeAll(), onPosted);
	}

	private static void forEach(@Nullable Envelope first, Consumer<Envelope> action) {
		Envelope next = first;
		while (next != null) {
			Envelope following = next.next;
			next.next = null;
			action.accept(next);
			next = following;
		}
	}

}
