package io.tofu.sample.worker;

import java.io.IOException;
import java.io.InputStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.tofu.Message;
import io.tofu.OpCode;
import io.tofu.sample.ticket.JobTicket;
import io.tofu.sample.ticket.PrintProtocol;
import io.tofu.sample.ticket.Progress;
import io.tofu.spring.TofuChannel;
import io.tofu.spring.TofuHeaders;
import io.tofu.spring.listener.TofuListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.messaging.handler.annotation.Header;
import org.springframework.stereotype.Component;

/**
 * Does jobs. This process has connected to the spooler, and the spooler sends it
 * Requests: peers are equal.
 */
@Component
final class RipListener {

	private static final Logger logger = LoggerFactory.getLogger(RipListener.class);

	private final WorkerProperties properties;

	RipListener(WorkerProperties properties) {
		this.properties = properties;
	}

	/**
	 * Reads the document while it arrives, and sends each page as soon as it is ready. If
	 * the job is cancelled, or the spooler is gone, reading fails, or the stream is
	 * closed; either way nothing of the job stays.
	 */
	@TofuListener(route = PrintProtocol.ROUTE, peer = "spooler", concurrency = "${worker.jobs-at-once}")
	Stream<byte[]> rip(InputStream document, @Header(TofuHeaders.CONTENT_TYPE) String type,
			@Header(PrintProtocol.JOB_ID) String jobId, @Header(PrintProtocol.JOB_TICKET) String ticket,
			@Header(TofuHeaders.MESSAGE_ID) long requestId, TofuChannel channel) throws IOException {
		logger.info("Job {}: {}, {}", jobId, type, ticket);
		PrintJob job = PrintJob.open(document, type, JobTicket.parse(ticket), this.properties);
		try {
			int pages = job.count();
			return IntStream.rangeClosed(1, pages)
				.mapToObj((page) -> image(job, new Progress(page, pages), requestId, channel))
				.onClose(() -> close(job, jobId, pages));
		}
		catch (RuntimeException ex) {
			job.close();
			throw ex;
		}
	}

	private static void close(PrintJob job, String jobId, int pages) {
		logger.info("Job {}: {} of {} pages", jobId, job.printed(), pages);
		job.close();
	}

	private static byte[] image(PrintJob job, Progress progress, long requestId, TofuChannel channel) {
		byte[] image = job.image(progress.page());
		Message signal = channel.newMessage(OpCode.SIGNAL, requestId);
		signal.body().append(progress.toBytes());
		channel.post(signal);
		return image;
	}

}
