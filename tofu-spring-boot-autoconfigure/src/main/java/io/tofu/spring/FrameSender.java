package io.tofu.spring;

import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import io.tofu.Ampe;
import io.tofu.AmpeException;
import io.tofu.AmpeStatus;
import io.tofu.ChannelGroup;
import io.tofu.Message;
import io.tofu.MessageType;
import io.tofu.OpCode;
import org.jspecify.annotations.Nullable;

/**
 * Sends on one channel: splits payloads into frames, and says in our own terms why the
 * engine refuses a message. Thread-safe.
 *
 * <p>
 * Every message carries an attachment, by which one that comes back unsent is told from
 * the notices of the engine. Nothing is sent under the number of a channel that has
 * ended: another channel may have it by now.
 */
final class FrameSender {

	/**
	 * To have messages begun, to make us give them up, and to take nothing of what we say
	 * is an attack: each must be remembered.
	 */
	static final int MAX_UNFINISHED = 4096;

	private final Ampe ampe;

	private final ReceiveLoop loop;

	private final TofuChannel channel;

	/** What was begun and could not be sent completely. */
	private final Queue<Unfinished> unfinished = new ConcurrentLinkedQueue<>();

	private final AtomicInteger unfinishedCount = new AtomicInteger();

	FrameSender(Ampe ampe, ReceiveLoop loop, TofuChannel channel) {
		this.ampe = ampe;
		this.loop = loop;
		this.channel = channel;
	}

	Message blank(OpCode opCode, long messageId) {
		ensureNotEnded();
		try {
			return this.ampe.get().opCode(opCode).channelNumber(this.channel.number()).messageId(messageId);
		}
		catch (AmpeException ex) {
			throw inOurTerms(ex);
		}
	}

	/**
	 * Sends a payload, in several frames if it is long, for all of which there must be
	 * room within the timeout. The first one has the headers and the attachment. What was
	 * begun is ended by a frame that says so if the rest cannot be sent.
	 */
	void send(OpCode opCode, long messageId, Map<String, ? extends @Nullable Object> headers, EncodedPayload payload,
			Duration timeout, Object attachment) {
		byte[] body = payload.body();
		int count = Math.min(Message.MAX_BODY_LENGTH, body.length);
		boolean more = count < body.length;
		if (more && opCode.type() != MessageType.REGULAR) {
			throw new PayloadTooLargeException(Message.MAX_BODY_LENGTH, "a " + opCode + " is one message");
		}
		if (needsCredit(opCode, payload)) {
			OutgoingStream stream = new OutgoingStream(this.channel, opCode, messageId, headers, payload,
					(failure) -> new TofuResponseException(ErrorTypes.INTERNAL, null), attachment);
			try {
				await(stream.send(), timeout);
			}
			catch (RuntimeException ex) {
				stream.cancel(ErrorTypes.CANCELLED);
				throw ex;
			}
			return;
		}
		// What consists of several frames needs its id before it is sent
		long id = (messageId == 0 && more) ? this.ampe.nextMessageId() : messageId;
		long deadline = System.nanoTime() + timeout.toNanos();
		try (Message frame = blank(opCode, id)) {
			frame.attachment(attachment);
			HeaderMapping.write(headers, frame.headers());
			if (payload.contentType() != null) {
				frame.headers().set(TofuHeaders.CONTENT_TYPE, payload.contentType());
			}
			frame.body().set(body, 0, count);
			post(frame.more(more), timeout);
		}
		if (more) {
			sendRest(opCode, id, body, deadline);
		}
	}

	/** Whether the peer wants to be asked before it gets all of a payload. */
	boolean needsCredit(OpCode opCode, EncodedPayload payload) {
		int window = this.channel.flowWindow();
		int length = payload.body().length;
		if (window == 0 || length <= Message.MAX_BODY_LENGTH || StreamDirection.of(opCode) == null) {
			return false;
		}
		long frames = 1L + (length - 1) / Message.MAX_BODY_LENGTH;
		return length + frames * Streams.cost(0) > window;
	}

	/**
	 * Waits until a message under credit is sent, or the peer does not want it; on the
	 * receive thread only looks whether it has failed.
	 */
	void await(CompletableFuture<Void> sent, Duration timeout) {
		try {
			sent.get(this.loop.isCurrentThread() ? 0 : timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			if (!this.loop.isCurrentThread()) {
				throw new TofuTimeoutException("The peer does not take what is sent to it: " + this.channel, ex);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new TofuException("Interrupted while sending on " + this.channel, ex);
		}
		catch (CancellationException ex) {
			// Nobody needs it
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof RuntimeException failure) ? failure
					: new TofuException("Cannot send on " + this.channel, ex.getCause());
		}
	}

	private void sendRest(OpCode opCode, long messageId, byte[] body, long deadline) {
		try {
			for (int offset = Message.MAX_BODY_LENGTH; offset < body.length; offset += Message.MAX_BODY_LENGTH) {
				int count = Math.min(Message.MAX_BODY_LENGTH, body.length - offset);
				try (Message frame = blank(opCode, messageId)) {
					frame.body().set(body, offset, count);
					frame.more(offset + count < body.length);
					post(frame, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
				}
			}
		}
		catch (TofuDisconnectedException ex) {
			// the peer may have worked on what it has got
			throw new TofuDisconnectedException(ex.getMessage(), false, ex.getCause());
		}
		catch (RuntimeException ex) {
			giveUp(opCode, messageId, HeaderMapping.error(ErrorTypes.CANCELLED, null));
			throw ex;
		}
	}

	/**
	 * Ends what was begun, or is awaited, by a last frame that says so, as soon as there
	 * is room. Any thread; does not wait.
	 */
	void giveUp(OpCode opCode, long messageId, Map<String, ? extends @Nullable Object> headers) {
		if (this.unfinishedCount.incrementAndGet() > MAX_UNFINISHED) {
			this.unfinishedCount.decrementAndGet();
			this.channel.abort();
			return;
		}
		this.unfinished.add(new Unfinished(opCode, messageId, headers));
		onRoom();
	}

	/**
	 * There may be room again: ends what was begun and could not be sent completely. Any
	 * thread; does not wait.
	 */
	void onRoom() {
		if (this.unfinished.isEmpty()) {
			return;
		}
		synchronized (this.unfinished) {
			// If there is no room, the engine says when there is
			for (Unfinished next = this.unfinished.peek(); next != null && end(next); next = this.unfinished.peek()) {
				this.unfinished.remove();
				this.unfinishedCount.decrementAndGet();
			}
		}
	}

	/** Whether the message has ended, by its last frame or with the channel. */
	private boolean end(Unfinished unfinished) {
		if (hasEnded()) {
			return true;
		}
		try (Message last = this.ampe.get()) {
			last.opCode(unfinished.opCode()).channelNumber(this.channel.number()).messageId(unfinished.messageId());
			last.attachment(this.channel);
			HeaderMapping.write(unfinished.headers(), last.headers());
			this.loop.group().post(last);
			return true;
		}
		catch (AmpeException ex) {
			return ex.status() != AmpeStatus.SEND_QUEUE_FULL;
		}
	}

	/** Sends a message; the caller closes it, which does nothing if it was accepted. */
	void post(Message message, Duration timeout) {
		boolean atOnce = this.loop.isCurrentThread();
		try {
			message.channelNumber(this.channel.number());
			if (message.attachment() == null) {
				message.attachment(this.channel);
			}
			ensureNotEnded();
			postTo(this.loop.group(), message, atOnce ? null : timeout);
		}
		catch (AmpeException ex) {
			throw (atOnce && ex.status() == AmpeStatus.SEND_QUEUE_FULL) ? ex : inOurTerms(ex);
		}
	}

	/**
	 * Sends a message if there is room for it now; the caller closes it, which does
	 * nothing if it was accepted. False if the channel will be told of room.
	 */
	boolean offer(Message message) {
		if (message.attachment() == null) {
			message.attachment(this.channel);
		}
		ensureNotEnded();
		try {
			this.loop.group().post(message);
			return true;
		}
		catch (AmpeException ex) {
			if (ex.status() == AmpeStatus.SEND_QUEUE_FULL) {
				return false;
			}
			throw inOurTerms(ex);
		}
	}

	/**
	 * Sends what concerns the channel itself, without waiting. False if the channel has
	 * ended, or has no room, which a Bye does not need.
	 */
	boolean tell(OpCode opCode, Map<String, String> headers) {
		if (hasEnded()) {
			return false;
		}
		try (Message message = this.ampe.get()) {
			message.opCode(opCode).channelNumber(this.channel.number());
			if (opCode != OpCode.BYE_SIGNAL) {
				message.attachment(this.channel);
			}
			HeaderMapping.write(headers, message.headers());
			this.loop.group().post(message);
			return true;
		}
		catch (AmpeException ex) {
			return false;
		}
	}

	/** Sends a small message if there is room for it now; false if there is not. */
	boolean offer(OpCode opCode, long messageId, Map<String, String> headers) {
		if (hasEnded()) {
			return true;
		}
		try (Message message = this.ampe.get()) {
			message.opCode(opCode).channelNumber(this.channel.number()).messageId(messageId).attachment(this.channel);
			HeaderMapping.write(headers, message.headers());
			this.loop.group().post(message);
			return true;
		}
		catch (AmpeException ex) {
			// With an ended channel there is nobody to be told
			return ex.status() != AmpeStatus.SEND_QUEUE_FULL;
		}
	}

	private boolean hasEnded() {
		return this.channel.ended().isDone();
	}

	private void ensureNotEnded() {
		if (hasEnded()) {
			throw new TofuDisconnectedException("The connection has ended: " + this.channel, true);
		}
	}

	private static void postTo(ChannelGroup group, Message message, @Nullable Duration timeout) {
		if (timeout == null) {
			group.post(message);
		}
		else {
			group.post(message, timeout);
		}
	}

	private TofuException inOurTerms(AmpeException ex) {
		return switch (ex.status()) {
			case INVALID_CHANNEL_NUMBER, INVALID_CHANNEL_GROUP, SHUTDOWN_STARTED ->
				new TofuDisconnectedException("The connection has ended: " + this.channel, true, ex);
			case SEND_QUEUE_FULL ->
				new TofuTimeoutException("The peer does not take what was sent to it before: " + this.channel, ex);
			case INTERRUPTED -> new TofuException("Interrupted while sending on " + this.channel, ex);
			default -> new TofuException("Cannot send on " + this.channel + ": " + ex.getMessage(), ex);
		};
	}

	/** A message whose last frame is still to be sent. */
	private record Unfinished(OpCode opCode, long messageId, Map<String, ? extends @Nullable Object> headers) {
	}

}
