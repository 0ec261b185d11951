package io.tofu.spring;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs tasks on another executor, one after another, in the order they came. */
final class SerialExecutor implements Executor {

	private static final Logger logger = LoggerFactory.getLogger(SerialExecutor.class);

	private final Executor executor;

	/**
	 * Held while a thread is asked for: who comes meanwhile cannot rely on it before it
	 * is known to come.
	 */
	private final ReentrantLock lock = new ReentrantLock();

	// guarded by lock
	private final Deque<Runnable> tasks = new ArrayDeque<>();

	/** Whether somebody runs the tasks, or is going to. */
	private boolean active;

	SerialExecutor(Executor executor) {
		this.executor = executor;
	}

	/**
	 * Runs a task behind those before it.
	 * @throws RejectedExecutionException if there is no thread for it; it does not run
	 */
	@Override
	public void execute(Runnable task) {
		this.lock.lock();
		try {
			this.tasks.add(task);
			if (!this.active) {
				this.active = true;
				callThread();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Under the lock, for the only task there is. */
	private void callThread() {
		try {
			this.executor.execute(this::drain);
		}
		catch (RuntimeException | Error ex) {
			this.tasks.clear();
			this.active = false;
			throw new RejectedExecutionException("No thread to be had, now or ever", ex);
		}
	}

	private void drain() {
		for (Runnable task = next(); task != null; task = next()) {
			run(task);
		}
	}

	private @Nullable Runnable next() {
		this.lock.lock();
		try {
			Runnable task = this.tasks.poll();
			this.active = task != null;
			return task;
		}
		finally {
			this.lock.unlock();
		}
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
