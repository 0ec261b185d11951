package io.tofu.spring;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.messaging.Message;
import org.springframework.util.MimeType;

/**
 * The {@link TofuClient} for those who use Reactor. Thread-safe.
 *
 * <pre class="code">
 * Mono&lt;Stock&gt; stock = client.peer("inventory").route("stock.get").body(article).request(Stock.class);
 * </pre>
 *
 * Nothing is sent before somebody subscribes, and each subscription is a request of its
 * own. Cancelling means that the answer is not wanted any more. Results come on callback
 * threads. Subscribing waits for room in the send queue, except on threads that must not
 * wait, in whose place a callback thread does.
 */
public final class ReactiveTofuClient {

	private final TofuClient client;

	/**
	 * A client that sends through another one.
	 * @param client what it sends through
	 */
	public ReactiveTofuClient(TofuClient client) {
		this.client = client;
	}

	/**
	 * A Request or Signal to a peer that this application connects to.
	 * @param name the name of the peer
	 * @return what is to be filled in and sent
	 * @throws IllegalArgumentException with the known names if there is no such peer
	 */
	public RequestSpec peer(String name) {
		return new RequestSpec(this.client.peer(name));
	}

	/**
	 * A Request or Signal on one connection, dialled or accepted.
	 * @param channel the connection
	 * @return what is to be filled in and sent
	 */
	public RequestSpec channel(TofuChannel channel) {
		return new RequestSpec(this.client.channel(channel));
	}

	/**
	 * A Request or Signal that is being filled in, as {@link TofuClient.RequestSpec}. Not
	 * thread-safe. What was made of it is not changed by filling in more.
	 */
	public static final class RequestSpec {

		private final TofuClient.RequestSpec request;

		/**
		 * A Request or Signal as another one was filled in so far.
		 * @param request what is copied
		 */
		public RequestSpec(TofuClient.RequestSpec request) {
			this.request = new TofuClient.RequestSpec(request);
		}

		/**
		 * Says which listener is meant.
		 * @param route the route; the peer's default listener is meant without it
		 * @return this
		 */
		public RequestSpec route(String route) {
			this.request.route(route);
			return this;
		}

		/**
		 * Sets a text header, as {@link TofuClient.RequestSpec#header}.
		 * @param name the name, case-sensitive
		 * @param values one or more values, each a header of its own; none removes it
		 * @return this
		 * @throws IllegalArgumentException if the name is reserved
		 */
		public RequestSpec header(String name, String... values) {
			this.request.header(name, values);
			return this;
		}

		/**
		 * Sets the payload, as {@link TofuClient.RequestSpec#body}, which is read on each
		 * subscription.
		 * @param body the payload, or null for none
		 * @return this
		 */
		public RequestSpec body(@Nullable Object body) {
			this.request.body(body);
			return this;
		}

		/**
		 * Sets what the payload is to become, where the usual type is not wanted.
		 * @param contentType the type
		 * @return this
		 */
		public RequestSpec contentType(MimeType contentType) {
			this.request.contentType(contentType);
			return this;
		}

		/**
		 * Sets how long to wait, from the subscription on, for a connection, for room and
		 * for the answer together.
		 * @param timeout the time, positive
		 * @return this
		 */
		public RequestSpec timeout(Duration timeout) {
			this.request.timeout(timeout);
			return this;
		}

		/**
		 * Takes the Signals that the peer sends under the id of the request before it
		 * answers, as {@link TofuClient.RequestSpec#onSignal}.
		 * @param consumer gets the Signals
		 * @return this
		 */
		public RequestSpec onSignal(Consumer<? super Message<byte[]>> consumer) {
			this.request.onSignal(consumer);
			return this;
		}

		/**
		 * A Request.
		 * @param type what the answer is turned into; {@link Void} if it does not matter
		 * @param <T> that type
		 * @return the answer, empty if that is empty
		 */
		public <T> Mono<T> request(Class<T> type) {
			return lazily((spec) -> spec.requestAsync(type));
		}

		/**
		 * As {@link #request(Class)}, for generic types.
		 * @param type what the answer is turned into
		 * @param <T> that type
		 * @return the answer, empty if that is empty
		 */
		public <T> Mono<T> request(ParameterizedTypeReference<T> type) {
			return lazily((spec) -> spec.requestAsync(type));
		}

		/**
		 * As {@link #request(Class)}, with the headers of the answer.
		 * @param type what the answer is turned into; an empty answer can become bytes or
		 * a string only
		 * @param <T> that type
		 * @return the answer
		 */
		public <T> Mono<Message<T>> requestMessage(Class<T> type) {
			return lazily((spec) -> spec.requestMessageAsync(type));
		}

		/**
		 * As {@link #requestMessage(Class)}, for generic types.
		 * @param type what the answer is turned into
		 * @param <T> that type
		 * @return the answer
		 */
		public <T> Mono<Message<T>> requestMessage(ParameterizedTypeReference<T> type) {
			return lazily((spec) -> spec.requestMessageAsync(type.getType()));
		}

		/**
		 * A Request whose answer is read element by element, as they are asked for. With
		 * a body that is a {@code Flux}, both directions are under way at once.
		 *
		 * <p>
		 * Elements come on callback threads. If the answer fails after it has begun, the
		 * elements before the failure come first. Cancelling tells the peer, if it
		 * understands that, and drops what still comes.
		 * @param type what each element is turned into
		 * @param <T> that type
		 * @return the elements
		 */
		public <T> Flux<T> requestStream(Class<T> type) {
			return elements(type);
		}

		/**
		 * As {@link #requestStream(Class)}, for generic types.
		 * @param type what each element is turned into
		 * @param <T> that type
		 * @return the elements
		 */
		public <T> Flux<T> requestStream(ParameterizedTypeReference<T> type) {
			return elements(type.getType());
		}

		/**
		 * A Signal, which has no answer. Waits for a connection on a callback thread.
		 * @return empty when the Signal was handed over
		 */
		public Mono<Void> signal() {
			TofuClient.RequestSpec spec = new TofuClient.RequestSpec(this.request);
			return Mono.<Void>fromRunnable(spec::signal).subscribeOn(mayWait());
		}

		private <T> Mono<T> lazily(Function<TofuClient.RequestSpec, CompletableFuture<@Nullable T>> sending) {
			TofuClient.RequestSpec spec = new TofuClient.RequestSpec(this.request);
			Mono<T> answer = Mono.fromFuture(() -> sending.apply(spec));
			return Mono.defer(() -> Schedulers.isInNonBlockingThread() ? answer.subscribeOn(mayWait()) : answer);
		}

		private <T> Flux<T> elements(Type type) {
			TofuClient.RequestSpec spec = new TofuClient.RequestSpec(this.request);
			Mono<Message<IncomingStream>> answer = Mono.fromFuture(spec::requestStreamAsync);
			Flux<T> elements = answer.flatMapMany((message) -> {
				Function<byte[], T> decoder = spec.decoder(message, type);
				return JdkFlowAdapter
					.flowPublisherToFlux(message.getPayload().publisher(decoder, spec.callbackExecutor()));
			}).doOnDiscard(Message.class, RequestSpec::discard);
			return Flux.defer(() -> Schedulers.isInNonBlockingThread() ? elements.subscribeOn(mayWait()) : elements);
		}

		private static void discard(Message<?> answer) {
			if (answer.getPayload() instanceof IncomingStream stream) {
				stream.cancel();
			}
		}

		private Scheduler mayWait() {
			return Schedulers.fromExecutor(this.request.callbackExecutor());
		}

	}

}
