package io.tofu.spring;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.Assert;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

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
		 * @param name the name, case-sensitive
		 * @param values one or more values, each a header of its own; none removes it
		 * @return this
		 */
		public RequestSpec header(String name, String... values) {
			this.headers.put(name, List.copyOf(Arrays.asList(values)));
			return this;
		}

		/**
		 * Sets the payload.
		 * @param body bytes, a string, or an object that a converter takes; null for none
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
		 * answers. They are delivered in order, on a callback thread, and before the
		 * answer.
		 * @param consumer gets the Signals
		 * @return this
		 */
		public RequestSpec onSignal(Consumer<? super Message<byte[]>> consumer) {
			this.onSignal = consumer;
			return this;
		}

		/**
		 * Sends a Request and waits for the answer.
		 * @param type what the answer is turned into; {@link Void} if it does not matter
		 * @param <T> that type
		 * @return the answer, or null if it is empty
		 */
		public <T> @Nullable T request(Class<T> type) {
			return converted(call().await(), type);
		}

		/**
		 * As {@link #request(Class)}, for generic types.
		 * @param type what the answer is turned into
		 * @param <T> that type
		 * @return the answer, or null if it is empty
		 */
		public <T> @Nullable T request(ParameterizedTypeReference<T> type) {
			return converted(call().await(), type.getType());
		}

		/**
		 * As {@link #request(Class)}, with the headers of the answer.
		 * @param type what the answer is turned into; an empty answer can become bytes or
		 * a string only
		 * @param <T> that type
		 * @return the answer
		 */
		public <T> Message<T> requestMessage(Class<T> type) {
			return convertedMessage(call().await(), type);
		}

		/**
		 * As {@link #requestMessage(Class)}, for generic types.
		 * @param type what the answer is turned into
		 * @param <T> that type
		 * @return the answer
		 */
		public <T> Message<T> requestMessage(ParameterizedTypeReference<T> type) {
			return convertedMessage(call().await(), type.getType());
		}

		/**
		 * Sends a Request and does not wait for a connection or the answer; only for room
		 * to send it.
		 * @param type what the answer is turned into
		 * @param <T> that type
		 * @return completed with the answer, null if it is empty, or exceptionally, on a
		 * callback thread; cancelling it means that the answer is not wanted any more
		 */
		public <T> CompletableFuture<@Nullable T> requestAsync(Class<T> type) {
			return call().start((answer) -> this.<T>converted(answer, type));
		}

		/**
		 * As {@link #requestAsync(Class)}, for generic types.
		 * @param type what the answer is turned into
		 * @param <T> that type
		 * @return completed with the answer, null if it is empty, or exceptionally
		 */
		public <T> CompletableFuture<@Nullable T> requestAsync(ParameterizedTypeReference<T> type) {
			return call().start((answer) -> this.<T>converted(answer, type.getType()));
		}

		/**
		 * Sends a Signal, which has no answer. Waits for a connection and for room. A
		 * Signal that cannot be sent later, because the connection ends, is lost.
		 */
		public void signal() {
			call().signal();
		}

		private Call call() {
			EncodedPayload payload = this.target.connections().converter().toBytes(this.body, wantedType());
			return new Call(this.target, Map.copyOf(this.headers), payload, this.timeout, this.onSignal);
		}

		private @Nullable MimeType wantedType() {
			String header = HeaderMapping.first(this.headers.get(TofuHeaders.CONTENT_TYPE));
			return (this.contentType == null && header != null) ? MimeTypeUtils.parseMimeType(header)
					: this.contentType;
		}

		@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
		private <T> @Nullable T converted(Message<byte[]> answer, Type type) {
			return (T) this.target.connections().converter().fromBytes(answer, type);
		}

		@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
		private <T> Message<T> convertedMessage(Message<byte[]> answer, Type type) {
			Object payload = converted(answer, type);
			if (payload == null) {
				payload = empty(answer, type);
			}
			return new GenericMessage<>((T) payload, answer.getHeaders());
		}

		private static Object empty(Message<byte[]> answer, Type type) {
			if (type == byte[].class) {
				return answer.getPayload();
			}
			if (type == String.class) {
				return "";
			}
			throw new MessageConversionException(answer, "The answer is empty, no " + type.getTypeName());
		}

	}

}
