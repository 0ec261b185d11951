package io.tofu.sample.worker;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.tofu.sample.ticket.ErrorType;
import io.tofu.sample.ticket.JobTicket;
import io.tofu.spring.TofuResponseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.util.MimeTypeUtils;

/**
 * A document on the disk of the worker, opened as what it is said to be. Used by one
 * thread at a time; who opens it closes it.
 */
final class PrintJob implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(PrintJob.class);

	private static final int PIECE = 64 * 1024;

	private final Path file;

	private final Pages pages;

	private final JobTicket ticket;

	private int printed;

	private PrintJob(Path file, Pages pages, JobTicket ticket) {
		this.file = file;
		this.pages = pages;
		this.ticket = ticket;
	}

	/**
	 * Takes a document from the wire.
	 * @throws TofuResponseException if it cannot be printed; the spooler is told why
	 * @throws IOException if it does not arrive, or the disk fails
	 */
	static PrintJob open(InputStream document, String type, JobTicket ticket, WorkerProperties limits)
			throws IOException {
		Path file = Files.createTempFile("tofu-job", null);
		try {
			save(document, file, limits.maxDocumentSize().toBytes());
			return new PrintJob(file, pages(file.toFile(), type, limits), ticket);
		}
		catch (IOException | RuntimeException | Error ex) {
			Files.delete(file);
			throw ex;
		}
	}

	/** The number of pages that the ticket asks for. */
	int count() {
		int count = this.ticket.pages().countIn(this.pages.count());
		if (count == 0) {
			throw new TofuResponseException(ErrorType.NO_SUCH_PAGES,
					"The document has " + this.pages.count() + " pages, and none of " + this.ticket.pages());
		}
		return count;
	}

	/** One of these pages, from 1, as PNG. */
	byte[] image(int number) {
		try {
			byte[] image = Sheet.png(this.pages.image(this.ticket.pages().first() + number - 1, this.ticket));
			this.printed++;
			return image;
		}
		catch (TofuResponseException ex) {
			throw ex;
		}
		catch (IOException | RuntimeException ex) {
			throw damaged(ex);
		}
	}

	/** The number of images that were made. */
	int printed() {
		return this.printed;
	}

	@Override
	public void close() {
		try (this.pages) {
			Files.delete(this.file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void save(InputStream document, Path file, long limit) throws IOException {
		try (OutputStream output = Files.newOutputStream(file)) {
			byte[] piece = new byte[PIECE];
			long size = 0;
			for (int count = document.read(piece); count >= 0; count = document.read(piece)) {
				size += count;
				if (size > limit) {
					throw new TofuResponseException(ErrorType.TOO_LARGE,
							"The document has more than " + limit + " bytes");
				}
				output.write(piece, 0, count);
			}
		}
	}

	private static Pages pages(File file, String type, WorkerProperties limits) {
		try {
			return switch (type) {
				case MimeTypeUtils.TEXT_PLAIN_VALUE -> new TextPages(file, limits.maxPages());
				case MimeTypeUtils.IMAGE_PNG_VALUE, MimeTypeUtils.IMAGE_JPEG_VALUE, MimeTypeUtils.IMAGE_GIF_VALUE ->
					new ImagePages(file);
				case "application/pdf" -> new PdfPages(file, limits.maxPixels());
				default -> throw new TofuResponseException(ErrorType.UNSUPPORTED, "This worker does not print " + type);
			};
		}
		catch (TofuResponseException ex) {
			throw ex;
		}
		catch (IOException | RuntimeException ex) {
			throw damaged(ex);
		}
	}

	/**
	 * Those who read documents answer a damaged one with whatever exception it leads to.
	 */
	private static TofuResponseException damaged(Exception cause) {
		logger.debug("A document cannot be read", cause);
		return new TofuResponseException(ErrorType.DAMAGED, "The document cannot be read: " + cause.getMessage());
	}

}
