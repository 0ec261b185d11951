package io.tofu.spring.boot.autoconfigure;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * As many threads as there are tasks that wait for something, as a cached pool has them,
 * but few for tasks that are soon done: to wake a thread for each costs far more than
 * they do. Thread-safe.
 *
 * <p>
 * Tasks queue, and while some do, a thread is on its way to them; at most one at a time.
 * When it comes it calls the next one if more tasks are there than it can take, and only
 * then runs its own; afterwards it goes on with what it finds, and waits a moment for
 * more. So a task behind one that blocks begins as soon as a thread has woken, and of a
 * burst of small tasks the first thread has done most by then.
 */
final class BurstExecutor implements Executor, AutoCloseable {

	/** How long a thread stays awake without work, about what it costs to wake it. */
	private static final long LINGER = TimeUnit.MICROSECONDS.toNanos(20);

	private final ExecutorService threads;

	/** Bounded by those who bring tasks. */
	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	/** Whether a thread is on its way. */
	private final AtomicReference<Call> called = new AtomicReference<>(Call.NONE);

	/**
	 * Held while a thread is called: who comes meanwhile, and finds no thread that works,
	 * cannot rely on it before it is known to come.
	 */
	private final ReentrantLock calling = new ReentrantLock();

	/** How many threads have come and will look for tasks before they leave. */
	private final AtomicInteger working = new AtomicInteger();

	/**
	 * An executor without threads.
	 * @param threads makes threads when there are not enough; those without work end
	 * after a minute
	 */
	BurstExecutor(ThreadFactory threads) {
		this(Executors.newCachedThreadPool(threads));
	}

	/**
	 * An executor on a pool of its own, which gives each task a thread at once.
	 */
	BurstExecutor(ExecutorService threads) {
		this.threads = threads;
	}

	/**
	 * Runs a task on a thread of this executor.
	 * @throws RejectedExecutionException after {@link #close()}
	 * @throws OutOfMemoryError if the system has no thread for it
	 */
	@Override
	public void execute(Runnable task) {
		if (this.threads.isShutdown()) {
			throw new RejectedExecutionException("The executor is closed");
		}
		this.tasks.add(task);
		try {
			callThread();
		}
		catch (RuntimeException | Error ex) {
			// Whoever works takes it later
			if (this.working.get() == 0 && this.tasks.remove(task)) {
				throw ex;
			}
		}
	}

	/**
	 * Interrupts what runs, and takes nothing more. What waits is run, by whoever works
	 * or is on the way, and not interrupted: somebody may wait for it.
	 */
	@Override
	public void close() {
		this.threads.shutdownNow();
	}

	/**
	 * Has a thread come, unless one is on its way. Whoever calls one looks afterwards for
	 * those who left that to it meanwhile; if the system has none, what is there waits
	 * for those that work.
	 */
	private void callThread() {
		while (this.called.get() != Call.ANSWERED && mayCall()) {
			try {
				if (this.called.compareAndSet(Call.NONE, Call.TRIED)) {
					this.threads.execute(this::work);
					// Unless it is there already
					this.called.compareAndSet(Call.TRIED, Call.ANSWERED);
				}
			}
			catch (RuntimeException | Error ex) {
				this.called.set(Call.NONE);
				throw ex;
			}
			finally {
				this.calling.unlock();
			}
			if (this.tasks.isEmpty()) {
				return;
			}
		}
	}

	/**
	 * Takes the lock. False if another thread has it and some thread works, which takes
	 * the task later even if none comes: to wait would cost two thread switches, because
	 * the thread that is woken often runs before the one that wakes it goes on.
	 */
	private boolean mayCall() {
		if (this.calling.tryLock()) {
			return true;
		}
		if (this.working.get() > 0) {
			return false;
		}
		this.calling.lock();
		return true;
	}

	private void work() {
		this.working.incrementAndGet();
		Runnable task = takeAsCalled();
		if (task == null) {
			task = next();
		}
		while (task != null) {
			callAnotherIfNeeded();
			run(task);
			task = next();
		}
	}

	/** Takes what is there as the thread that is on its way; another one may be then. */
	private @Nullable Runnable takeAsCalled() {
		Runnable task = this.tasks.poll();
		this.called.set(Call.NONE);
		return task;
	}

	/** The next task, or null if this thread leaves. */
	private @Nullable Runnable next() {
		while (true) {
			Runnable task = this.tasks.poll();
			if (task == null && this.called.compareAndSet(Call.NONE, Call.ANSWERED)) {
				linger();
				task = takeAsCalled();
			}
			if (task != null) {
				return task;
			}
			this.working.decrementAndGet();
			// Who brought one before that, and found no thread, relies on this one
			if (this.tasks.isEmpty()) {
				return null;
			}
			this.working.incrementAndGet();
		}
	}

	/** Whoever brings a task meanwhile need not wake a thread for it. */
	@SuppressWarnings("ThreadPriorityCheck")
	private void linger() {
		long start = System.nanoTime();
		while (this.tasks.isEmpty() && System.nanoTime() - start < LINGER) {
			Thread.yield();
		}
	}

	private void callAnotherIfNeeded() {
		if (this.tasks.isEmpty()) {
			return;
		}
		try {
			callThread();
		}
		catch (RuntimeException | Error ex) {
			// This thread takes them all, one after another
		}
	}

	private void run(Runnable task) {
		// An interrupt was for the task before, and that of the end for those that ran
		// then: what begins afterwards tells somebody of that end
		Thread.interrupted();
		try {
			task.run();
		}
		catch (Throwable ex) {
			Thread thread = Thread.currentThread();
			thread.getUncaughtExceptionHandler().uncaughtException(thread, ex);
		}
	}

	/** What is known of the next thread; none is tried but under the lock. */
	private enum Call {

		/** None was called, or it has come. */
		NONE,
		/** One is called, and perhaps there is none. */
		TRIED,
		/** One is on its way. */
		ANSWERED

	}

}
