package io.tofu;

import java.util.concurrent.atomic.AtomicReference;

import org.jetbrains.lincheck.Lincheck;

/**
 * Runs a scenario again and again, with its threads taking their steps in another order
 * each time. A failed assertion in any thread, a deadlock and a thread that waits for
 * ever are reported with the order that leads to it. What a processor or a compiler may
 * reorder is not among the orders: they are those of a sequentially consistent machine.
 * {@code -Dtofu.interleavings=…} says how many are tried.
 */
public final class Interleavings {

	private static final int COUNT = Integer.getInteger("tofu.interleavings", 200);

	private Interleavings() {
	}

	/**
	 * Explores a scenario.
	 * @param scenario makes what is tried and runs threads {@link #together}
	 */
	public static void explore(Runnable scenario) {
		Lincheck.runConcurrentTest(COUNT, scenario);
	}

	/**
	 * Runs something on several threads, the first of them this one.
	 * @param parts what each thread does
	 */
	public static void together(Runnable... parts) {
		// plain threads in plain loops: Lincheck must see where they start and end
		Thread[] others = new Thread[parts.length - 1];
		AtomicReference<Throwable> failure = new AtomicReference<>();
		for (int i = 0; i < others.length; i++) {
			Runnable part = parts[i + 1];
			others[i] = new Thread(() -> run(part, failure));
			others[i].start();
		}
		parts[0].run();
		for (Thread other : others) {
			join(other);
		}
		if (failure.get() != null) {
			throw new AssertionError(failure.get());
		}
	}

	/**
	 * Says what must hold, in place of AssertJ, which Lincheck cannot look into.
	 * @param holds whether it does
	 * @param what what it is
	 */
	public static void require(boolean holds, String what) {
		if (!holds) {
			throw new AssertionError(what);
		}
	}

	/** What another thread throws would be lost. */
	private static void run(Runnable part, AtomicReference<Throwable> failure) {
		try {
			part.run();
		}
		catch (RuntimeException | AssertionError ex) {
			failure.set(ex);
		}
	}

	private static void join(Thread thread) {
		try {
			thread.join();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

}
