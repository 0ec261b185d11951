package io.tofu.sample.spooler;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Executor;

import io.tofu.sample.ticket.ErrorType;
import io.tofu.sample.ticket.PrintProtocol;
import io.tofu.sample.ticket.Progress;
import io.tofu.spring.TofuStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;
import org.springframework.util.MimeTypeUtils;

/** Sends jobs to workers, and keeps the pages that come back. Thread-safe. */
@Component
final class Dispatcher {

	private static final Logger logger = LoggerFactory.getLogger(Dispatcher.class);

	private final PrintQueue queue;

	private final PageImages images;

	private final Throughput throughput;

	private final SpoolerProperties properties;

	private final Executor executor;

	Dispatcher(PrintQueue queue, PageImages images, Throughput throughput, SpoolerProperties properties,
			Executor jobExecutor) {
		this.queue = queue;
		this.images = images;
		this.throughput = throughput;
		this.properties = properties;
		this.executor = jobExecutor;
	}

	/** Does what there is to do now. To be called after every change; does not wait. */
	void dispatch() {
		for (Attempt attempt = this.queue.next(); attempt != null; attempt = this.queue.next()) {
			Attempt next = attempt;
			this.executor.execute(() -> run(next));
		}
		this.queue.takeForgotten().forEach(this.images::delete);
	}

	private void run(Attempt attempt) {
		Outcome outcome = new Outcome.Failed(new JobError(JobError.INTERNAL, null));
		try {
			outcome = attempt.begin() ? print(attempt) : new Outcome.Done();
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("Job {} and {} part", attempt.job().id(), attempt.worker().name(), ex);
			outcome = Outcome.of(ex);
		}
		finally {
			attempt.end();
			this.queue.end(attempt, outcome);
			dispatch();
		}
	}

	/**
	 * One request: the document goes out as it comes in, the pages come back as they are
	 * ready. Leaving the loop early, by an exception or an interrupt, tells the worker to
	 * stop.
	 */
	private Outcome print(Attempt attempt) throws IOException {
		Job job = attempt.job();
		this.images.delete(job.id());
		try (InputStream document = job.document().open(this.throughput::bytes);
				TofuStream<byte[]> pages = attempt.worker()
					.request()
					.header(PrintProtocol.JOB_ID, job.id())
					.header(PrintProtocol.JOB_TICKET, job.ticket().toString())
					.contentType(MimeTypeUtils.parseMimeType(job.type()))
					.body(document)
					.timeout(this.properties.answerTimeout())
					.onSignal((signal) -> progress(attempt, signal.getPayload()))
					.requestStream(byte[].class)) {
			int page = 0;
			for (byte[] image : pages) {
				page++;
				if (page > this.properties.maxPages()) {
					return tooLarge("More than " + this.properties.maxPages() + " pages");
				}
				if (!keep(job, page, image)) {
					return tooLarge("There is no room for the images");
				}
				this.throughput.page(image.length);
				this.queue.pageReady(attempt, page);
			}
		}
		return new Outcome.Done();
	}

	private void progress(Attempt attempt, byte[] signal) {
		Progress progress = Progress.parse(signal);
		if (progress != null) {
			this.queue.progress(attempt, progress);
		}
	}

	/** Forgets older jobs where there is no room otherwise. */
	private boolean keep(Job job, int page, byte[] image) throws IOException {
		while (!this.images.save(job.id(), page, image)) {
			if (!this.queue.forgetOne()) {
				return false;
			}
			this.queue.takeForgotten().forEach(this.images::delete);
		}
		return true;
	}

	private static Outcome tooLarge(String message) {
		return new Outcome.Failed(new JobError(ErrorType.TOO_LARGE, message));
	}

}
