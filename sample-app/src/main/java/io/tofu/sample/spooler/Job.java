package io.tofu.sample.spooler;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonValue;
import io.tofu.sample.ticket.JobTicket;
import org.jspecify.annotations.Nullable;

/** A document on its way through the spooler. The {@link PrintQueue} alone changes it. */
final class Job {

	private static final int MAX_NOTES = 10;

	private final String id;

	private final String name;

	private final String type;

	private final JobTicket ticket;

	private final SpooledDocument document;

	private final @Nullable Long expected;

	private final Instant submitted = Instant.now();

	// under the lock of the queue

	private State state = State.QUEUED;

	private @Nullable Attempt attempt;

	private int attempts;

	private boolean whole;

	private @Nullable String worker;

	private int page;

	private @Nullable Integer pages;

	private final List<String> notes = new ArrayList<>();

	private @Nullable JobError error;

	private @Nullable Instant started;

	private @Nullable Instant finished;

	private long changed;

	Job(String id, String name, String type, JobTicket ticket, SpooledDocument document, @Nullable Long expected) {
		this.id = id;
		this.name = name;
		this.type = type;
		this.ticket = ticket;
		this.document = document;
		this.expected = expected;
	}

	String id() {
		return this.id;
	}

	String type() {
		return this.type;
	}

	JobTicket ticket() {
		return this.ticket;
	}

	SpooledDocument document() {
		return this.document;
	}

	State state() {
		return this.state;
	}

	int attempts() {
		return this.attempts;
	}

	@Nullable Attempt attempt() {
		return this.attempt;
	}

	/** A worker has it. */
	Attempt begin(ConnectedWorker by) {
		Attempt begun = new Attempt(this, by);
		this.state = State.WORKING;
		this.attempt = begun;
		this.attempts++;
		this.worker = by.name();
		this.page = 0;
		this.pages = null;
		this.started = (this.started != null) ? this.started : Instant.now();
		return begun;
	}

	/** The worker has it no more. */
	void attemptEnded() {
		this.attempt = null;
	}

	/** It waits again, for another worker. */
	void waitAgain(String note, boolean attemptCounts) {
		this.state = State.QUEUED;
		if (!attemptCounts) {
			this.attempts--;
		}
		note(note);
	}

	/** As it is the upload that is slow: nobody gets it again before it is here. */
	void waitForDocument(String note) {
		this.whole = true;
		waitAgain(note, false);
	}

	/** Usually while it is still being uploaded. */
	boolean mayBegin() {
		return !this.whole || this.document.isComplete();
	}

	void note(String note) {
		if (this.notes.size() < MAX_NOTES) {
			this.notes.add(note);
		}
	}

	void pagesExpected(int expected) {
		this.pages = expected;
	}

	void pageReady(int ready) {
		this.page = ready;
	}

	int page() {
		return this.page;
	}

	/** What is wrong when no more pages come, or null. */
	@Nullable JobError missingPages() {
		return (this.pages != null && this.page < this.pages) ? new JobError(JobError.INTERNAL,
				"The worker announced " + this.pages + " pages, and sent " + this.page) : null;
	}

	void end(State end, @Nullable JobError why) {
		this.state = end;
		this.error = why;
		this.finished = Instant.now();
		if (end == State.DONE) {
			this.pages = this.page;
		}
	}

	long changed() {
		return this.changed;
	}

	void changed(long version) {
		this.changed = version;
	}

	JobView view(@Nullable String waiting, int maxAttempts) {
		return new JobView(this.id, this.name, this.type, this.ticket, this.state, this.document.size(), this.expected,
				this.document.isComplete(), waiting, this.worker, this.attempts, maxAttempts, this.page, this.pages,
				List.copyOf(this.notes), this.error, this.submitted, this.started, this.finished);
	}

	/** Where a job is. */
	enum State {

		QUEUED, WORKING, DONE, FAILED, CANCELLED;

		boolean isEnd() {
			return this == DONE || this == FAILED || this == CANCELLED;
		}

		@JsonValue
		String text() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
