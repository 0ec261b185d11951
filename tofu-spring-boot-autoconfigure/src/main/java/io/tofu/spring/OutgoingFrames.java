package io.tofu.spring;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;

import io.tofu.ChannelInfo;
import io.tofu.Message;
import io.tofu.OpCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The frames of one message, sent as far as the peer's credit and the send queue allow.
 * Nothing here waits: whoever offers the parts is woken when it makes sense to try again,
 * and when it does not any more. Thread-safe, with one part offered at a time.
 */
final class OutgoingFrames implements Streams.Sender {

	private static final Logger logger = LoggerFactory.getLogger(OutgoingFrames.class);

	/** How much of a stream may wait in the send queue for a peer without credit. */
	private static final int MAX_QUEUED = 1 << 20;

	/** The send queue is looked at after so many bytes. */
	private static final int LOOK_AFTER = MAX_QUEUED / 4;

	/** The engine does not say when a queue gets shorter that was not full. */
	private static final Duration LOOK_AGAIN = Duration.ofMillis(2);

	private final TofuChannel channel;

	private final OpCode opCode;

	private final long id;

	private final Map<String, ? extends @Nullable Object> headers;

	private final Object attachment;

	private final Runnable wake;

	private final int window;

	private final StreamTimer timer;

	private final CompletableFuture<Void> done = new CompletableFuture<>();

	private final ReentrantLock lock = new ReentrantLock();

	// guarded by lock
	private long credit;

	private boolean room = true;

	private int sinceLook;

	/** What waited in the send queue at the last look, in bytes. */
	private long lastQueued;

	/** Sent of the part that is offered. */
	private int offset;

	private volatile boolean blocked;

	private boolean timed;

	private volatile boolean begun;

	private volatile boolean over;

	/**
	 * A message of which nothing was sent.
	 * @param channel where it is sent
	 * @param opCode a Request or Response
	 * @param id its id
	 * @param headers of its first frame
	 * @param attachment of its first frame
	 * @param wake told on any thread, the receive thread included, that it may go on, or
	 * is over; must not block
	 */
	OutgoingFrames(TofuChannel channel, OpCode opCode, long id, Map<String, ? extends @Nullable Object> headers,
			Object attachment, Runnable wake) {
		this.channel = channel;
		this.opCode = opCode;
		this.id = id;
		this.headers = headers;
		this.attachment = attachment;
		this.wake = wake;
		this.window = channel.flowWindow();
		this.credit = (this.window > 0) ? this.window : Long.MAX_VALUE;
		TofuConnections connections = channel.connections();
		this.timer = new StreamTimer(connections, connections.settings().streams().idleTimeout(), () -> this.blocked,
				this::timeOut);
	}

	/**
	 * Completed when the last frame was handed to the engine, or with the reason why that
	 * will not happen.
	 */
	CompletableFuture<Void> done() {
		return this.done;
	}

	/** Whether the peer may have got something. */
	boolean hasBegun() {
		return this.begun;
	}

	/** Whether nothing more is sent. */
	boolean isOver() {
		return this.over;
	}

	/** From now on what the peer says counts. */
	void start() {
		if (!this.channel.streams().add(this)) {
			close(new CancellationException("Its id is that of a message which is being sent"),
					new TofuResponseException(ErrorTypes.BAD_REQUEST, "The id is that of a Request being answered"));
		}
		else if (this.over) {
			this.channel.streams().remove(this);
		}
	}

	/**
	 * Sends a part, or as much of it as possible; false if not all of it was sent: it is
	 * to be offered again when woken, unless the message is over.
	 */
	boolean offer(OutgoingPart part) {
		try {
			if (!send(part)) {
				return false;
			}
		}
		catch (RuntimeException ex) {
			close(sent(ex), (ex instanceof TofuDisconnectedException) ? null : unsendable());
			return false;
		}
		if (part.last()) {
			finish(null);
		}
		return true;
	}

	private boolean send(OutgoingPart part) {
		this.lock.lock();
		try {
			while (!this.over) {
				int length = Math.min(Message.MAX_BODY_LENGTH, part.length() - this.offset);
				boolean complete = this.offset + length == part.length();
				if (!canSend() || !post(part, length, complete)) {
					block();
					return false;
				}
				this.blocked = false;
				this.offset = complete ? 0 : this.offset + length;
				if (complete) {
					this.over = part.last();
					return true;
				}
			}
			return false;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** The source or the conversion failed; the peer is told so. */
	void failed(Throwable failure, TofuResponseException told) {
		close(failure, told);
	}

	/** Nobody wants the rest; the peer is told so. */
	void cancel(String errorType) {
		close(new CancellationException("The rest is not sent"), new TofuResponseException(errorType, null));
	}

	@Override
	public StreamDirection direction() {
		return (this.opCode == OpCode.REQUEST) ? StreamDirection.REQUEST : StreamDirection.RESPONSE;
	}

	@Override
	public long id() {
		return this.id;
	}

	@Override
	public boolean hasEnded() {
		this.lock.lock();
		try {
			return this.over;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public boolean credit(long bytes) {
		this.lock.lock();
		try {
			if (this.window == 0 || bytes > this.window - this.credit) {
				return false;
			}
			this.credit += bytes;
			// However little it is, the peer takes something
			this.timer.moved();
		}
		finally {
			this.lock.unlock();
		}
		this.wake.run();
		return true;
	}

	@Override
	public void cancelled() {
		close(new CancellationException("The peer wants no more"),
				new TofuResponseException(ErrorTypes.CANCELLED, null));
	}

	@Override
	public void room() {
		this.lock.lock();
		try {
			this.room = true;
		}
		finally {
			this.lock.unlock();
		}
		this.wake.run();
	}

	@Override
	public void fail(TofuDisconnectedException failure) {
		close(this.begun ? failure : new TofuDisconnectedException(failure.getMessage(), true), null);
	}

	/** Under the lock. */
	private boolean canSend() {
		if (this.room && this.window == 0 && this.sinceLook >= LOOK_AFTER) {
			ChannelInfo info = this.channel.info();
			long queued = (info != null) ? info.queuedBytes() : 0;
			if (queued > MAX_QUEUED) {
				if (queued < this.lastQueued) {
					// However slowly, the peer takes it
					this.timer.moved();
				}
				this.lastQueued = queued;
				this.room = false;
				lookAgain();
			}
			else {
				this.sinceLook = 0;
			}
		}
		return this.room && this.credit > 0;
	}

	/** Under the lock; false if there is no room. */
	private boolean post(OutgoingPart part, int length, boolean complete) {
		FrameSender sender = this.channel.sender();
		boolean first = !this.begun;
		boolean accepted = false;
		try (Message frame = sender.blank(this.opCode, this.id)) {
			if (first) {
				frame.attachment(this.attachment);
				HeaderMapping.write(this.headers, frame.headers());
				if (part.contentType() != null && !this.headers.containsKey(TofuHeaders.CONTENT_TYPE)) {
					frame.headers().set(TofuHeaders.CONTENT_TYPE, part.contentType());
				}
			}
			String mark = part.mark(complete);
			if (mark != null) {
				frame.headers().set(TofuHeaders.PART, mark);
			}
			part.put(this.offset, length, frame.body());
			frame.more(!(complete && part.last()));
			// Who looks meanwhile must not believe that the peer knows of nothing
			this.begun = true;
			accepted = sender.offer(frame);
			this.room = accepted;
			if (accepted) {
				this.credit -= Streams.cost(length);
				this.sinceLook += Streams.cost(length);
			}
			else {
				part.takeBack(frame.body());
			}
			return accepted;
		}
		finally {
			if (first && !accepted) {
				this.begun = false;
			}
		}
	}

	/** Under the lock: from now on the peer has the idle timeout to take more. */
	private void block() {
		if (!this.blocked) {
			this.blocked = true;
			this.timer.moved();
		}
		if (!this.timed) {
			this.timed = true;
			this.timer.start();
		}
	}

	private void timeOut() {
		long millis = this.channel.connections().settings().streams().idleTimeout().toMillis();
		close(new TofuTimeoutException("The peer has taken nothing for " + millis + " ms: " + this.channel),
				new TofuResponseException(ErrorTypes.TIMEOUT, null));
	}

	/** Ends the message, and tells the peer why, if it is to be told. */
	private void close(Throwable failure, @Nullable TofuResponseException told) {
		this.lock.lock();
		try {
			if (this.over) {
				return;
			}
			this.over = true;
		}
		finally {
			this.lock.unlock();
		}
		if (this.opCode == OpCode.RESPONSE) {
			tell(told);
			finish(failure);
		}
		else {
			// The peer may answer at once, and that is not what went wrong
			finish(failure);
			if (this.begun) {
				tell(told);
			}
		}
	}

	private void tell(@Nullable TofuResponseException told) {
		if (told != null) {
			this.channel.sender().giveUp(this.opCode, this.id, HeaderMapping.error(told.type(), told.getMessage()));
		}
	}

	private void finish(@Nullable Throwable failure) {
		this.timer.stop();
		this.channel.streams().remove(this);
		this.wake.run();
		if (failure == null) {
			this.done.complete(null);
		}
		else {
			this.done.completeExceptionally(failure);
		}
	}

	private TofuResponseException unsendable() {
		return new TofuResponseException((this.opCode == OpCode.RESPONSE) ? ErrorTypes.INTERNAL : ErrorTypes.CANCELLED,
				null);
	}

	/** The peer may have worked on what it has got. */
	private RuntimeException sent(RuntimeException failure) {
		return (this.begun && failure instanceof TofuDisconnectedException)
				? new TofuDisconnectedException(failure.getMessage(), false, failure) : failure;
	}

	@SuppressWarnings("FutureReturnValueIgnored")
	private void lookAgain() {
		try {
			this.channel.connections().schedule(this::room, LOOK_AGAIN);
		}
		catch (RejectedExecutionException ex) {
			logger.trace("The end of the application ends the channel, too", ex);
		}
	}

}
