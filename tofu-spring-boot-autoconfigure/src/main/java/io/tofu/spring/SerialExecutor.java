package io.tofu.spring;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs tasks on another executor, one after another, in the order they came. */
final class SerialExecutor implements Executor {

	private static final Logger logger = LoggerFactory.getLogger(SerialExecutor.class);

	private final Executor executor;

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	/** Whether somebody runs the tasks, or is going to. */
	private final AtomicBoolean active = new AtomicBoolean();

	SerialExecutor(Executor executor) {
		this.executor = executor;
	}

	/** A task that is not accepted does not run; those before it do, if ever one is. */
	@Override
	public void execute(Runnable task) {
		this.tasks.add(task);
		if (!this.active.compareAndSet(false, true)) {
			return;
		}
		try {
			this.executor.execute(this::drain);
		}
		catch (RejectedExecutionException | OutOfMemoryError ex) {
			this.tasks.remove(task);
			this.active.set(false);
			throw new RejectedExecutionException("No thread to be had, now or ever", ex);
		}
	}

	private void drain() {
		do {
			for (Runnable task = this.tasks.poll(); task != null; task = this.tasks.poll()) {
				run(task);
			}
			this.active.set(false);
		}
		while (!this.tasks.isEmpty() && this.active.compareAndSet(false, true));
	}

	private static void run(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			logger.warn("A callback failed", ex);
		}
	}

}
