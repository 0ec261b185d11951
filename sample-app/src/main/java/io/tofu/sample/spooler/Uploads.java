package io.tofu.sample.spooler;

import java.io.IOException;
import java.io.InputStream;

import io.tofu.sample.ticket.ErrorType;
import io.tofu.sample.ticket.JobTicket;

import org.springframework.stereotype.Component;

/** Turns what is uploaded into jobs, without ever holding more than a piece of it. */
@Component
final class Uploads {

	private static final int PIECE = 64 * 1024;

	private final PrintQueue queue;

	private final Dispatcher dispatcher;

	private final Spool spool;

	private final SpoolerProperties properties;

	Uploads(PrintQueue queue, Dispatcher dispatcher, Spool spool, SpoolerProperties properties) {
		this.queue = queue;
		this.dispatcher = dispatcher;
		this.spool = spool;
		this.properties = properties;
	}

	/**
	 * Spools a document to its end. The job begins with the first byte: a free worker has
	 * it while the rest is still on its way.
	 * @param length how many bytes the sender has announced, or -1
	 * @return the job, as it is when the document is here
	 * @throws Refusal if it cannot be taken
	 */
	JobView receive(String name, String type, JobTicket ticket, long length, InputStream content) throws IOException {
		if (!this.properties.types().contains(type)) {
			throw Refusal.unsupported(type, this.properties.types());
		}
		long limit = this.properties.maxDocumentSize().toBytes();
		if (length > limit) {
			throw Refusal.tooLarge(limit);
		}
		SpooledDocument document = this.spool.create();
		try {
			Job job = this.queue.submit(name, type, ticket, document, (length >= 0) ? length : null);
			receive(job, content, limit);
			return this.queue.view(job);
		}
		catch (Refusal ex) {
			document.close();
			throw ex;
		}
	}

	/** Whatever happens, the job does not wait for ever for the rest of its document. */
	private void receive(Job job, InputStream content, long limit) throws IOException {
		try {
			this.dispatcher.dispatch();
			spool(job, content, limit);
			this.dispatcher.dispatch();
		}
		finally {
			if (!job.document().isComplete()) {
				this.queue.fail(job, new JobError(JobError.INTERNAL, null));
			}
		}
	}

	private void spool(Job job, InputStream content, long limit) throws IOException {
		SpooledDocument document = job.document();
		byte[] piece = new byte[PIECE];
		for (int count = read(job, content, piece); count >= 0; count = read(job, content, piece)) {
			if (document.size() + count > limit) {
				this.queue.fail(job, new JobError(ErrorType.TOO_LARGE, "The document is too large"));
				throw Refusal.tooLarge(limit);
			}
			if (!append(job, piece, count)) {
				return;
			}
		}
		document.complete();
		this.queue.changed(job);
	}

	/** A broken upload is the end of its job: nobody can print half a document. */
	private int read(Job job, InputStream content, byte[] piece) {
		try {
			return content.read(piece);
		}
		catch (IOException ex) {
			this.queue.fail(job, new JobError(JobError.UPLOAD_BROKEN, "The document did not arrive completely"));
			throw Refusal.uploadBroken();
		}
	}

	/** False if the job has ended meanwhile, and nobody wants the rest. */
	private boolean append(Job job, byte[] piece, int count) throws IOException {
		try {
			job.document().append(piece, count);
			this.queue.changed(job);
			return true;
		}
		catch (SpoolFullException ex) {
			this.queue.fail(job, new JobError(ErrorType.TOO_LARGE, ex.getMessage()));
			throw Refusal.spoolFull();
		}
		catch (IOException ex) {
			if (job.document().isGivenUp()) {
				return false;
			}
			this.queue.fail(job, new JobError(JobError.INTERNAL, ex.getMessage()));
			throw ex;
		}
	}

}
