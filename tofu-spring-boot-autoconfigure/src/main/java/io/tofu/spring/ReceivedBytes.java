package io.tofu.spring;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/** The bytes of a stream. Closing it means that no more is wanted. */
final class ReceivedBytes extends InputStream {

	private final IncomingStream source;

	private final SpareBodies spares;

	private @Nullable StreamPart part;

	private int position;

	private volatile boolean closed;

	ReceivedBytes(IncomingStream source, SpareBodies spares) {
		this.source = source;
		this.spares = spares;
	}

	@Override
	public int read() throws IOException {
		StreamPart current = current();
		return (current != null) ? current.array()[this.position++] & 0xFF : -1;
	}

	@Override
	public int read(byte[] target, int offset, int length) throws IOException {
		Objects.checkFromIndexSize(offset, length, target.length);
		if (length == 0) {
			return 0;
		}
		StreamPart current = current();
		if (current == null) {
			return -1;
		}
		int count = Math.min(length, current.length() - this.position);
		System.arraycopy(current.array(), this.position, target, offset, count);
		this.position += count;
		return count;
	}

	@Override
	public long transferTo(OutputStream target) throws IOException {
		long sum = 0;
		for (StreamPart current = current(); current != null; current = current()) {
			int count = current.length() - this.position;
			target.write(current.array(), this.position, count);
			this.position += count;
			sum += count;
		}
		return sum;
	}

	/** What can be read of the frame that is being read. */
	@Override
	public int available() {
		StreamPart current = this.part;
		return (current != null && !this.closed) ? current.length() - this.position : 0;
	}

	@Override
	public void close() {
		this.closed = true;
		this.source.cancel();
	}

	/** The part with the next byte, waiting for it; null at the end. */
	private @Nullable StreamPart current() throws IOException {
		if (this.closed) {
			throw new IOException("The stream was closed");
		}
		StreamPart current = this.part;
		while (current == null || this.position == current.length()) {
			this.part = null;
			this.position = 0;
			if (current != null) {
				this.spares.giveBack(current.array());
			}
			current = next();
			if (current == null) {
				return null;
			}
			this.part = current;
		}
		return current;
	}

	private @Nullable StreamPart next() throws IOException {
		try {
			return this.source.take();
		}
		catch (TofuException ex) {
			throw new IOException(ex.getMessage(), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			InterruptedIOException failure = new InterruptedIOException("Interrupted while waiting for bytes");
			failure.initCause(ex);
			throw failure;
		}
	}

}
