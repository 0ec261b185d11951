package io.tofu.engine;

import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * What other threads hand to the loop: posted messages and, rarely, commands. The loop is
 * woken only when it sleeps: it says that it is about to, then looks once more; who hands
 * something over puts it there, then looks whether the loop sleeps. So one of the two
 * always sees the other.
 */
final class Handover {

	private final Mailbox posted = new Mailbox();

	private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean asleep = new AtomicBoolean();

	private final Selector selector;

	/** Whether there is work that was not handed over here. */
	private volatile boolean nudged;

	Handover(Selector selector) {
		this.selector = selector;
	}

	// any thread

	/** Hands a posted message over; false if the loop has ended. */
	boolean submit(Envelope envelope) {
		if (!this.posted.push(envelope)) {
			return false;
		}
		wake();
		return true;
	}

	/** Has a command run, behind everything that was posted before. */
	void execute(Runnable command) {
		this.commands.add(command);
		wake();
	}

	/** Has the loop go round once more. */
	void nudge() {
		this.nudged = true;
		wake();
	}

	void wake() {
		if (this.asleep.get() && this.asleep.compareAndSet(true, false)) {
			this.selector.wakeup();
		}
	}

	// the loop's thread

	void fallAsleep() {
		this.asleep.set(true);
	}

	void awake() {
		this.asleep.set(false);
		this.nudged = false;
	}

	boolean isEmpty() {
		return !this.nudged && this.posted.isEmpty() && this.commands.isEmpty();
	}

	/** Passes on everything there is. */
	void drain(Consumer<Envelope> onPosted, Consumer<Runnable> onCommand) {
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
