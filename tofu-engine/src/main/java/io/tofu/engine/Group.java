package io.tofu.engine;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

import io.tofu.AmpeException;
import io.tofu.AmpeStatus;
import io.tofu.BinaryHeader;
import io.tofu.ChannelGroup;
import io.tofu.ChannelInfo;
import io.tofu.ChannelNumbers;
import io.tofu.Message;
import io.tofu.MessageStorage;
import io.tofu.MessageType;
import io.tofu.OpCode;
import io.tofu.Origin;
import org.jspecify.annotations.Nullable;

/** The channels of one application thread's inbox, and the ways in and out of it. */
final class Group implements ChannelGroup {

	private final Reactor reactor;

	private final Inbox inbox;

	private final Receiver receiver;

	private final CountDownLatch closed = new CountDownLatch(1);

	/** Set first of all: no posts any more. */
	private volatile boolean closing;

	/** Why the group was closed, if not by its owner. */
	private volatile @Nullable Throwable cause;

	private final GroupChannels members;

	Group(Reactor reactor) {
		this.reactor = reactor;
		this.inbox = new Inbox(reactor.options().inboxMessages(), reactor.options().inboxBytes());
		this.receiver = new Receiver(this, reactor, this.inbox);
		this.members = new GroupChannels(reactor, this::onClosed);
	}

	// any thread

	@Override
	public BinaryHeader post(@Nullable Message message) {
		return post(message, Duration.ZERO);
	}

	@Override
	public BinaryHeader post(@Nullable Message message, Duration timeout) {
		Objects.requireNonNull(timeout, "timeout");
		if (message == null) {
			throw PostRules.refusal(AmpeStatus.NULL_MESSAGE, "Null was posted");
		}
		MessageStorage storage = Envelope.takeFrom(message);
		try {
			ensureOpen();
			Envelope envelope = ours(storage);
			PostRules.check(envelope);
			return stampAndSend(envelope, timeout);
		}
		catch (Throwable ex) {
			Envelope.giveBack(storage, message);
			throw ex;
		}
	}

	private BinaryHeader stampAndSend(Envelope envelope, Duration timeout) {
		AmpeStatus status = envelope.status();
		Origin origin = envelope.origin();
		long messageId = envelope.messageId();
		envelope.origin(Origin.APPLICATION, AmpeStatus.SUCCESS);
		if (messageId == 0) {
			envelope.messageId(TofuEngine.nextId());
		}
		try {
			return PostRules.opens(envelope.opCode()) ? open(envelope) : send(envelope, timeout);
		}
		catch (Throwable ex) {
			envelope.origin(origin, status);
			envelope.messageId(messageId);
			throw ex;
		}
	}

	private BinaryHeader open(Envelope envelope) {
		this.reactor.table().open(envelope, this, this.reactor);
		try {
			BinaryHeader header = envelope.header();
			handOver(envelope);
			return header;
		}
		catch (Throwable ex) {
			if (envelope.channel != null) {
				this.reactor.table().abandon(envelope);
			}
			envelope.channelNumber(ChannelNumbers.UNASSIGNED);
			throw ex;
		}
	}

	private BinaryHeader send(Envelope envelope, Duration timeout) {
		// nothing may fail between claiming and handing over
		BinaryHeader header = envelope.header();
		Channel channel = channel(envelope);
		if (envelope.opCode().type() == MessageType.REGULAR && channel instanceof Connection connection
				&& connection.claimAlone(envelope)) {
			if (this.receiver.isInBatch() || !this.reactor.sendNow(envelope, connection)) {
				handOver(envelope);
			}
		}
		else {
			claim(channel, envelope, timeout);
			handOver(envelope);
		}
		return header;
	}

	/** The point of no return: afterwards the envelope belongs to the loop. */
	private void handOver(Envelope envelope) {
		boolean returning = this.receiver.isReturning();
		int channelNumber = envelope.channelNumber();
		int length = envelope.claimed;
		if (!this.reactor.handover().submit(envelope, returning)) {
			this.reactor.table().abandon(envelope);
			throw shutdown();
		}
		if (returning && this.receiver.hasPostedEnough(channelNumber, length)) {
			this.reactor.loop().turnOnce();
		}
	}

	private void claim(Channel channel, Envelope envelope, Duration timeout) {
		AmpeStatus status = channel.claim(envelope);
		if (status == AmpeStatus.SEND_QUEUE_FULL && !timeout.isZero()) {
			long deadline = System.nanoTime() + Receiver.nanos(timeout);
			while (status == AmpeStatus.SEND_QUEUE_FULL && awaitRoom(channel, deadline)) {
				status = channel.claim(envelope);
			}
		}
		if (status == AmpeStatus.SEND_QUEUE_FULL) {
			channel.onRefused();
			throw PostRules.refusal(status, "The send queue of channel " + channel.number() + " is full");
		}
		if (status != AmpeStatus.SUCCESS) {
			throw closedChannel(channel.number());
		}
	}

	/** Waits for room; the thread that turns the loop anyway makes it itself. */
	private boolean awaitRoom(Channel channel, long deadline) {
		if (channel.hasRoom()) {
			return true;
		}
		this.receiver.turnWhile(channel::isCrowded, deadline - System.nanoTime());
		return channel.hasRoom() || channel.awaitRoom(deadline);
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
		this.receiver.wake();
	}

	@Override
	public @Nullable ChannelInfo channel(int channelNumber) {
		Channel channel = this.reactor.table().get(channelNumber);
		return (channel != null && channel.group() == this) ? channel.info() : null;
	}

	@Override
	public List<ChannelInfo> channels() {
		return this.reactor.table().of(this).stream().map(Channel::info).toList();
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
		this.reactor.execute(this.members::close);
		if (!this.reactor.isOnLoop()) {
			this.reactor.groups().await(this.closed);
		}
		this.receiver.discard();
	}

	private void ensureOpen() {
		if (this.closing) {
			throw shutdown();
		}
	}

	/** What is said of everything that comes too late. */
	AmpeException shutdown() {
		Throwable why = this.cause;
		return (why != null)
				? new AmpeException(AmpeStatus.SHUTDOWN_STARTED, Reasons.of("The engine has failed", why), why)
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
		Message message = this.receiver.receive(Long.MAX_VALUE);
		assert message != null : "waits for ever";
		return message;
	}

	@Override
	public @Nullable Message waitReceive(Duration timeout) {
		return this.receiver.receive(Receiver.nanos(timeout));
	}

	/** The last thing the engine does with a message that is received. */
	Message handOut(Envelope envelope, boolean awaited) {
		if (awaited) {
			this.reactor.execute(this::resumePaused);
		}
		Channel ended = envelope.ends;
		if (ended != null) {
			this.reactor.table().release(ended);
		}
		return envelope.toApplication();
	}

	/** Gives a message back that nobody will receive. */
	void discard(Envelope envelope) {
		this.reactor.table().discard(envelope);
	}

	// turn

	GroupChannels members() {
		return this.members;
	}

	/** Gives one message to the application; or back to the pool if nobody is there. */
	void deliver(Envelope envelope) {
		deliver(envelope, envelope, 1, envelope.measure());
	}

	/** Gives a burst to the application, linked from the last message to the first. */
	void deliver(Envelope last, Envelope first, int count, long length) {
		first.next = null;
		if (!this.closing && this.inbox.add(last, first, count, length)) {
			this.reactor.groups().onDelivered(this.receiver, length);
		}
		else {
			for (Envelope next = last; next != null;) {
				Envelope older = next.next;
				discard(next);
				next = older;
			}
		}
	}

	/** Whether the receiver is too far behind for more to be read. */
	boolean isChoked() {
		return this.inbox.chokes(this.reactor.groups().inboxShare());
	}

	/** How many messages the receiver takes before reading pauses, at least one. */
	int room() {
		return this.inbox.room();
	}

	/** How many bytes wait for the receiver, or a few more. */
	long waitingBytes() {
		return this.inbox.waitingBytes();
	}

	private void resumePaused() {
		if (this.inbox.unchokes()) {
			this.members.resumePaused();
		}
	}

	/** Whether nobody wants to hear of channels any more. */
	boolean isClosing() {
		return this.closing;
	}

	/** Closes with the engine: what is in the inbox is left to the receiver. */
	void onEngineClosing() {
		this.closing = true;
		this.members.close();
	}

	/** The loop ends: nothing will be written any more. */
	void onEngineEnded(@Nullable Throwable death) {
		this.cause = death;
		this.closing = true;
		this.members.closeNow();
	}

	private void onClosed() {
		this.reactor.groups().remove(this);
		this.inbox.close();
		this.receiver.complete();
		this.closed.countDown();
	}

}
