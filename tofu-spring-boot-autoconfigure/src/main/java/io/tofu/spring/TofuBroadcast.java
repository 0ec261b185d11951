package io.tofu.spring;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.MimeTypeUtils;

/**
 * One Signal or Request to several peers. The payload is converted once, and no peer
 * waits for another. Not thread-safe; may be sent several times.
 */
public final class TofuBroadcast {

	/** Room that is there at once; there is none to wait for. */
	private static final Duration AT_ONCE = Duration.ofNanos(1);

	private final TofuConnections connections;

	private final List<TofuChannel> channels;

	private final Map<String, String[]> headers = new LinkedHashMap<>();

	private @Nullable Object body;

	private @Nullable Duration timeout;

	TofuBroadcast(TofuConnections connections, Collection<TofuChannel> channels, String route) {
		this.connections = connections;
		this.channels = List.copyOf(channels);
		header(TofuHeaders.ROUTE, route);
	}

	/**
	 * Sets a text header, and replaces what was set under that name.
	 * @param name the name, case-sensitive
	 * @param values one or more values, each a header of its own; none removes it
	 * @return this
	 */
	public TofuBroadcast header(String name, String... values) {
		this.headers.put(name, values.clone());
		return this;
	}

	/**
	 * Sets the payload.
	 * @param body bytes, a string, or an object that a converter takes, but no stream;
	 * null for none
	 * @return this
	 * @throws IllegalArgumentException if it is a stream, which only one can read
	 */
	public TofuBroadcast body(@Nullable Object body) {
		Assert.isTrue(!OutgoingStream.isSource(body),
				"A stream cannot be sent to several peers, because it can be read once: send bytes, or one Request each");
		this.body = body;
		return this;
	}

	/**
	 * Sets how long the answer of each peer is waited for. The default is that of the
	 * peer. A Signal waits for nobody, whatever is set here.
	 * @param timeout the time, positive
	 * @return this
	 */
	public TofuBroadcast timeout(Duration timeout) {
		this.timeout = timeout;
		return this;
	}

	/**
	 * Sends the Signal to all, and does not wait: a peer that does not take what was sent
	 * to it before misses it.
	 * @return who missed it, and why; empty if nobody did
	 * @throws org.springframework.messaging.converter.MessageConversionException if the
	 * payload cannot be converted; nothing was sent then
	 */
	public Map<TofuChannel, TofuException> signal() {
		Function<TofuChannel, TofuClient.RequestSpec> message = message();
		Map<TofuChannel, TofuException> missed = new LinkedHashMap<>();
		for (TofuChannel channel : this.channels) {
			try {
				message.apply(channel).timeout(AT_ONCE).signal();
			}
			catch (TofuException ex) {
				missed.put(channel, ex);
			}
		}
		return missed;
	}

	/**
	 * Sends the Request to all, and waits for nobody.
	 * @param type what the answers are turned into
	 * @param <T> that type
	 * @return for each peer what is completed with its answer, null if that is empty, or
	 * exceptionally, on a callback thread; cancelling one means that its answer is not
	 * wanted any more, nor is the Request sent if it was not yet
	 * @throws org.springframework.messaging.converter.MessageConversionException if the
	 * payload cannot be converted; nothing was sent then
	 */
	public <T> Map<TofuChannel, CompletableFuture<@Nullable T>> requestAsync(Class<T> type) {
		Function<TofuChannel, TofuClient.RequestSpec> message = message();
		Executor executor = this.connections.callbackExecutor();
		Map<TofuChannel, CompletableFuture<@Nullable T>> answers = new LinkedHashMap<>();
		for (TofuChannel channel : this.channels) {
			CompletableFuture<@Nullable T> answer = new CompletableFuture<>();
			answers.put(channel, answer);
			try {
				// Sending may wait for room
				executor.execute(() -> request(message.apply(channel), type, answer));
			}
			catch (RejectedExecutionException | OutOfMemoryError ex) {
				answer.completeExceptionally(new TofuException("There is no thread to send on " + channel, ex));
			}
		}
		return answers;
	}

	/** Sends the Request to one of them, unless nobody wants its answer any more. */
	@SuppressWarnings("FutureReturnValueIgnored")
	private static <T> void request(TofuClient.RequestSpec request, Class<T> type,
			CompletableFuture<@Nullable T> answer) {
		if (answer.isDone()) {
			return;
		}
		CompletableFuture<@Nullable T> sent = request.requestAsync(type);
		answer.whenComplete((value, failure) -> sent.cancel(false));
		sent.whenComplete((value, failure) -> {
			if (failure != null) {
				answer.completeExceptionally(failure);
			}
			else if (!answer.complete(value)) {
				AnswerReader.discard(value);
			}
		});
	}

	/** What has been filled in until now, for one channel after the other. */
	private Function<TofuChannel, TofuClient.RequestSpec> message() {
		Map<String, String[]> texts = new LinkedHashMap<>(this.headers);
		Duration limit = this.timeout;
		String[] types = texts.get(TofuHeaders.CONTENT_TYPE);
		EncodedPayload payload = this.connections.converter()
			.toBytes(this.body, (types != null && types.length > 0) ? MimeTypeUtils.parseMimeType(types[0]) : null);
		if (payload.contentType() != null) {
			texts.put(TofuHeaders.CONTENT_TYPE, new String[] { payload.contentType() });
		}
		return (channel) -> {
			TofuClient.RequestSpec request = new TofuClient.RequestSpec(channel);
			texts.forEach(request::header);
			request.body((payload.contentType() != null) ? payload.body() : null);
			return (limit != null) ? request.timeout(limit) : request;
		};
	}

}
