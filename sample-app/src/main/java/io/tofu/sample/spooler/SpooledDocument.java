package io.tofu.sample.spooler;

import java.io.Closeable;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntConsumer;

import org.jspecify.annotations.Nullable;

/**
 * A document that is being uploaded, in a file. Those who read it follow the one who
 * writes it, and can begin anew as often as they like: so a worker gets it while it is
 * still on its way, and the next worker gets it, too. Thread-safe; one thread writes.
 */
final class SpooledDocument implements Closeable {

	private final Path file;

	private final SpoolSpace space;

	private final OutputStream output;

	private volatile long size;

	private boolean complete;

	private @Nullable String givenUp;

	SpooledDocument(Path file, SpoolSpace space) throws IOException {
		this.file = file;
		this.space = space;
		this.output = new FileOutputStream(file.toFile());
	}

	/**
	 * Adds what has come.
	 * @throws SpoolFullException if there is no room for it
	 * @throws IOException if nobody wants the document any more, or the disk fails
	 */
	void append(byte[] bytes, int length) throws IOException {
		if (!this.space.take(length)) {
			throw new SpoolFullException();
		}
		synchronized (this) {
			if (this.givenUp != null) {
				this.space.giveBack(length);
			}
			checkWanted();
			this.size += length;
			this.output.write(bytes, 0, length);
			notifyAll();
		}
	}

	/** Nothing more comes. */
	synchronized void complete() {
		this.complete = true;
		notifyAll();
	}

	synchronized boolean isComplete() {
		return this.complete;
	}

	synchronized boolean isGivenUp() {
		return this.givenUp != null;
	}

	long size() {
		return this.size;
	}

	/**
	 * The document from its beginning. A read waits for what is still to be uploaded, and
	 * fails when another thread closes the stream.
	 * @param taken told how many bytes were read, each time
	 * @throws IOException if nobody wants the document any more
	 */
	synchronized InputStream open(IntConsumer taken) throws IOException {
		checkWanted();
		return new Follower(taken);
	}

	/** Forgets the document: whoever still reads or writes it gets an exception. */
	@Override
	public void close() {
		giveUp("The document is not wanted any more");
	}

	/** As {@link #close}, with a reason for those who read it. */
	synchronized void giveUp(String reason) {
		if (this.givenUp != null) {
			return;
		}
		this.givenUp = reason;
		this.space.giveBack(this.size);
		notifyAll();
		try {
			this.output.close();
			Files.deleteIfExists(this.file);
		}
		catch (IOException ex) {
			this.file.toFile().deleteOnExit();
		}
	}

	/** How many bytes there are that the reader has not read; 0 at the end. */
	private synchronized long awaitMore(Follower reader) throws IOException {
		while (this.givenUp == null && !reader.closed && this.size == reader.position && !this.complete) {
			try {
				wait();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new InterruptedIOException();
			}
		}
		checkWanted();
		if (reader.closed) {
			throw new IOException("The stream is closed");
		}
		return this.size - reader.position;
	}

	private void checkWanted() throws IOException {
		if (this.givenUp != null) {
			throw new IOException(this.givenUp);
		}
	}

	/**
	 * Reads behind the writer. A plain file stream: interrupting its thread does no harm.
	 */
	private final class Follower extends InputStream {

		private final FileInputStream input;

		private final IntConsumer taken;

		private long position;

		// under the lock of the document

		private boolean closed;

		Follower(IntConsumer taken) throws IOException {
			this.input = new FileInputStream(SpooledDocument.this.file.toFile());
			this.taken = taken;
		}

		@Override
		public int read() throws IOException {
			byte[] one = new byte[1];
			return (read(one, 0, 1) == 1) ? one[0] & 0xFF : -1;
		}

		@Override
		public int read(byte[] bytes, int offset, int length) throws IOException {
			long there = awaitMore(this);
			if (there == 0) {
				return -1;
			}
			int count = this.input.read(bytes, offset, (int) Math.min(length, there));
			this.position += count;
			this.taken.accept(count);
			return count;
		}

		@Override
		public void close() throws IOException {
			synchronized (SpooledDocument.this) {
				this.closed = true;
				SpooledDocument.this.notifyAll();
			}
			this.input.close();
		}

	}

}
