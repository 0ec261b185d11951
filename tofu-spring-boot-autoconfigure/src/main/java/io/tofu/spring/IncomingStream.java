package io.tofu.spring;

import java.io.InputStream;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.IntConsumer;

import io.tofu.Message;
import io.tofu.OpCode;
import org.jspecify.annotations.Nullable;

/**
 * The frames of one message on their way to a consumer that takes them while they arrive.
 * What waits is bounded: a peer that knows credit gets more of it only when half a window
 * was taken; the channel of any other peer is not read while a window waits. Thread-safe,
 * with one consumer, by one of the views: bytes, elements or a publisher.
 *
 * <p>
 * A stream ends for its consumer by its last frame, or else by an exception: what the
 * peer says went wrong, the end of the channel, or a timeout when nothing moved though
 * one side waited for the other.
 */
public final class IncomingStream {

	private static final String CLOSED = "The stream was closed";

	private final TofuChannel channel;

	private final OpCode opCode;

	private final long id;

	private final IntConsumer taken;

	private final IncomingCredit credit;

	private final StreamTimer timer;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	// guarded by lock
	private final StreamBuffer buffer;

	private final StreamHold hold;

	/** Whether the consumer has found nothing. */
	private boolean wanted;

	private boolean begun;

	/** Whether the consumer itself wanted no more. */
	private boolean closed;

	/** Whether frames without bytes mean nothing to the consumer. */
	private volatile boolean onlyBytes;

	private volatile Runnable reader = () -> {
	};

	private final AtomicReference<@Nullable Runnable> end = new AtomicReference<>();

	/**
	 * A stream without frames yet.
	 * @param channel where it comes from
	 * @param opCode what its frames are; those of Requests and Responses are under credit
	 * @param id the id of its frames
	 * @param taken told on any thread which part of the {@linkplain IncomingCredit#cost
	 * cost} of the frames waits no more; must not block
	 */
	public IncomingStream(TofuChannel channel, OpCode opCode, long id, IntConsumer taken) {
		this.channel = channel;
		this.opCode = opCode;
		this.id = id;
		this.taken = taken;
		StreamSettings settings = channel.connections().settings().streams();
		StreamDirection direction = (channel.flowWindow() > 0) ? StreamDirection.of(opCode) : null;
		this.credit = new IncomingCredit(channel, direction, id);
		this.timer = new StreamTimer(channel.connections(), settings.idleTimeout(), this::isStuck,
				() -> fail(settings.stoodStill(channel)));
		// One frame may exceed the credit
		long slack = (direction != null) ? Streams.cost(Message.MAX_BODY_LENGTH) : 0;
		this.buffer = new StreamBuffer(settings.window() + slack, settings.window() / 2);
		this.hold = new StreamHold(channel.gate());
	}

	/**
	 * Takes the next frame. On the receive thread; does not wait. Frames that nobody
	 * wants any more are only closed.
	 * @param frame the frame, owned by the stream from here on
	 */
	public void onFrame(Message frame) {
		StreamPart part;
		try (frame) {
			part = StreamPart.of(frame, this.onlyBytes ? spares() : null);
		}
		boolean kept = false;
		boolean first;
		boolean over;
		Runnable hold;
		this.lock.lock();
		try {
			first = !this.begun;
			this.begun = true;
			if (!this.buffer.isComplete()) {
				kept = this.buffer.add(part);
				this.wanted = this.wanted && (!kept || isNothing(part));
			}
			hold = this.hold.change(this.buffer.isFull());
			over = this.buffer.isOver();
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		hold.run();
		if (!kept) {
			this.taken.accept(part.cost());
		}
		follow(part, first && !over);
		if (over) {
			tellTheEnd();
		}
	}

	/**
	 * Whether no further frame makes a difference, and nothing waits.
	 * @return true if all has been taken, or no more is wanted
	 */
	public boolean isOver() {
		this.lock.lock();
		try {
			return this.buffer.isOver();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * What has ended the stream before its end.
	 * @return the exception that the consumer gets or has got; null if nothing has, or
	 * the consumer itself wanted no more
	 */
	public @Nullable TofuException failure() {
		this.lock.lock();
		try {
			return this.closed ? null : this.buffer.failure();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * The bytes of all frames, one after another.
	 * @return a stream for one thread at a time; closing it is {@link #cancel()}
	 */
	public InputStream bytes() {
		this.onlyBytes = true;
		return new ReceivedBytes(this, spares());
	}

	/**
	 * The elements, as they arrive.
	 * @param decoder makes an element of its bytes; runs on the consumer's thread
	 * @param <T> what an element is
	 * @return the elements, for one thread at a time; closing it is {@link #cancel()}
	 */
	public <T> TofuStream<T> elements(Function<byte[], T> decoder) {
		return new TofuStream<>(this, ElementReader.on(this.channel, decoder));
	}

	/**
	 * The elements, as they are asked for.
	 * @param decoder makes an element of its bytes; runs on the executor
	 * @param executor calls the subscriber
	 * @param <T> what an element is
	 * @return a publisher for one subscriber; cancelling is {@link #cancel()}
	 */
	public <T> Flow.Publisher<T> publisher(Function<byte[], T> decoder, Executor executor) {
		return new ElementPublisher<>(this, ElementReader.on(this.channel, decoder), executor);
	}

	/**
	 * No more is wanted: drops what waits, and tells the peer if it understands that and
	 * has more to send. What still comes of the message is to be discarded by whoever
	 * gives its frames to this stream. Any thread; does not wait.
	 */
	public void cancel() {
		end(new TofuException(CLOSED), true, true, false);
	}

	/**
	 * No more is wanted, and the peer need not be told: drops what waits. Any thread;
	 * does not wait.
	 */
	public void discard() {
		end(new TofuException(CLOSED), true, false, false);
	}

	/**
	 * Ends the stream by an exception, and tells the peer as {@link #cancel()} does. Does
	 * nothing if all has arrived or the stream has ended. Any thread; does not wait.
	 * @param cause what the consumer gets
	 */
	public void fail(TofuException cause) {
		end(cause, false, true, false);
	}

	/** As {@link #fail}, but also if all has arrived: the consumer cannot read it. */
	void reject(TofuException cause) {
		end(cause, false, true, true);
	}

	/**
	 * Ends the stream by an exception when the peer knows that, or is not there any more.
	 * Does nothing if all has arrived or the stream has ended. Any thread; does not wait.
	 * @param cause what the consumer gets
	 */
	public void lose(TofuException cause) {
		end(cause, false, false, false);
	}

	/**
	 * Runs once when the stream is over: all was taken, no more is wanted, or the channel
	 * has ended. At once if it is. Any thread; must not block.
	 */
	void whenOver(Runnable action) {
		this.end.set(action);
		if (isOver()) {
			tellTheEnd();
		}
	}

	/** Sets what is told, on any thread, that {@link #poll} may say something else. */
	void whenReadable(Runnable action) {
		this.reader = action;
	}

	/**
	 * The next part, or null if none is there: {@link #isOver} tells whether one will be.
	 * @throws TofuException if the stream has failed
	 */
	@Nullable StreamPart poll() {
		StreamPart part;
		boolean over;
		Runnable hold;
		this.lock.lock();
		try {
			part = this.buffer.poll();
			if (part == null) {
				want();
				return null;
			}
			hold = this.hold.change(this.buffer.isFull());
			over = this.buffer.isOver();
		}
		finally {
			this.lock.unlock();
		}
		hold.run();
		if (!isNothing(part)) {
			this.timer.moved();
		}
		this.taken.accept(part.cost());
		this.credit.taken(part.cost());
		if (over) {
			tellTheEnd();
		}
		return part;
	}

	/**
	 * The next part, waiting for it; null if all has been taken.
	 * @throws TofuException if the stream has failed
	 * @throws InterruptedException if the thread is interrupted while it waits
	 */
	@Nullable StreamPart take() throws InterruptedException {
		while (true) {
			// In this order: an end that comes meanwhile may be a failure
			boolean over = isOver();
			StreamPart part = poll();
			if (part != null || over) {
				return part;
			}
			this.lock.lockInterruptibly();
			try {
				while (this.buffer.isEmpty() && !this.buffer.isComplete()) {
					this.changed.await();
				}
			}
			finally {
				this.lock.unlock();
			}
		}
	}

	/** Whether it brings the consumer no further. */
	private boolean isNothing(StreamPart part) {
		return this.onlyBytes && part.length() == 0;
	}

	/** Goes on after a frame. */
	private void follow(StreamPart part, boolean first) {
		if (part.last()) {
			finish();
		}
		else if (first) {
			this.channel.streams().add(this);
			this.timer.start();
			if (isOver()) {
				// The consumer was faster
				finish();
			}
		}
		else if (!isNothing(part)) {
			this.timer.moved();
		}
		this.reader.run();
	}

	private void end(TofuException cause, boolean byConsumer, boolean tellPeer, boolean unreadable) {
		long dropped;
		Runnable hold;
		this.lock.lock();
		try {
			boolean complete = this.buffer.isComplete();
			boolean matters = unreadable ? this.buffer.failure() == null : byConsumer && !this.buffer.isEmpty();
			if (complete && !matters) {
				return;
			}
			this.closed = byConsumer;
			dropped = this.buffer.fail(cause);
			hold = this.hold.change(this.buffer.isFull());
			StreamDirection direction = StreamDirection.of(this.opCode);
			if (tellPeer && !complete && direction != null) {
				// Before the consumer can say anything else
				this.channel.streams().cancel(direction, this.id);
			}
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		hold.run();
		this.taken.accept((int) dropped);
		finish();
		this.reader.run();
		tellTheEnd();
	}

	/** Nothing more comes, or is wanted. */
	private void finish() {
		this.credit.end();
		this.timer.stop();
		this.channel.streams().remove(this);
	}

	private SpareBodies spares() {
		return this.channel.connections().spareBodies();
	}

	private void tellTheEnd() {
		Runnable action = this.end.getAndSet(null);
		if (action != null) {
			action.run();
		}
	}

	private boolean isStuck() {
		this.lock.lock();
		try {
			return this.wanted || this.buffer.isFull();
		}
		finally {
			this.lock.unlock();
		}
	}

	// under the lock

	private void want() {
		TofuException failure = this.buffer.failure();
		if (failure != null) {
			throw failure;
		}
		if (!this.wanted && !this.buffer.isComplete()) {
			this.wanted = true;
			this.timer.moved();
		}
	}

}
