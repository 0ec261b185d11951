package io.tofu.spring;

import java.io.InputStream;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.stream.BaseStream;

import io.tofu.OpCode;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.InputStreamSource;

/**
 * A message that is sent frame by frame while its source brings forth what is in it. At
 * most the window of the peer is under way that the peer has not taken. Thread-safe; sent
 * once.
 *
 * <p>
 * The source is closed, or its subscription cancelled, in any case: at its end, when it
 * fails, when the peer wants no more, when the channel ends, and when the peer takes
 * nothing for the idle timeout of streams. An {@link InputStream} that is being read then
 * is closed by another thread; for another source the next element is waited for.
 */
public final class OutgoingStream {

	private final OutgoingFrames frames;

	private final OutgoingFeed feed;

	/**
	 * A stream that is not sent yet.
	 * @param channel where it is sent
	 * @param opCode what it is, a Request or Response
	 * @param id its message id
	 * @param headers text headers of the first frame: values, iterables of values, or
	 * null for none; a {@link TofuHeaders#CONTENT_TYPE} among them says what the elements
	 * become
	 * @param source what is in it, see {@link #isSource}; or an {@link Iterator} or
	 * {@link Iterable} of its elements
	 * @param failures what the peer is told if the source fails, or an element cannot be
	 * converted
	 * @throws IllegalArgumentException if the source is none
	 */
	public OutgoingStream(TofuChannel channel, OpCode opCode, long id, Map<String, ? extends @Nullable Object> headers,
			Object source, Function<Throwable, TofuResponseException> failures) {
		this(channel, opCode, id, headers, source, failures, channel);
	}

	/**
	 * The same, with an attachment for the first frame, and also for a payload whose
	 * bytes are all there.
	 */
	OutgoingStream(TofuChannel channel, OpCode opCode, long id, Map<String, ? extends @Nullable Object> headers,
			Object source, Function<Throwable, TofuResponseException> failures, Object attachment) {
		this.frames = new OutgoingFrames(channel, opCode, id, headers, attachment, this::wake);
		this.feed = feed(channel.connections(), HeaderMapping.first(headers.get(TofuHeaders.CONTENT_TYPE)), source,
				failures);
	}

	/**
	 * Whether a payload is sent as a stream because of what it is: an
	 * {@link InputStream}, a {@link org.springframework.core.io.Resource Resource}, a
	 * {@link java.util.stream.Stream Stream}, a {@link TofuStream}, or a publisher of
	 * several elements. A collection is not: it travels as one JSON array.
	 * @param payload the payload, or null
	 * @return true if it is one of these
	 */
	public static boolean isSource(@Nullable Object payload) {
		return payload instanceof InputStream || payload instanceof InputStreamSource || payload instanceof BaseStream
				|| payload instanceof TofuStream || Publishers.isPublisher(payload);
	}

	/**
	 * Sends. A publisher is subscribed to; from any other source everything is taken on
	 * this thread, which waits for the source and for the peer. Call once.
	 * @return completed on any thread when the last frame was handed to the engine;
	 * exceptionally with the failure of the source, which the peer was told; with a
	 * {@link TofuDisconnectedException}; with a {@link TofuTimeoutException} if the peer
	 * took nothing for the idle timeout; or with a
	 * {@link java.util.concurrent.CancellationException} if it was cancelled on either
	 * side
	 */
	public CompletableFuture<Void> send() {
		this.frames.start();
		this.feed.run();
		return this.frames.done();
	}

	/**
	 * Stops sending, and ends what was begun by an error. Any thread; does not wait. Does
	 * nothing if all was sent.
	 * @param errorType what the peer is told
	 */
	public void cancel(String errorType) {
		this.frames.cancel(errorType);
	}

	/** As {@link #send()}, but this thread waits for nothing. */
	@SuppressWarnings("FutureReturnValueIgnored")
	CompletableFuture<Void> sendBy(Executor executor) {
		if (!this.feed.waits()) {
			return send();
		}
		try {
			executor.execute(this::send);
		}
		catch (RejectedExecutionException | OutOfMemoryError ex) {
			this.frames.failed(new TofuException("There is no thread to send a stream", ex),
					new TofuResponseException(ErrorTypes.CANCELLED, null));
		}
		return this.frames.done();
	}

	/** As {@link #send()} has it. */
	CompletableFuture<Void> done() {
		return this.frames.done();
	}

	/** Whether anything was sent. */
	boolean hasBegun() {
		return this.frames.hasBegun();
	}

	/** Closes what is not going to be sent. */
	static void discard(@Nullable Object source) {
		if (isSource(source) && source instanceof AutoCloseable closeable) {
			try {
				closeable.close();
			}
			catch (Exception ex) {
				// Nobody has got anything of it
			}
		}
	}

	private void wake() {
		this.feed.wake();
	}

	private OutgoingFeed feed(TofuConnections connections, @Nullable String contentType, Object source,
			Function<Throwable, TofuResponseException> failures) {
		if (source instanceof EncodedPayload payload) {
			return new WholeFeed(this.frames, payload);
		}
		Executor executor = connections.callbackExecutor();
		if (source instanceof InputStream stream) {
			return new PulledFeed(this.frames, new OutgoingSource.Bytes(stream), executor, failures);
		}
		if (source instanceof InputStreamSource resource) {
			return new PulledFeed(this.frames, new OutgoingSource.Bytes(resource), executor, failures);
		}
		OutgoingSource.Encoder encoder = new OutgoingSource.Encoder(connections.converter(), contentType);
		Flow.Publisher<?> publisher = Publishers.of(source);
		if (publisher != null) {
			return new PublishedFeed(this.frames, publisher, encoder, executor, failures,
					connections.settings().streams().window());
		}
		Iterator<?> elements = elements(source);
		AutoCloseable closing = (source instanceof AutoCloseable closeable) ? closeable : () -> {
		};
		return new PulledFeed(this.frames, new OutgoingSource.Elements(elements, closing, encoder), executor, failures);
	}

	private static Iterator<?> elements(Object source) {
		if (source instanceof BaseStream<?, ?> stream) {
			return stream.sequential().iterator();
		}
		if (source instanceof Iterable<?> iterable) {
			return iterable.iterator();
		}
		if (source instanceof Iterator<?> iterator) {
			return iterator;
		}
		throw new IllegalArgumentException("A " + source.getClass().getTypeName() + " cannot be sent as a stream");
	}

}
