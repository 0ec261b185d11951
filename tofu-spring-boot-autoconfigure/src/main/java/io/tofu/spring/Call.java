package io.tofu.spring;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

import io.tofu.OpCode;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * One sending of a Request or Signal: finds the connection, sends, and waits for the
 * answer, all within one timeout.
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

	private final Map<String, List<String>> headers;

	private final EncodedPayload payload;

	private final Duration timeout;

	private final @Nullable SignalQueue signals;

	private final long deadline;

	Call(RequestTarget target, Map<String, List<String>> headers, EncodedPayload payload, Duration timeout,
			@Nullable Consumer<? super Message<byte[]>> onSignal) {
		this.target = target;
		this.headers = headers;
		this.payload = payload;
		this.timeout = (timeout.compareTo(LONGEST_TIMEOUT) < 0) ? timeout : LONGEST_TIMEOUT;
		TofuConnections connections = target.connections();
		this.signals = (onSignal != null)
				? new SignalQueue(onSignal, connections.callbackExecutor(), connections.settings().maxJoinedSize())
				: null;
		this.deadline = System.nanoTime() + this.timeout.toNanos();
	}

	/** Sends a Request and waits for the answer, which is no error. */
	Message<byte[]> await() {
		TofuChannel channel = connection();
		Exchange exchange = channel.open(this.signals);
		try {
			sendUnlessOver(channel, exchange);
			return successful(await(exchange.result(), left(), () -> exchange.timeOut(this.timeout)));
		}
		finally {
			exchange.abandon();
		}
	}

	/**
	 * Sends a Request; the answer, if it is no error, is converted on a callback thread,
	 * where failures arrive, too. What comes of the conversion when nobody wants it any
	 * more goes to the last argument.
	 */
	@SuppressWarnings("FutureReturnValueIgnored")
	<T extends @Nullable Object> CompletableFuture<T> start(Function<Message<byte[]>, T> conversion,
			Consumer<? super T> unwanted) {
		Executor executor = orElsewhere(this.target.connections().callbackExecutor());
		CompletableFuture<T> result = new CompletableFuture<>();
		CompletableFuture<TofuChannel> connection = this.target.connection().apply(this.timeout);
		CompletableFuture<Message<byte[]>> answer = connection.isDone()
				? connection.thenCompose((channel) -> request(channel, result))
				: connection.thenComposeAsync((channel) -> request(channel, result), executor);
		// Not thenApplyAsync, which passes failures on where they happen: on the receive
		// thread
		answer.handleAsync((message, failure) -> {
			if (failure != null) {
				throw new CompletionException(cause(failure));
			}
			return conversion.apply(successful(message));
		}, executor).whenComplete((value, failure) -> {
			if (failure != null) {
				result.completeExceptionally(cause(failure));
			}
			else if (!result.complete(value)) {
				unwanted.accept(value);
			}
		});
		return result;
	}

	/** Sends a Signal. */
	void signal() {
		TofuChannel channel = connection();
		channel.sender().send(OpCode.SIGNAL, NO_ID, this.headers, this.payload, left(), channel);
	}

	@SuppressWarnings("FutureReturnValueIgnored")
	private CompletableFuture<Message<byte[]>> request(TofuChannel channel, CompletableFuture<?> wanted) {
		if (wanted.isDone()) {
			return CompletableFuture.failedFuture(new CancellationException());
		}
		Exchange exchange = channel.open(this.signals);
		try {
			sendUnlessOver(channel, exchange);
			exchange.failAfter(left(), this.timeout);
		}
		catch (RuntimeException ex) {
			exchange.abandon();
			throw ex;
		}
		wanted.whenComplete((value, failure) -> exchange.abandon());
		return exchange.result();
	}

	/** Sends; how it ended in the meantime says more than why it was not all sent. */
	private void sendUnlessOver(TofuChannel channel, Exchange exchange) {
		try {
			send(channel, exchange);
		}
		catch (TofuException ex) {
			if (!exchange.result().isDone()) {
				throw ex;
			}
		}
	}

	private void send(TofuChannel channel, Exchange exchange) {
		channel.sender().send(OpCode.REQUEST, exchange.id(), this.headers, this.payload, left(), exchange);
	}

	private TofuChannel connection() {
		CompletableFuture<TofuChannel> connection = this.target.connection().apply(this.timeout);
		return await(connection, this.timeout.plus(CONNECTION_SLACK),
				() -> connection.completeExceptionally(new TofuDisconnectedException("No connection", true)));
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

	private static Message<byte[]> successful(Message<byte[]> answer) {
		String type = HeaderMapping.first(answer.getHeaders().get(TofuHeaders.ERROR_TYPE));
		if (type != null) {
			throw new TofuRemoteException(type, HeaderMapping.first(answer.getHeaders().get(TofuHeaders.ERROR_MESSAGE)),
					HeaderMapping.textHeaders(answer.getHeaders()));
		}
		return answer;
	}

	/** With a stack trace that leads to the request. */
	private static TofuException asSeenByTheCaller(@Nullable Throwable failure) {
		if (failure instanceof TofuDisconnectedException disconnected) {
			return new TofuDisconnectedException(failure.getMessage(), disconnected.notProcessed(), failure);
		}
		return (failure instanceof TofuException known) ? known
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
			catch (RejectedExecutionException | OutOfMemoryError ex) {
				// No thread to be had, now or ever
				ELSEWHERE.execute(task);
			}
		};
	}

	private static Throwable cause(Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

}
