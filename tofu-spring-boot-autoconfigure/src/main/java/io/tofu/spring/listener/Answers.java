package io.tofu.spring.listener;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.tofu.AmpeException;
import io.tofu.AmpeStatus;
import io.tofu.OpCode;
import io.tofu.spring.OutgoingStream;
import io.tofu.spring.TofuChannel;
import io.tofu.spring.TofuDisconnectedException;
import io.tofu.spring.TofuException;
import io.tofu.spring.TofuHeaders;
import io.tofu.spring.TofuResponseException;
import io.tofu.spring.TofuTimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;

/**
 * What goes back to one peer, operation by operation. An answer that cannot be delivered,
 * because the peer is gone or takes nothing any more, is nobody's failure.
 */
final class Answers {

	private static final Logger logger = LoggerFactory.getLogger(Answers.class);

	private final TofuChannel channel;

	private final Reading reading;

	private final Executor executor;

	/** What the peer was to be told and was not, or not yet. */
	private final AtomicInteger owed = new AtomicInteger();

	Answers(TofuChannel channel, Reading reading, Executor executor) {
		this.channel = channel;
		this.reading = reading;
		this.executor = executor;
	}

	/** Whether the peer waits for an answer that is not under way to it. */
	boolean isOwing() {
		return this.owed.get() > 0;
	}

	/**
	 * Sends the result of a listener; waits for room on every thread but the receive
	 * thread.
	 * @throws RuntimeException if the result cannot be made into an answer
	 */
	void result(OpCode opCode, long messageId, @Nullable Object result) {
		try {
			switch (opCode) {
				case REQUEST, HELLO_REQUEST -> respond(opCode, messageId, result);
				case BYE_REQUEST -> this.channel.respond(opCode, messageId, Map.of(), null);
				default -> {
				}
			}
		}
		catch (TofuDisconnectedException | TofuTimeoutException ex) {
			undelivered(messageId, ex);
		}
	}

	/**
	 * What sends a result while it comes into being.
	 * @throws RuntimeException if it cannot be sent at all
	 */
	OutgoingStream stream(long messageId, Object result, Function<Throwable, TofuResponseException> failures) {
		Map<String, Object> headers = Map.of();
		Object source = result;
		if (result instanceof Message<?> message) {
			headers = textHeaders(message.getHeaders());
			source = message.getPayload();
		}
		return new OutgoingStream(this.channel, OpCode.RESPONSE, messageId, headers, source, failures);
	}

	/** A stream has ended, perhaps by a failure. */
	void streamed(long messageId, @Nullable Throwable failure) {
		if (failure instanceof TofuDisconnectedException || failure instanceof TofuTimeoutException) {
			undelivered(messageId, (RuntimeException) failure);
		}
	}

	/**
	 * Sends what went wrong, on any thread. If there is no room for it on the receive
	 * thread, the channel is not read until a listener thread has sent it.
	 */
	void error(OpCode opCode, long messageId, WireError error) {
		try {
			send(opCode, messageId, error);
		}
		catch (AmpeException ex) {
			if (ex.status() == AmpeStatus.SEND_QUEUE_FULL && !this.reading.mustGoOn()) {
				this.reading.hold();
				sendLater(opCode, messageId, error);
			}
			else {
				undelivered(messageId, ex);
			}
		}
		catch (TofuException | IllegalStateException ex) {
			// The latter: the Hello was answered in the meantime
			undelivered(messageId, ex);
		}
	}

	/**
	 * Puts back a result that is not sent, if it is a message of the engine, or closes
	 * it, if it is a stream.
	 */
	static void discard(@Nullable Object result) {
		if (result instanceof Message<?> message) {
			discard(message.getPayload());
		}
		else if (result instanceof AutoCloseable closeable
				&& (result instanceof io.tofu.Message || OutgoingStream.isSource(result))) {
			try {
				closeable.close();
			}
			catch (Exception ex) {
				logger.debug("A result that nobody wants could not be closed", ex);
			}
		}
	}

	private void respond(OpCode opCode, long messageId, @Nullable Object result) {
		if (result instanceof io.tofu.Message message) {
			OpCode reply = (opCode == OpCode.REQUEST) ? OpCode.RESPONSE : OpCode.HELLO_RESPONSE;
			this.channel.post(message.opCode(reply).channelNumber(this.channel.number()).messageId(messageId));
		}
		else if (result instanceof Message<?> message) {
			this.channel.respond(opCode, messageId, textHeaders(message.getHeaders()), message.getPayload());
		}
		else {
			this.channel.respond(opCode, messageId, Map.of(), result);
		}
		oweIfRejected(opCode);
	}

	private void send(OpCode opCode, long messageId, WireError error) {
		switch (opCode) {
			case REQUEST -> {
				this.channel.respondError(opCode, messageId, error.type(), error.message());
				oweIfRejected(opCode);
			}
			case HELLO_REQUEST -> this.channel.reject(error.type(), error.message());
			case BYE_REQUEST -> this.channel.respond(opCode, messageId, Map.of(), null);
			default -> {
			}
		}
	}

	private void sendLater(OpCode opCode, long messageId, WireError error) {
		this.owed.incrementAndGet();
		try {
			this.executor.execute(() -> {
				try {
					send(opCode, messageId, error);
				}
				catch (AmpeException | TofuException ex) {
					undelivered(messageId, ex);
				}
				finally {
					this.owed.decrementAndGet();
					this.reading.release();
				}
			});
		}
		catch (RejectedExecutionException | OutOfMemoryError ex) {
			this.reading.release();
			undelivered(messageId, ex);
		}
	}

	/** Whoever is rejected gets no answer, which its goodbye is to tell. */
	private void oweIfRejected(OpCode opCode) {
		if (opCode == OpCode.REQUEST && this.channel.isRejected()) {
			this.owed.incrementAndGet();
		}
	}

	private void undelivered(long messageId, Throwable reason) {
		this.owed.incrementAndGet();
		logger.debug("No answer to message {} of {}: {}", Long.toUnsignedString(messageId), this.channel,
				reason.toString());
	}

	/** The headers of a Spring message that can travel. */
	private static Map<String, Object> textHeaders(MessageHeaders headers) {
		Map<String, Object> texts = new LinkedHashMap<>();
		headers.forEach((name, value) -> {
			if (name.equals(MessageHeaders.CONTENT_TYPE)) {
				texts.put(TofuHeaders.CONTENT_TYPE, travelling(List.of(value)));
			}
			else if (value instanceof String) {
				texts.put(name, travelling(List.of(value)));
			}
			else if (value instanceof Collection<?> values) {
				texts.put(name, travelling(values));
			}
		});
		return texts;
	}

	/** An empty header, or one with a stray line end, can be received, but not sent. */
	private static List<?> travelling(Collection<?> values) {
		return values.stream().filter((value) -> canTravel(String.valueOf(value))).toList();
	}

	private static boolean canTravel(String value) {
		return !value.isEmpty() && value.indexOf('\r') < 0 && value.indexOf('\n') < 0;
	}

}
