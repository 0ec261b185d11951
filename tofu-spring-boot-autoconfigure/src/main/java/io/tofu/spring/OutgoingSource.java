package io.tofu.spring;

import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.core.io.InputStreamSource;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/** What the parts of a message are taken from, by one thread, which may have to wait. */
sealed interface OutgoingSource extends AutoCloseable {

	/** The next part; the last one ends the message. */
	OutgoingPart next() throws IOException;

	/** Nothing more is taken. */
	@Override
	void close() throws IOException;

	/** Whether closing is what wakes a thread that waits for the next part. */
	boolean isWokenByClosing();

	/** Bytes, sent as they come. */
	final class Bytes implements OutgoingSource {

		/**
		 * What is read at a time: a frame of it counts 60 KiB, and fits into one segment
		 * of the loopback device.
		 */
		private static final int LENGTH = (60 << 10) - Streams.FRAME_COST;

		private final InputStreamSource source;

		private @Nullable InputStream stream;

		private boolean closed;

		/** What was read last; has the array that is read into. */
		private OutgoingPart part = OutgoingPart.END_OF_BYTES;

		/** Bytes of a stream that is open. */
		Bytes(InputStream stream) {
			this(() -> stream);
			this.stream = stream;
		}

		/** Bytes of a stream that is opened when they are wanted. */
		Bytes(InputStreamSource source) {
			this.source = source;
		}

		@Override
		public OutgoingPart next() throws IOException {
			InputStream opened = open();
			byte[] last = this.part.bytes();
			byte[] buffer = (last.length >= LENGTH) ? last : new byte[LENGTH];
			int length = opened.read(buffer, 0, LENGTH);
			this.part = (length < 0) ? OutgoingPart.END_OF_BYTES
					: OutgoingPart.bytes(buffer, length, MimeTypeUtils.APPLICATION_OCTET_STREAM_VALUE);
			return this.part;
		}

		private synchronized InputStream open() throws IOException {
			if (this.closed) {
				throw new IOException("The stream was closed before it was read");
			}
			if (this.stream == null) {
				this.stream = this.source.getInputStream();
			}
			return this.stream;
		}

		@Override
		public void close() throws IOException {
			InputStream opened;
			synchronized (this) {
				this.closed = true;
				opened = this.stream;
			}
			if (opened != null) {
				opened.close();
			}
		}

		@Override
		public boolean isWokenByClosing() {
			return true;
		}

	}

	/** Elements, each converted by itself. */
	final class Elements implements OutgoingSource {

		private final Iterator<?> elements;

		private final AutoCloseable closing;

		private final Encoder encoder;

		Elements(Iterator<?> elements, AutoCloseable closing, Encoder encoder) {
			this.elements = elements;
			this.closing = closing;
			this.encoder = encoder;
		}

		@Override
		public OutgoingPart next() {
			return this.elements.hasNext() ? this.encoder.encode(this.elements.next()) : OutgoingPart.END_OF_ELEMENTS;
		}

		@Override
		public void close() throws IOException {
			try {
				this.closing.close();
			}
			catch (IOException | RuntimeException ex) {
				throw ex;
			}
			catch (Exception ex) {
				throw new IOException(ex);
			}
		}

		@Override
		public boolean isWokenByClosing() {
			return false;
		}

	}

	/**
	 * Makes parts of elements. All of them have the content type of the first one, unless
	 * it was given. For one thread at a time.
	 */
	final class Encoder {

		private final TofuMessageConverter converter;

		private @Nullable MimeType contentType;

		/**
		 * An encoder.
		 * @param converter converts the elements
		 * @param contentType what they become, null for what is usual for the first one
		 */
		Encoder(TofuMessageConverter converter, @Nullable String contentType) {
			this.converter = converter;
			this.contentType = (contentType != null) ? MimeTypeUtils.parseMimeType(contentType) : null;
		}

		OutgoingPart encode(@Nullable Object element) {
			Objects.requireNonNull(element, "An element of a stream must not be null");
			EncodedPayload payload = this.converter.toBytes(element, this.contentType);
			if (this.contentType == null && payload.contentType() != null) {
				this.contentType = MimeTypeUtils.parseMimeType(payload.contentType());
			}
			return OutgoingPart.element(payload);
		}

	}

}
