package io.tofu.engine;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

import io.tofu.AmpeException;
import io.tofu.AmpeStatus;
import io.tofu.BinaryHeader;
import io.tofu.ChannelGroup;
import io.tofu.Message;
import io.tofu.MessageStorage;
import io.tofu.OpCode;
import io.tofu.Origin;
import org.jspecify.annotations.Nullable;

/** The channels of one application thread's inbox, and the ways in and out of it. */
final class Group implements ChannelGroup {

	private final Reactor reactor;

	private final Inbox inbox;

	/** Taken by the one thread that may receive. */
	private final AtomicBoolean receiving = new AtomicBoolean();

	private final CountDownLatch closed = new CountDownLatch(1);

	/** Set first of all: no posts any more. */
	private volatile boolean closing;

	/** Set when the inbox is complete: who has taken everything gets an exception. */
	private volatile boolean inboxClosed;

	/** Set by the owner's close: nobody wants what is in the inbox. */
	private volatile boolean discarding;

	/** Why the group was closed, if not by its owner. */
	private volatile @Nullable Throwable cause;

	private final GroupChannels channels;

	Group(Reactor reactor) {
		this.reactor = reactor;
		this.inbox = new Inbox(reactor.options().inboxMessages(), reactor.options().inboxBytes());
		this.channels = new GroupChannels(reactor, this::onClosed);
	}

	// any thread

	@Override
	public BinaryHeader post(@Nullable Message message) {
		return post(message, Duration.ZERO);
	}

	@Override
	public BinaryHeader post(@Nullable Message message, Duration timeout) {
		if (message == null) {
			throw PostRules.refusal(AmpeStatus.NULL_MESSAGE, "Null was posted");
		}
		MessageStorage storage = Envelope.takeFrom(message);
		try {
			ensureOpen();
			Envelope envelope = ours(storage);
			PostRules.check(envelope);
			claim(envelope, timeout);
			return handOver(envelope);
		}
		catch (Throwable ex) {
			Envelope.giveBack(storage, message);
			throw ex;
		}
	}

	private void claim(Envelope envelope, Duration timeout) {
		if (PostRules.opens(envelope.opCode())) {
			this.reactor.table().open(envelope, this, this.reactor);
			return;
		}
		Channel channel = channel(envelope);
		AmpeStatus status = channel.claim(envelope);
		if (status == AmpeStatus.SEND_QUEUE_FULL && !timeout.isZero()) {
			long deadline = System.nanoTime() + nanos(timeout);
			while (status == AmpeStatus.SEND_QUEUE_FULL && channel.claims().awaitRoom(deadline)) {
				status = channel.claim(envelope);
			}
		}
		switch (status) {
			case SUCCESS -> {
			}
			case SEND_QUEUE_FULL -> {
				channel.onRefused();
				throw PostRules.refusal(status, "The send queue of channel " + channel.number() + " is full");
			}
			default -> throw closedChannel(envelope.channelNumber());
		}
	}

	/** The checks that need the channel. */
	private Channel channel(Envelope envelope) {
		Channel channel = this.reactor.table().get(envelope.channelNumber());
		if (channel == null || channel.claims().isClosed()) {
			throw closedChannel(envelope.channelNumber());
		}
		if (channel.group() != this) {
			throw PostRules.refusal(AmpeStatus.INVALID_CHANNEL_GROUP,
					"Channel " + channel.number() + " belongs to another group");
		}
		if (channel instanceof Acceptor && envelope.opCode() != OpCode.BYE_SIGNAL) {
			throw PostRules.refusal(AmpeStatus.NOT_ALLOWED,
					"Channel " + channel.number() + " is a listener, which takes a ByeSignal only");
		}
		return channel;
	}

	private static AmpeException closedChannel(int number) {
		return PostRules.refusal(AmpeStatus.INVALID_CHANNEL_NUMBER, "Channel " + number + " is not open");
	}

	/** The point of no return: afterwards the envelope belongs to the loop. */
	private BinaryHeader handOver(Envelope envelope) {
		AmpeStatus status = envelope.status();
		Origin origin = envelope.origin();
		long messageId = envelope.messageId();
		envelope.origin(Origin.APPLICATION, AmpeStatus.SUCCESS);
		if (messageId == 0) {
			envelope.messageId(TofuEngine.nextId());
		}
		BinaryHeader header = envelope.header();
		if (!this.reactor.submit(envelope)) {
			envelope.origin(origin, status);
			envelope.messageId(messageId);
			this.reactor.table().abandon(envelope);
			throw shutdown();
		}
		return header;
	}

	@Override
	public void updateReceiver(@Nullable Message message) {
		if (message == null) {
			Envelope update = this.reactor.engineSignal(0, 0, AmpeStatus.RECEIVER_UPDATE, null);
			try {
				addUpdate(update);
			}
			catch (AmpeException ex) {
				update.release();
				throw ex;
			}
			return;
		}
		MessageStorage storage = Envelope.takeFrom(message);
		AmpeStatus status = storage.status();
		Origin origin = storage.origin();
		try {
			ensureOpen();
			Envelope update = ours(storage);
			update.origin(Origin.APPLICATION, AmpeStatus.RECEIVER_UPDATE);
			addUpdate(update);
		}
		catch (AmpeException ex) {
			storage.origin(origin, status);
			Envelope.giveBack(storage, message);
			throw ex;
		}
	}

	private void addUpdate(Envelope update) {
		ensureOpen();
		AmpeStatus added = this.inbox.addUpdate(update);
		if (added == AmpeStatus.INBOX_FULL) {
			throw PostRules.refusal(added, "The receiver is too far behind");
		}
		if (added != AmpeStatus.SUCCESS) {
			throw shutdown();
		}
	}

	@Override
	public void pauseReceive(int channelNumber) {
		pause(channelNumber, true);
	}

	@Override
	public void resumeReceive(int channelNumber) {
		pause(channelNumber, false);
	}

	private void pause(int channelNumber, boolean pause) {
		if (this.reactor.table().get(channelNumber) instanceof Connection connection && connection.group() == this) {
			this.reactor.execute(() -> connection.onPauseRequested(pause));
		}
	}

	@Override
	public void close() {
		this.closing = true;
		this.reactor.execute(this.channels::close);
		if (!this.reactor.isOnLoop()) {
			this.reactor.await(this.closed);
		}
		this.discarding = true;
		this.inboxClosed = true;
		this.inbox.wake();
		discardInbox();
	}

	/**
	 * Gives the inbox back to the pool, unless the receiver is there: it does it then.
	 */
	private void discardInbox() {
		if (!this.receiving.compareAndSet(false, true)) {
			return;
		}
		for (Envelope next = this.inbox.take(); next != null; next = this.inbox.take()) {
			this.reactor.table().discard(next);
		}
		this.receiving.set(false);
	}

	private void ensureOpen() {
		if (this.closing) {
			throw shutdown();
		}
	}

	private AmpeException shutdown() {
		Throwable why = this.cause;
		return (why != null)
				? new AmpeException(AmpeStatus.SHUTDOWN_STARTED, "The engine has failed: " + why.getMessage(), why)
				: new AmpeException(AmpeStatus.SHUTDOWN_STARTED, "The channel group is closed");
	}

	private Envelope ours(MessageStorage storage) {
		if (storage instanceof Envelope envelope && envelope.belongsTo(this.reactor.pool())) {
			return envelope;
		}
		throw PostRules.refusal(AmpeStatus.INVALID_MESSAGE, "The message belongs to another engine");
	}

	// receiver

	@Override
	public Message waitReceive() {
		Message message = receive(Long.MAX_VALUE);
		assert message != null : "waits for ever";
		return message;
	}

	@Override
	public @Nullable Message waitReceive(Duration timeout) {
		return receive(nanos(timeout));
	}

	private @Nullable Message receive(long timeout) {
		if (!this.receiving.compareAndSet(false, true)) {
			if (this.discarding) {
				throw shutdown();
			}
			throw new IllegalStateException("Another thread is in waitReceive of this group");
		}
		try {
			Envelope next = take();
			if (next == null && timeout > 0) {
				next = await(timeout);
			}
			return (next != null) ? handOut(next) : null;
		}
		finally {
			this.receiving.set(false);
			if (this.discarding) {
				discardInbox();
			}
		}
	}

	private @Nullable Envelope take() {
		if (this.discarding) {
			throw shutdown();
		}
		boolean complete = this.inboxClosed;
		Envelope next = this.inbox.take();
		if (complete && next == null) {
			throw shutdown();
		}
		return next;
	}

	private @Nullable Envelope await(long timeout) {
		long start = System.nanoTime();
		Envelope next = null;
		for (long left = timeout; next == null && left > 0; left = timeout - (System.nanoTime() - start)) {
			if (Thread.currentThread().isInterrupted()) {
				throw new AmpeException(AmpeStatus.INTERRUPTED, "Interrupted while waiting for a message");
			}
			this.inbox.await(left, () -> this.inboxClosed || Thread.currentThread().isInterrupted());
			next = take();
		}
		return next;
	}

	private @Nullable Message handOut(Envelope envelope) {
		if (this.inbox.onTaken(envelope)) {
			this.reactor.execute(this::resumePaused);
		}
		Channel ended = envelope.ends;
		if (ended != null) {
			envelope.ends = null;
			this.reactor.table().release(ended);
		}
		return envelope.toApplication();
	}

	private static long nanos(Duration duration) {
		try {
			return Math.max(0, duration.toNanos());
		}
		catch (ArithmeticException ex) {
			return duration.isNegative() ? 0 : Long.MAX_VALUE;
		}
	}

	// reactor thread

	GroupChannels channels() {
		return this.channels;
	}

	/** Gives one message to the application; or back to the pool if nobody is there. */
	void deliver(Envelope envelope) {
		deliver(envelope, envelope, 1, envelope.frameLength());
	}

	/** Gives a burst to the application, linked from the last message to the first. */
	void deliver(Envelope last, Envelope first, int count, long length) {
		first.next = null;
		if (this.closing || !this.inbox.add(last, first, count, length)) {
			for (Envelope next = last; next != null;) {
				Envelope older = next.next;
				this.reactor.table().discard(next);
				next = older;
			}
		}
	}

	/** Whether the receiver is too far behind for more to be read. */
	boolean isChoked() {
		return this.inbox.chokes();
	}

	private void resumePaused() {
		if (this.inbox.unchokes()) {
			this.channels.resumePaused();
		}
	}

	/** Whether nobody wants to hear of channels any more. */
	boolean isClosing() {
		return this.closing;
	}

	/** Closes with the engine: what is in the inbox is left to the receiver. */
	void onEngineClosing() {
		this.closing = true;
		this.channels.close();
	}

	/** The loop ends: nothing will be written any more. */
	void onEngineEnded(@Nullable Throwable death) {
		this.cause = death;
		this.closing = true;
		this.channels.closeNow();
	}

	private void onClosed() {
		this.reactor.remove(this);
		this.inbox.close();
		this.inboxClosed = true;
		this.inbox.wake();
		this.closed.countDown();
	}

}
