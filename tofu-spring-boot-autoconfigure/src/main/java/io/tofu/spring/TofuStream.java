package io.tofu.spring;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Elements that a peer sends, to be taken while they arrive. Taking one waits for it; the
 * peer sends only a little ahead of what was taken. To be closed when it is not read to
 * its end, so that the peer stops. For one thread at a time, but may be closed by
 * another.
 *
 * <p>
 * Whatever goes wrong is thrown where the next element is taken:
 * {@link TofuRemoteException} if the peer says that it failed,
 * {@link TofuDisconnectedException} if the connection ends, {@link TofuTimeoutException}
 * if the peer sends nothing for long,
 * {@link org.springframework.messaging.converter.MessageConversionException} or
 * {@link PayloadTooLargeException} for an element that cannot be had. The end of the
 * elements is only ever the end that the peer meant.
 *
 * @param <T> what an element is
 */
public final class TofuStream<T> implements Iterable<T>, AutoCloseable {

	private final IncomingStream source;

	private final ElementReader<T> reader;

	private final AtomicBoolean iterated = new AtomicBoolean();

	TofuStream(IncomingStream source, ElementReader<T> reader) {
		this.source = source;
		this.reader = reader;
	}

	/**
	 * The elements, which can be had once.
	 * @return an iterator whose methods wait for the next element, and throw what is said
	 * above
	 * @throws IllegalStateException if they were asked for before
	 */
	@Override
	public Iterator<T> iterator() {
		Assert.state(this.iterated.compareAndSet(false, true), "The elements of a stream can be had once");
		return new Elements();
	}

	/**
	 * The elements as a stream, which can be had once.
	 * @return a sequential stream; closing it closes this
	 * @throws IllegalStateException if they were asked for before
	 */
	public Stream<T> stream() {
		Spliterator<T> elements = Spliterators.spliteratorUnknownSize(iterator(),
				Spliterator.ORDERED | Spliterator.NONNULL);
		return StreamSupport.stream(elements, false).onClose(this::close);
	}

	/**
	 * Wants no more: the peer is told if it understands that, and what it still sends is
	 * thrown away. Does nothing if all has been taken. Any thread; does not wait.
	 */
	@Override
	public void close() {
		this.source.cancel();
	}

	private final class Elements implements Iterator<T> {

		private @Nullable T next;

		@Override
		public boolean hasNext() {
			if (this.next == null) {
				this.next = read();
			}
			return this.next != null;
		}

		@Override
		public T next() {
			if (!hasNext()) {
				throw new NoSuchElementException();
			}
			T element = this.next;
			assert element != null : "there is a next one";
			this.next = null;
			return element;
		}

		private @Nullable T read() {
			try {
				for (StreamPart part = take(); part != null; part = take()) {
					T element = TofuStream.this.reader.read(part);
					if (element != null) {
						return element;
					}
				}
				return null;
			}
			catch (TofuException ex) {
				TofuStream.this.source.reject(ex);
				throw ex;
			}
			catch (RuntimeException ex) {
				TofuStream.this.source.reject(new TofuException("An element cannot be converted", ex));
				throw ex;
			}
		}

		private @Nullable StreamPart take() {
			try {
				return TofuStream.this.source.take();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new TofuException("Interrupted while waiting for an element", ex);
			}
		}

	}

}
