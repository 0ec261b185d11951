package io.tofu.sample.spooler;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.tofu.sample.spooler.Job.State;
import io.tofu.sample.ticket.JobTicket;
import io.tofu.sample.ticket.Progress;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * All jobs and all workers: who waits, who works, what became of it. Knows nothing of
 * networks; the {@link Dispatcher} does what it decides. Thread-safe.
 */
@Component
final class PrintQueue {

	private static final int RADIX = 36;

	/** The job 1 of yesterday is another one: browsers remember pages. */
	private final String run = Long.toString(Instant.now().getEpochSecond(), RADIX);

	private final SpoolerProperties properties;

	private final Map<String, Job> jobs = new LinkedHashMap<>();

	private final Deque<Job> waiting = new ArrayDeque<>();

	private final Set<ConnectedWorker> workers = new LinkedHashSet<>();

	private final Map<State, Long> ended = new EnumMap<>(State.class);

	private final List<String> forgotten = new ArrayList<>();

	private int working;

	private long lastId;

	private long version;

	PrintQueue(SpoolerProperties properties) {
		this.properties = properties;
	}

	/**
	 * A new job, at the end of the queue. The document is the queue's from here on.
	 * @param expected how many bytes were announced, or null
	 * @throws Refusal if the queue is full
	 */
	synchronized Job submit(String name, String type, JobTicket ticket, SpooledDocument document,
			@Nullable Long expected) {
		if (this.waiting.size() >= this.properties.maxQueued()) {
			throw Refusal.queueFull(this.properties.maxQueued());
		}
		Job job = new Job(this.run + "-" + ++this.lastId, name, type, ticket, document, expected);
		this.jobs.put(job.id(), job);
		this.waiting.addLast(job);
		changed(job);
		return job;
	}

	synchronized void join(ConnectedWorker worker) {
		this.workers.add(worker);
		changed(this.waiting);
	}

	/** The worker is gone; what becomes of its jobs the {@link #end outcome} says. */
	synchronized void leave(ConnectedWorker worker) {
		this.workers.remove(worker);
		changed(this.waiting);
	}

	/** The next job for which there is a free worker, or null. */
	synchronized @Nullable Attempt next() {
		if (this.working >= this.properties.maxWorking()) {
			return null;
		}
		for (Iterator<Job> iterator = this.waiting.iterator(); iterator.hasNext();) {
			Job job = iterator.next();
			ConnectedWorker worker = job.mayBegin() ? freeWorker(job.type()) : null;
			if (worker != null) {
				iterator.remove();
				worker.begin();
				this.working++;
				Attempt attempt = job.begin(worker);
				changed(job);
				return attempt;
			}
		}
		return null;
	}

	synchronized void progress(Attempt attempt, Progress progress) {
		Job job = attempt.job();
		if (isWanted(attempt)) {
			job.pagesExpected(progress.pages());
			changed(job);
		}
	}

	synchronized void pageReady(Attempt attempt, int page) {
		if (isWanted(attempt)) {
			attempt.job().pageReady(page);
			changed(attempt.job());
		}
	}

	/** The worker is free again; called once for every attempt, as its last word. */
	synchronized void end(Attempt attempt, Outcome outcome) {
		Job job = attempt.job();
		boolean wanted = isWanted(attempt);
		job.attemptEnded();
		attempt.worker().end();
		this.working--;
		if (wanted && outcome instanceof Outcome.Done) {
			JobError error = job.missingPages();
			end(job, (error != null) ? State.FAILED : State.DONE, error);
		}
		else if (wanted && outcome instanceof Outcome.Failed failed) {
			end(job, State.FAILED, failed.error());
		}
		else if (wanted && outcome instanceof Outcome.Lost lost) {
			tryAgain(attempt, lost);
		}
		forgetTheOldest(this.properties.keep());
		changed(job);
	}

	/** The job as it is afterwards, or null if there is none. */
	synchronized @Nullable JobView cancel(String id) {
		Job job = this.jobs.get(id);
		if (job != null) {
			abandon(job, State.CANCELLED, null);
		}
		return (job != null) ? view(job) : null;
	}

	/** Whatever has happened to the document, the job is over. */
	synchronized void fail(Job job, JobError error) {
		abandon(job, State.FAILED, error);
	}

	/** More of the document has come, or all of it. */
	synchronized void changed(Job job) {
		this.version++;
		job.changed(this.version);
		notifyAll();
	}

	/** Forgets one job that has ended, the oldest; false if there is none. */
	synchronized boolean forgetOne() {
		long count = this.jobs.values().stream().filter(PrintQueue::isOver).count();
		return count > 0 && forgetTheOldest((int) count - 1);
	}

	/** Jobs that have been forgotten since this was asked last. */
	synchronized List<String> takeForgotten() {
		List<String> taken = List.copyOf(this.forgotten);
		this.forgotten.clear();
		return taken;
	}

	synchronized @Nullable JobView find(String id) {
		Job job = this.jobs.get(id);
		return (job != null) ? view(job) : null;
	}

	synchronized JobView view(Job job) {
		return job.view((job.state() == State.QUEUED) ? reasonToWait(job) : null, this.properties.attempts());
	}

	/** Everything that has changed since a version; 0 for everything. */
	synchronized Status status(long since, Throughput throughput, SpoolSpace space) {
		List<JobView> changed = new ArrayList<>();
		List<String> order = new ArrayList<>();
		for (Job job : this.jobs.values()) {
			order.add(job.id());
			if (job.changed() > since) {
				changed.add(view(job));
			}
		}
		Collections.reverse(changed);
		Collections.reverse(order);
		return new Status(this.version, changed, order, this.workers.stream().map(ConnectedWorker::view).toList(),
				new Status.Stats(this.waiting.size(), this.working, ended(State.DONE), ended(State.FAILED),
						ended(State.CANCELLED), throughput.pagesPerMinute(), throughput.bytesPerSecond(), space.used(),
						space.limit()),
				new Status.Limits(this.properties.maxDocumentSize().toBytes(), this.properties.maxQueued(),
						this.properties.types()));
	}

	/** Waits until something has changed since a version, for a while. */
	synchronized void awaitChange(long since, Duration wait) throws InterruptedException {
		long deadline = System.nanoTime() + wait.toNanos();
		long left = wait.toMillis();
		while (this.version == since && left > 0) {
			wait(left);
			left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
		}
	}

	private @Nullable ConnectedWorker freeWorker(String type) {
		return this.workers.stream()
			.filter((worker) -> worker.takes(type) && worker.isFree())
			.min(Comparator.comparingDouble(ConnectedWorker::load).thenComparingInt(ConnectedWorker::finished))
			.orElse(null);
	}

	private @Nullable String reasonToWait(Job job) {
		return this.workers.stream().anyMatch((worker) -> worker.takes(job.type())) ? null
				: "No worker that takes " + job.type() + " is connected";
	}

	private static boolean isWanted(Attempt attempt) {
		return attempt.job().attempt() == attempt && attempt.job().state() == State.WORKING;
	}

	private static boolean isOver(Job job) {
		return job.state().isEnd() && job.attempt() == null;
	}

	private void tryAgain(Attempt attempt, Outcome.Lost lost) {
		Job job = attempt.job();
		String note = "Worker " + attempt.worker().name() + " " + lost.what()
				+ ((job.page() > 0) ? ", with page " + job.page() + " ready" : "");
		if (lost.gone()) {
			attempt.worker().leaving();
		}
		if (!lost.gone() && !job.document().isComplete()) {
			job.waitForDocument("Worker " + attempt.worker().name() + " did not wait for the end of the upload");
			this.waiting.addFirst(job);
		}
		else if (lost.begun() && job.attempts() >= this.properties.attempts()) {
			job.note(note);
			end(job, State.FAILED, new JobError(JobError.WORKER_LOST,
					job.attempts() + " workers had the job, and none has finished it"));
		}
		else {
			job.waitAgain(note, lost.begun());
			this.waiting.addFirst(job);
		}
	}

	private void abandon(Job job, State end, @Nullable JobError error) {
		if (job.state().isEnd()) {
			return;
		}
		this.waiting.remove(job);
		end(job, end, error);
		Attempt attempt = job.attempt();
		if (attempt != null) {
			attempt.cancel();
		}
		forgetTheOldest(this.properties.keep());
		changed(job);
	}

	private void end(Job job, State end, @Nullable JobError error) {
		job.end(end, error);
		job.document().close();
		this.ended.merge(end, 1L, Long::sum);
	}

	private boolean forgetTheOldest(int keep) {
		List<Job> over = this.jobs.values().stream().filter(PrintQueue::isOver).toList();
		List<Job> oldest = over.subList(0, Math.max(0, over.size() - keep));
		for (Job job : oldest) {
			this.jobs.remove(job.id());
			this.forgotten.add(job.id());
		}
		return !oldest.isEmpty();
	}

	private void changed(Collection<Job> all) {
		this.version++;
		all.forEach((job) -> job.changed(this.version));
		notifyAll();
	}

	private long ended(State state) {
		return Objects.requireNonNullElse(this.ended.get(state), 0L);
	}

}
