package io.tofu.spring;

import java.io.InputStream;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.messaging.Message;
import org.springframework.util.Assert;
import org.springframework.util.MimeType;

/**
 * Sends Requests and Signals to peers. Thread-safe.
 *
 * <pre class="code">
 * Stock stock = client.peer("inventory").route("stock.get").body(article).request(Stock.class);
 * </pre>
 *
 * A request ends in exactly one answer or one exception: {@link TofuRemoteException} if
 * the peer answers with an error, {@link TofuTimeoutException} if it does not answer in
 * time, {@link TofuDisconnectedException} if the connection is not there or ends before.
 * Nothing is ever sent twice.
 */
public final class TofuClient {

	private final TofuPeers peers;

	/**
	 * A client of these peers.
	 * @param peers whom requests can be sent to by name
	 */
	public TofuClient(TofuPeers peers) {
		this.peers = peers;
	}

	/**
	 * A Request or Signal to a peer that this application connects to.
	 * @param name the name of the peer
	 * @return what is to be filled in and sent
	 * @throws IllegalArgumentException with the known names if there is no such peer
	 */
	public RequestSpec peer(String name) {
		return new RequestSpec(this.peers.get(name));
	}

	/**
	 * A Request or Signal on one connection, dialled or accepted.
	 * @param channel the connection
	 * @return what is to be filled in and sent
	 */
	public RequestSpec channel(TofuChannel channel) {
		return new RequestSpec(channel);
	}

	/**
	 * Whether payloads of a type can be sent and answers be read as it, as far as that
	 * can be said without one.
	 * @param type the type of the payload
	 * @return false if nothing but bytes and text can be converted, and it is not that
	 */
	public boolean converts(Class<?> type) {
		return this.peers.connections().converter().converts(type);
	}

	/**
	 * A Request or Signal that is being filled in. Not thread-safe; may be sent several
	 * times, each time as a new message.
	 *
	 * <p>
	 * All methods that send throw what is said at {@link TofuClient},
	 * {@link org.springframework.messaging.converter.MessageConversionException} if the
	 * payload or the answer cannot be converted, and {@link IllegalArgumentException} if
	 * a header is not possible.
	 */
	public static final class RequestSpec {

		private final RequestTarget target;

		private final Map<String, List<String>> headers = new LinkedHashMap<>();

		private @Nullable Object body;

		private @Nullable MimeType contentType;

		private Duration timeout;

		private @Nullable Consumer<? super Message<byte[]>> onSignal;

		RequestSpec(TofuPeer peer) {
			this(RequestTarget.of(peer));
		}

		RequestSpec(TofuChannel channel) {
			this(RequestTarget.of(channel));
		}

		private RequestSpec(RequestTarget target) {
			this.target = target;
			this.timeout = target.requestTimeout();
		}

		/** A copy that later changes leave as it is. */
		RequestSpec(RequestSpec other) {
			this(other.target);
			this.headers.putAll(other.headers);
			this.body = other.body;
			this.contentType = other.contentType;
			this.timeout = other.timeout;
			this.onSignal = other.onSignal;
		}

		/**
		 * Says which listener is meant.
		 * @param route the route; the peer's default listener is meant without it
		 * @return this
		 */
		public RequestSpec route(String route) {
			return header(TofuHeaders.ROUTE, route);
		}

		/**
		 * Sets a text header, and replaces what was set under that name.
		 * @param name the name, case-sensitive; names that begin with {@code tofu-} are
		 * reserved
		 * @param values one or more values, each a header of its own; none removes it
		 * @return this
		 * @throws IllegalArgumentException if the name is reserved
		 */
		public RequestSpec header(String name, String... values) {
			Assert.isTrue(!name.startsWith(TofuHeaders.RESERVED), () -> "The header '" + name
					+ "' cannot be set: names that begin with '" + TofuHeaders.RESERVED + "' are reserved");
			this.headers.put(name, List.copyOf(Arrays.asList(values)));
			return this;
		}

		/**
		 * Sets the payload, which is read each time this is sent.
		 *
		 * <p>
		 * Of an {@link io.tofu.Message} the body and the text headers are sent as they
		 * are, with those headers replaced that are set here, and without a content type
		 * unless it has one. It stays the caller's, who may close it when the sending
		 * method has returned.
		 *
		 * <p>
		 * A stream is sent while it is read, whatever its length, and at the speed at
		 * which the peer takes it; a listener may take it as a stream, too. Bytes of an
		 * {@link java.io.InputStream} or a {@link org.springframework.core.io.Resource}
		 * are sent as they come; each element of a {@link java.util.stream.Stream}, a
		 * {@link TofuStream}, a {@link java.util.concurrent.Flow.Publisher} or, with
		 * Reactor, a {@code Flux} is converted by itself, all to the content type of the
		 * first. A list, or any other {@link Iterable}, is no stream: it is one JSON
		 * array. A stream is closed, or its subscription cancelled, when it was sent, and
		 * also when that fails or the answer comes before. It can be sent once, unless it
		 * is a resource or a publisher, and not in a Signal.
		 * @param body bytes, a string, a message of the engine, a stream, or an object
		 * that a converter takes; null for none
		 * @return this
		 */
		public RequestSpec body(@Nullable Object body) {
			this.body = body;
			return this;
		}

		/**
		 * Sets what the payload is to become, where the usual type is not wanted.
		 * @param contentType the type
		 * @return this
		 */
		public RequestSpec contentType(MimeType contentType) {
			this.contentType = contentType;
			return this;
		}

		/**
		 * Sets how long to wait, for a connection, for room and for the answer together.
		 * The default is that of the peer.
		 *
		 * <p>
		 * Streams may take longer. If the body is one, the time begins again when it was
		 * sent; if the answer is one, the time is that until the answer begins. While a
		 * stream is under way, the idle timeout of streams holds in both directions.
		 * @param timeout the time, positive
		 * @return this
		 */
		public RequestSpec timeout(Duration timeout) {
			Assert.isTrue(timeout.compareTo(Duration.ZERO) > 0, "The timeout must be positive");
			this.timeout = timeout;
			return this;
		}

		/**
		 * Takes the Signals that the peer sends under the id of the request before it
		 * answers. They are delivered in order, one at a time, on a callback thread, and
		 * before the answer; none when the request has ended.
		 *
		 * <p>
		 * While the consumer is busy up to 256 of them wait, and no more bytes than the
		 * longest payload joined may have: beyond that the oldest are dropped, so that
		 * the newest always arrive. Those still waiting when the time of the request is
		 * over are dropped, too.
		 * @param consumer gets the Signals
		 * @return this
		 */
		public RequestSpec onSignal(Consumer<? super Message<byte[]>> consumer) {
			this.onSignal = consumer;
			return this;
		}

		/**
		 * Sends a Request and waits for the answer.
		 *
		 * <p>
		 * {@code io.tofu.Message} as the type gives the body and the text headers of the
		 * answer, even if it is empty, in a message that the caller must close, and that
		 * can be posted again; the answer must not be longer than
		 * {@value io.tofu.Message#MAX_BODY_LENGTH} bytes then, and headers without a
		 * value are left out.
		 * @param type what the answer is turned into; {@link Void} if it does not matter
		 * @param <T> that type
		 * @return the answer, or null if it is empty
		 */
		public <T> @Nullable T request(Class<T> type) {
			return answers().read(call().await(), type);
		}

		/**
		 * As {@link #request(Class)}, for generic types. A {@link Message} of something
		 * is as with {@link #requestMessage}.
		 * @param type what the answer is turned into
		 * @param <T> that type
		 * @return the answer, or null if it is empty
		 */
		public <T> @Nullable T request(ParameterizedTypeReference<T> type) {
			return answers().read(call().await(), type.getType());
		}

		/**
		 * As {@link #request(Class)}, with the headers of the answer.
		 * @param type what the answer is turned into; an empty answer can become bytes or
		 * a string only
		 * @param <T> that type
		 * @return the answer
		 */
		public <T> Message<T> requestMessage(Class<T> type) {
			return answers().readMessage(call().await(), type);
		}

		/**
		 * As {@link #requestMessage(Class)}, for generic types.
		 * @param type what the answer is turned into
		 * @param <T> that type
		 * @return the answer
		 */
		public <T> Message<T> requestMessage(ParameterizedTypeReference<T> type) {
			return answers().readMessage(call().await(), type.getType());
		}

		/**
		 * Sends a Request and does not wait for a connection or the answer; only for room
		 * in the send queue. Throws nothing: all failures are the future's.
		 * @param type what the answer is turned into
		 * @param <T> that type
		 * @return completed with the answer, null if it is empty, or exceptionally, on a
		 * callback thread; cancelling it, or completing it in any other way, means that
		 * the answer is not wanted any more, nor is the request sent if it still waits
		 * for a connection
		 */
		public <T> CompletableFuture<@Nullable T> requestAsync(Class<T> type) {
			return start(type);
		}

		/**
		 * As {@link #requestAsync(Class)}, for generic types. A {@link Message} of
		 * something is as with {@link #requestMessage}.
		 * @param type what the answer is turned into
		 * @param <T> that type
		 * @return completed with the answer, null if it is empty, or exceptionally
		 */
		public <T> CompletableFuture<@Nullable T> requestAsync(ParameterizedTypeReference<T> type) {
			return start(type.getType());
		}

		/**
		 * Sends a Request and waits until the answer begins, which is then read element
		 * by element, at the speed of whoever reads. A body that is a stream is sent
		 * meanwhile by a callback thread.
		 *
		 * <p>
		 * If the answer fails later, with an error of the peer, with the connection, or
		 * because nothing comes for the idle timeout of streams, reading throws what is
		 * said at {@link TofuClient}, after the elements before. A stream that is closed
		 * early is cancelled: the peer is told if it understands that, and what still
		 * comes is dropped.
		 * @param type what each element is turned into
		 * @param <T> that type
		 * @return the elements, to be read by one thread, and to be closed unless they
		 * are read to the end
		 */
		public <T> TofuStream<T> requestStream(Class<T> type) {
			return elements(type);
		}

		/**
		 * As {@link #requestStream(Class)}, for generic types.
		 * @param type what each element is turned into
		 * @param <T> that type
		 * @return the elements
		 */
		public <T> TofuStream<T> requestStream(ParameterizedTypeReference<T> type) {
			return elements(type.getType());
		}

		/**
		 * As {@link #requestStream(Class)}, but the answer is bytes. Reading throws an
		 * {@link java.io.IOException} with the {@link TofuException} as its cause.
		 * @return the bytes, to be read by one thread, and to be closed
		 */
		public InputStream requestInputStream() {
			return call().awaitStream().getPayload().bytes();
		}

		/**
		 * Sends a Signal, which has no answer. Waits for a connection and for room. A
		 * Signal that cannot be sent later, because the connection ends, is lost.
		 */
		public void signal() {
			call().signal();
		}

		/** Threads that may wait, for callers who must not. */
		Executor callbackExecutor() {
			return this.target.connections().callbackExecutor();
		}

		/** As {@link #requestMessage}, and as {@link #requestAsync}. */
		<T> CompletableFuture<@Nullable Message<T>> requestMessageAsync(Type type) {
			AnswerReader answers = answers();
			return start((answer) -> answers.<T>readMessage(answer, type));
		}

		/** As {@link #requestAsync}, for an answer that is a stream. */
		CompletableFuture<Message<IncomingStream>> requestStreamAsync() {
			try {
				return call().startStream();
			}
			catch (RuntimeException ex) {
				return CompletableFuture.failedFuture(ex);
			}
		}

		/** Makes elements of an answer that is a stream. */
		<T> Function<byte[], T> decoder(Message<IncomingStream> answer, Type type) {
			return answers().decoder(answer, type);
		}

		private <T> TofuStream<T> elements(Type type) {
			return answers().elements(call().awaitStream(), type);
		}

		private <T> CompletableFuture<@Nullable T> start(Type type) {
			AnswerReader answers = answers();
			return start((answer) -> answers.<T>read(answer, type));
		}

		private <T> CompletableFuture<@Nullable T> start(Function<Message<byte[]>, @Nullable T> conversion) {
			try {
				return call().start(conversion, AnswerReader::discard);
			}
			catch (RuntimeException ex) {
				return CompletableFuture.failedFuture(ex);
			}
		}

		private AnswerReader answers() {
			return new AnswerReader(this.target.connections());
		}

		private Call call() {
			TofuConnections connections = this.target.connections();
			RequestContent content = RequestContent.of(this.body, this.headers, this.contentType,
					connections.converter());
			return new Call(this.target, content, this.timeout, this.onSignal);
		}

	}

}
