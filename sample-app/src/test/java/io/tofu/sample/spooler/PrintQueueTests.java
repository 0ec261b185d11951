package io.tofu.sample.spooler;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import io.tofu.sample.spooler.Job.State;
import io.tofu.sample.ticket.JobTicket;
import io.tofu.sample.ticket.Progress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Who waits, who works, and what becomes of it, without any network.
 */
class PrintQueueTests {

	private static final String PDF = "application/pdf";

	private static final String TEXT = "text/plain";

	private static final Outcome DONE = new Outcome.Done();

	private static final Outcome LOST = new Outcome.Lost("was lost", true, true);

	private static final Outcome LEAVING = new Outcome.Lost("is leaving", false, true);

	@TempDir
	Path directory;

	private final SpoolSpace space = new SpoolSpace(Long.MAX_VALUE);

	private PrintQueue queue;

	private int documents;

	@BeforeEach
	void create() {
		this.queue = new PrintQueue(properties(10, 32, 5));
	}

	@Test
	void firstComeFirstServed() {
		Job first = submit(PDF);
		Job second = submit(PDF);
		assertThat(this.queue.next()).as("no worker").isNull();
		this.queue.join(worker("a", 1, PDF));
		Attempt attempt = this.queue.next();
		assertThat(attempt.job()).isSameAs(first);
		assertThat(this.queue.next()).as("no free worker").isNull();
		this.queue.end(attempt, DONE);
		assertThat(this.queue.next().job()).isSameAs(second);
		assertThat(view(first).state()).isEqualTo(State.DONE);
		assertThat(view(second).state()).isEqualTo(State.WORKING);
	}

	@Test
	void aJobWaitsForAWorkerThatTakesIt() {
		this.queue.join(worker("typist", 2, TEXT));
		Job pdf = submit(PDF);
		Job text = submit(TEXT);
		assertThat(view(pdf).waiting()).isEqualTo("No worker that takes application/pdf is connected");
		assertThat(view(text).waiting()).isNull();
		assertThat(this.queue.next().job()).isSameAs(text);
		assertThat(this.queue.next()).isNull();
		long version = status(0).version();
		this.queue.join(worker("rip", 1, PDF));
		assertThat(status(version).jobs()).as("told that it waits no more").containsExactly(view(pdf));
		assertThat(view(pdf).waiting()).isNull();
		assertThat(this.queue.next().job()).isSameAs(pdf);
	}

	@Test
	void whoeverHasLeastToDoGetsTheNextJob() {
		this.queue.join(worker("small", 1, PDF));
		this.queue.join(worker("large", 4, PDF));
		for (int i = 0; i < 6; i++) {
			submit(PDF);
		}
		assertThat(nextWorkers(5)).containsExactly("small", "large", "large", "large", "large");
		assertThat(this.queue.next()).isNull();
	}

	@Test
	void aJobOfWhichPagesAreMissingHasFailed() {
		this.queue.join(worker("a", 1, PDF));
		Job job = submit(PDF);
		Attempt attempt = this.queue.next();
		this.queue.progress(attempt, new Progress(1, 3));
		this.queue.pageReady(attempt, 2);
		this.queue.end(attempt, DONE);
		assertThat(view(job).state()).isEqualTo(State.FAILED);
		assertThat(view(job).error()).isEqualTo(new JobError("internal", "The worker announced 3 pages, and sent 2"));
	}

	@Test
	void aJobWhoseWorkerIsLostIsNextInTurn() {
		this.queue.join(worker("a", 1, PDF));
		Job job = submit(PDF);
		submit(PDF);
		Attempt attempt = this.queue.next();
		this.queue.progress(attempt, new Progress(1, 20));
		this.queue.pageReady(attempt, 5);
		assertThat(view(job)).extracting(JobView::page, JobView::pages).containsExactly(5, 20);
		this.queue.end(attempt, LOST);
		assertThat(this.queue.next()).as("the worker is gone").isNull();
		this.queue.join(worker("b", 1, PDF));
		Attempt again = this.queue.next();
		assertThat(again.job()).isSameAs(job);
		assertThat(view(job).notes()).containsExactly("Worker a was lost, with page 5 ready");
		assertThat(view(job)).extracting(JobView::attempt, JobView::page, JobView::pages).containsExactly(2, 0, null);
	}

	@Test
	void aJobCostsOnlySoManyWorkers() {
		Job job = submit(PDF);
		for (int i = 0; i < 3; i++) {
			this.queue.join(worker("a", 1, PDF));
			this.queue.end(this.queue.next(), LOST);
		}
		assertThat(this.queue.next()).isNull();
		assertThat(view(job).state()).isEqualTo(State.FAILED);
		assertThat(view(job).error().type()).isEqualTo("worker_lost");
		assertThat(job.document().isGivenUp()).isTrue();
	}

	@Test
	void aWorkerThatIsLeavingCostsNoAttemptAndGetsNothingMore() {
		this.queue.join(worker("a", 2, PDF));
		Job job = submit(PDF);
		this.queue.end(this.queue.next(), LEAVING);
		assertThat(view(job)).extracting(JobView::state, JobView::attempt).containsExactly(State.QUEUED, 0);
		assertThat(this.queue.next()).isNull();
		assertThat(status(0).workers().get(0).leaving()).isTrue();
		this.queue.join(worker("b", 1, PDF));
		assertThat(this.queue.next().worker().name()).isEqualTo("b");
	}

	@Test
	void aWorkerThatGivesUpMayTryAgain() {
		this.queue.join(worker("a", 1, PDF));
		submit(PDF);
		this.queue.end(this.queue.next(), new Outcome.Lost("took too long", true, false));
		assertThat(this.queue.next().worker().name()).isEqualTo("a");
	}

	@Test
	void noWorkerWaitsTwiceForASlowUpload() {
		this.queue.join(worker("a", 1, PDF));
		Job slow = upload(PDF);
		this.queue.end(this.queue.next(), new Outcome.Lost("took too long", true, false));
		assertThat(view(slow)).extracting(JobView::state, JobView::attempt).containsExactly(State.QUEUED, 0);
		assertThat(view(slow).notes()).containsExactly("Worker a did not wait for the end of the upload");
		assertThat(this.queue.next()).as("not before the document is here").isNull();
		Job other = submit(PDF);
		Attempt attempt = this.queue.next();
		assertThat(attempt.job()).as("others pass it").isSameAs(other);
		this.queue.end(attempt, DONE);
		slow.document().complete();
		assertThat(this.queue.next().job()).isSameAs(slow);
	}

	@Test
	void aJobThatCannotBePrintedFails() {
		this.queue.join(worker("a", 1, PDF));
		Job job = submit(PDF);
		JobError error = new JobError("encrypted", "The document needs a password");
		this.queue.end(this.queue.next(), new Outcome.Failed(error));
		assertThat(view(job)).extracting(JobView::state, JobView::error).containsExactly(State.FAILED, error);
		assertThat(this.space.used()).isZero();
	}

	@Test
	void aJobThatWaitsIsCancelledAtOnce() {
		Job job = submit(PDF);
		assertThat(this.queue.cancel(job.id()).state()).isEqualTo(State.CANCELLED);
		this.queue.join(worker("a", 1, PDF));
		assertThat(this.queue.next()).isNull();
		assertThat(job.document().isGivenUp()).isTrue();
		assertThat(this.queue.cancel("77")).isNull();
	}

	@Test
	void cancellingReachesTheThreadThatWaitsForThePages() {
		this.queue.join(worker("a", 1, PDF));
		Job job = submit(PDF);
		Attempt attempt = this.queue.next();
		assertThat(attempt.begin()).isTrue();
		this.queue.cancel(job.id());
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
		attempt.end();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
		this.queue.pageReady(attempt, 1);
		submit(PDF);
		assertThat(this.queue.next()).as("the worker is not free yet").isNull();
		this.queue.end(attempt, LOST);
		assertThat(view(job)).extracting(JobView::state, JobView::page).containsExactly(State.CANCELLED, 0);
		assertThat(this.queue.next()).isNotNull();
	}

	@Test
	void whatIsCancelledBeforeItBeginsDoesNotBegin() {
		this.queue.join(worker("a", 1, PDF));
		Job job = submit(PDF);
		Attempt attempt = this.queue.next();
		this.queue.cancel(job.id());
		assertThat(attempt.begin()).isFalse();
		attempt.end();
	}

	@Test
	void theQueueIsBounded() {
		for (int i = 0; i < 10; i++) {
			submit(PDF);
		}
		assertThatExceptionOfType(Refusal.class).isThrownBy(() -> submit(PDF))
			.satisfies((refusal) -> assertThat(refusal.getBody().getProperties()).containsEntry("errorType",
					"queue_full"));
	}

	@Test
	void noMoreJobsThanThreadsAreWithWorkers() {
		this.queue = new PrintQueue(properties(10, 2, 5));
		this.queue.join(worker("a", 4, PDF));
		submit(PDF);
		submit(PDF);
		submit(PDF);
		Attempt attempt = this.queue.next();
		assertThat(this.queue.next()).isNotNull();
		assertThat(this.queue.next()).isNull();
		this.queue.end(attempt, DONE);
		assertThat(this.queue.next()).isNotNull();
	}

	@Test
	void oldJobsAreForgottenButNoneThatIsStillWithAWorker() {
		this.queue = new PrintQueue(properties(10, 32, 2));
		this.queue.join(worker("a", 1, PDF));
		Job withWorker = submit(PDF);
		Attempt attempt = this.queue.next();
		this.queue.cancel(withWorker.id());
		for (int i = 0; i < 4; i++) {
			this.queue.cancel(submit(PDF).id());
		}
		assertThat(numbers(status(0).order())).containsExactly("5", "4", "1");
		assertThat(numbers(this.queue.takeForgotten())).containsExactly("2", "3");
		this.queue.end(attempt, DONE);
		assertThat(numbers(status(0).order())).containsExactly("5", "4");
		assertThat(this.queue.forgetOne()).isTrue();
		assertThat(numbers(this.queue.takeForgotten())).containsExactly("1", "4");
		assertThat(status(0).stats().cancelled()).isEqualTo(5);
	}

	@Test
	void tellsWhatHasChanged() throws InterruptedException {
		submit(PDF);
		Job job = submit(PDF);
		long version = status(0).version();
		assertThat(status(version).jobs()).isEmpty();
		this.queue.fail(job, new JobError("upload_broken", null));
		this.queue.awaitChange(version, Duration.ofMinutes(1));
		assertThat(status(version).jobs()).containsExactly(view(job));
		assertThat(status(0).jobs()).satisfies(
				(jobs) -> assertThat(numbers(jobs.stream().map(JobView::id).toList())).containsExactly("2", "1"));
	}

	/** Without what tells the jobs of this spooler from those of one before. */
	private static List<String> numbers(List<String> ids) {
		assertThat(ids).allMatch((id) -> id.matches("[0-9a-z]+-\\d+"));
		return ids.stream().map((id) -> id.substring(id.indexOf('-') + 1)).toList();
	}

	private List<String> nextWorkers(int count) {
		return IntStream.range(0, count).mapToObj((i) -> this.queue.next().worker().name()).toList();
	}

	private JobView view(Job job) {
		return this.queue.view(job);
	}

	private Status status(long since) {
		return this.queue.status(since, new Throughput(), this.space);
	}

	private Job submit(String type) {
		Job job = upload(type);
		job.document().complete();
		return job;
	}

	/** A job whose document is not here yet. */
	private Job upload(String type) {
		try {
			Path file = this.directory.resolve("document-" + this.documents++);
			SpooledDocument document = new SpooledDocument(file, this.space);
			document.append(new byte[3], 3);
			return this.queue.submit("a document", type, JobTicket.DEFAULT, document, null);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static ConnectedWorker worker(String name, int jobsAtOnce, String... types) {
		return new ConnectedWorker(name, name, Set.of(types), jobsAtOnce, "", () -> {
			throw new IllegalStateException("Nothing is sent here");
		});
	}

	private static SpoolerProperties properties(int maxQueued, int maxWorking, int keep) {
		return new SpoolerProperties(null, Set.of(PDF, TEXT), maxQueued, maxWorking, keep, 3, Duration.ofMinutes(1),
				DataSize.ofGigabytes(1), DataSize.ofGigabytes(1), DataSize.ofGigabytes(1), 100);
	}

}
