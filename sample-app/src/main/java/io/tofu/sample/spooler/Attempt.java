package io.tofu.sample.spooler;

import org.jspecify.annotations.Nullable;

/** A job with a worker, and the thread that waits for the pages. Thread-safe. */
final class Attempt {

	private final Job job;

	private final ConnectedWorker worker;

	private @Nullable Thread thread;

	private boolean cancelled;

	Attempt(Job job, ConnectedWorker worker) {
		this.job = job;
		this.worker = worker;
	}

	Job job() {
		return this.job;
	}

	ConnectedWorker worker() {
		return this.worker;
	}

	/** The calling thread waits from now on; false if there is no need to. */
	synchronized boolean begin() {
		this.thread = Thread.currentThread();
		return !this.cancelled;
	}

	/** The calling thread waits no more, and is not interrupted either. */
	synchronized void end() {
		this.thread = null;
		if (this.cancelled) {
			Thread.interrupted();
		}
	}

	/** The pages are not wanted any more. */
	synchronized void cancel() {
		this.cancelled = true;
		if (this.thread != null) {
			this.thread.interrupt();
		}
	}

}
