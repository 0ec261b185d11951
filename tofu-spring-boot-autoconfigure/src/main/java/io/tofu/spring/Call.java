package io.tofu.spring;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

import io.tofu.OpCode;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * One sending of a Request or Signal: finds the connection, sends, and waits for the
 * answer, all within one timeout. What is sent as a stream takes the time that it takes;
 * the timeout begins when it is sent.
 */
final class Call {

	/** The engine gives the message an id. */
	private static final long NO_ID = 0;

	/** The search for a connection ends by itself; this only makes sure that it does. */
	private static final Duration CONNECTION_SLACK = Duration.ofSeconds(1);

	/** Threads of the JVM, for what ours refuse. */
	private static final Executor ELSEWHERE = new CompletableFuture<>().defaultExecutor();

	/** Who wants to wait for ever waits that long. */
	private static final Duration LONGEST_TIMEOUT = Duration.ofDays(36_500);

	private final RequestTarget target;

	private final RequestContent content;

	private final Duration timeout;

	private final @Nullable SignalQueue signals;

	private final long deadline;

	/**
	 * A message that is not sent yet.
	 * @param target where it goes
	 * @param content what it consists of
	 * @param timeout how long everything may take
	 * @param onSignal takes Signals under its id
	 */
	Call(RequestTarget target, RequestContent content, Duration timeout,
			@Nullable Consumer<? super Message<byte[]>> onSignal) {
		this.target = target;
		this.content = content;
		this.timeout = (timeout.compareTo(LONGEST_TIMEOUT) < 0) ? timeout : LONGEST_TIMEOUT;
		TofuConnections connections = target.connections();
		this.signals = (onSignal != null)
				? new SignalQueue(onSignal, connections.callbackExecutor(), connections.settings().maxJoinedSize())
				: null;
		this.deadline = System.nanoTime() + this.timeout.toNanos();
	}

	/** Sends a Request and waits for the answer, which is no error. */
	Message<byte[]> await() {
		Exchange exchange = begin(connection(), false);
		try {
			sendUnlessOver(exchange, null);
			return joined(successful(answer(exchange)));
		}
		finally {
			exchange.abandon();
		}
	}

	/**
	 * Sends a Request and waits for the first frame of the answer, which is no error. Its
	 * payload is to be read or closed. A stream is sent by another thread.
	 */
	Message<IncomingStream> awaitStream() {
		Exchange exchange = begin(connection(), true);
		try {
			sendUnlessOver(exchange, sending());
			return streamed(successful(answer(exchange)));
		}
		catch (RuntimeException | Error ex) {
			exchange.abandon();
			throw ex;
		}
	}

	/**
	 * Sends a Request; the answer, if it is no error, is converted on a callback thread,
	 * where failures arrive, too. What comes of the conversion when nobody wants it any
	 * more goes to the last argument.
	 */
	<T extends @Nullable Object> CompletableFuture<T> start(Function<Message<byte[]>, T> conversion,
			Consumer<? super T> unwanted) {
		return start(false, (answer) -> conversion.apply(joined(answer)), unwanted);
	}

	/** The same for an answer that is a stream, with its first frame. */
	CompletableFuture<Message<IncomingStream>> startStream() {
		return start(true, Call::streamed, (answer) -> answer.getPayload().cancel());
	}

	@SuppressWarnings("FutureReturnValueIgnored")
	private <T extends @Nullable Object> CompletableFuture<T> start(boolean streamed,
			Function<Message<?>, T> conversion, Consumer<? super T> unwanted) {
		Executor executor = orElsewhere(this.target.connections().callbackExecutor());
		CompletableFuture<T> result = new CompletableFuture<>();
		CompletableFuture<TofuChannel> connection = connecting();
		CompletableFuture<Message<?>> answer = connection.isDone() ? request(connection, streamed, result)
				: requestLater(connection, streamed, result, executor);
		// Not thenApplyAsync, which passes failures on where they happen: on the receive
		// thread
		answer.whenCompleteAsync((message, failure) -> {
			T value;
			try {
				value = conversion.apply(successful(message, failure));
			}
			catch (Throwable ex) {
				result.completeExceptionally(cause(ex));
				return;
			}
			if (!result.complete(value)) {
				unwanted.accept(value);
			}
		}, executor).whenComplete((message, failure) -> {
			// Also if no thread was to be had for that
			if (failure != null) {
				result.completeExceptionally(cause(failure));
			}
		});
		return result;
	}

	/** Sends a Signal. */
	void signal() {
		if (!(this.content.payload() instanceof EncodedPayload encoded)) {
			this.content.discard();
			throw new IllegalArgumentException(
					"A Signal cannot be a stream, because it has no answer: send a Request, or bytes");
		}
		TofuChannel channel = connection();
		channel.sender().send(OpCode.SIGNAL, NO_ID, this.content.headers(), encoded, left(), channel);
	}

	/** Sends when there is a connection, on another thread. */
	@SuppressWarnings("FutureReturnValueIgnored")
	private CompletableFuture<Message<?>> requestLater(CompletableFuture<TofuChannel> connection, boolean streamed,
			CompletableFuture<?> wanted, Executor executor) {
		return connection.handleAsync((channel, failure) -> request(connection, streamed, wanted), executor)
			.whenComplete((begun, failure) -> {
				if (failure != null) {
					this.content.discard();
				}
			})
			.thenCompose(Function.identity());
	}

	/** Sends on a connection that is there, or has failed. */
	private CompletableFuture<Message<?>> request(CompletableFuture<TofuChannel> connection, boolean streamed,
			CompletableFuture<?> wanted) {
		try {
			if (connection.isCompletedExceptionally()) {
				this.content.discard();
			}
			return request(connection.join(), streamed, wanted);
		}
		catch (Throwable ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	@SuppressWarnings("FutureReturnValueIgnored")
	private CompletableFuture<Message<?>> request(TofuChannel channel, boolean streamed, CompletableFuture<?> wanted) {
		if (wanted.isDone()) {
			this.content.discard();
			return CompletableFuture.failedFuture(new CancellationException());
		}
		Exchange exchange = begin(channel, streamed);
		try {
			sendUnlessOver(exchange, sending());
			if (!this.content.isStream()) {
				exchange.failAfter(left(), this.timeout);
			}
		}
		catch (RuntimeException | Error ex) {
			exchange.abandon();
			throw ex;
		}
		wanted.whenComplete((value, failure) -> {
			// Who has got a stream goes on with it
			if (!streamed || failure != null) {
				exchange.abandon();
			}
		});
		return exchange.result();
	}

	private Exchange begin(TofuChannel channel, boolean streamed) {
		try {
			return channel.open(streamed, this.signals);
		}
		catch (RuntimeException | Error ex) {
			this.content.discard();
			throw ex;
		}
	}

	/** Sends; how it ended in the meantime says more than why it was not all sent. */
	private void sendUnlessOver(Exchange exchange, @Nullable Executor executor) {
		try {
			send(exchange, executor);
		}
		catch (TofuException ex) {
			if (!exchange.result().isDone()) {
				throw ex;
			}
		}
	}

	/**
	 * Sends; waits for credit, or for the source of a stream, only if there is no
	 * executor. The timeout of a stream is looked after then.
	 */
	@SuppressWarnings("FutureReturnValueIgnored")
	private void send(Exchange exchange, @Nullable Executor executor) {
		FrameSender sender = exchange.channel().sender();
		if (!(this.content.payload() instanceof EncodedPayload encoded)) {
			exchange.send(stream(exchange), executor)
				.whenComplete((nothing, failure) -> exchange.failAfter(this.timeout, this.timeout));
		}
		else if (sender.needsCredit(OpCode.REQUEST, encoded)) {
			CompletableFuture<Void> sent = exchange.send(stream(exchange), null);
			if (executor == null) {
				sender.await(sent, left());
			}
		}
		else {
			sender.send(OpCode.REQUEST, exchange.id(), this.content.headers(), encoded, left(), exchange);
			exchange.sent();
		}
	}

	private OutgoingStream stream(Exchange exchange) {
		try {
			return new OutgoingStream(exchange.channel(), OpCode.REQUEST, exchange.id(), this.content.headers(),
					this.content.payload(), (failure) -> new TofuResponseException(ErrorTypes.CANCELLED, null),
					exchange);
		}
		catch (RuntimeException | Error ex) {
			this.content.discard();
			throw ex;
		}
	}

	/** Where the sources of streams are read, unless the caller does it. */
	private Executor sending() {
		return this.target.connections().callbackExecutor();
	}

	/** The connection, or why there is none. */
	private CompletableFuture<TofuChannel> connecting() {
		try {
			return this.target.connection().apply(this.timeout);
		}
		catch (RuntimeException | Error ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private TofuChannel connection() {
		CompletableFuture<TofuChannel> connection = connecting();
		try {
			return await(connection, this.timeout.plus(CONNECTION_SLACK),
					() -> connection.completeExceptionally(new TofuDisconnectedException("No connection", true)));
		}
		catch (RuntimeException ex) {
			this.content.discard();
			throw ex;
		}
	}

	private Message<?> answer(Exchange exchange) {
		Duration time = this.content.isStream() ? LONGEST_TIMEOUT : left();
		return await(exchange.result(), time, () -> exchange.timeOut(this.timeout));
	}

	private Duration left() {
		return Duration.ofNanos(Math.max(0, this.deadline - System.nanoTime()));
	}

	/** Waits for a future, which the last argument completes when the time is over. */
	private static <T> T await(CompletableFuture<T> future, Duration time, Runnable onTimeout) {
		try {
			return get(future, time, onTimeout);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new TofuException("Interrupted while waiting", ex);
		}
		catch (ExecutionException ex) {
			throw asSeenByTheCaller(ex.getCause());
		}
	}

	private static <T> T get(CompletableFuture<T> future, Duration time, Runnable onTimeout)
			throws InterruptedException, ExecutionException {
		try {
			return future.get(time.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			onTimeout.run();
			return future.get();
		}
	}

	/** The answer, unless it or the failure says that there is none. */
	private static Message<?> successful(@Nullable Message<?> answer, @Nullable Throwable failure) {
		if (failure != null) {
			throw new CompletionException(cause(failure));
		}
		return successful(Objects.requireNonNull(answer));
	}

	private static Message<?> successful(Message<?> answer) {
		String type = HeaderMapping.first(answer.getHeaders().get(TofuHeaders.ERROR_TYPE));
		if (type != null) {
			throw new TofuRemoteException(type, HeaderMapping.first(answer.getHeaders().get(TofuHeaders.ERROR_MESSAGE)),
					HeaderMapping.textHeaders(answer.getHeaders()));
		}
		return answer;
	}

	/** Of an exchange that joins its answer. */
	@SuppressWarnings("unchecked")
	private static Message<byte[]> joined(Message<?> answer) {
		return (Message<byte[]>) answer;
	}

	/** Of an exchange whose answer is a stream, and no error. */
	@SuppressWarnings("unchecked")
	private static Message<IncomingStream> streamed(Message<?> answer) {
		return (Message<IncomingStream>) answer;
	}

	/** With a stack trace that leads to the request. */
	private static RuntimeException asSeenByTheCaller(@Nullable Throwable failure) {
		if (failure instanceof TofuDisconnectedException disconnected) {
			return new TofuDisconnectedException(failure.getMessage(), disconnected.notProcessed(), failure);
		}
		// What a source throws is its user's own
		return (failure instanceof RuntimeException known && !(failure instanceof CancellationException)) ? known
				: new TofuException("The request failed: " + failure, failure);
	}

	/**
	 * Whoever completes a future never runs what the application does with it: that might
	 * wait, and hold up the receive thread.
	 */
	private static Executor orElsewhere(Executor executor) {
		return (task) -> {
			try {
				executor.execute(task);
			}
			catch (RuntimeException | Error ex) {
				// No thread to be had, now or ever
				ELSEWHERE.execute(task);
			}
		};
	}

	private static Throwable cause(Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

}
