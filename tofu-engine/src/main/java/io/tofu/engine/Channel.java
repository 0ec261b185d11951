package io.tofu.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Instant;
import java.util.function.BiConsumer;

import io.tofu.AmpeException;
import io.tofu.AmpeStatus;
import io.tofu.ChannelInfo;
import io.tofu.EngineListener;
import io.tofu.OpCode;
import org.jspecify.annotations.Nullable;

/**
 * A numbered channel of a group: a listener or a connection. Posters know it by its
 * {@link Claims}; the rest is the loop's.
 */
abstract class Channel implements ReadyHandler {

	/** The place of a channel that its group does not have any more. */
	static final int NOWHERE = -1;

	private static final VarHandle ACTIVE;

	static {
		try {
			ACTIVE = MethodHandles.lookup().findVarHandle(Channel.class, "activeMillis", long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final int number;

	private final Group group;

	private final Reactor reactor;

	private final Claims claims;

	private final long openedMillis = System.currentTimeMillis();

	// turn

	private long messagesIn;

	private long bytesIn;

	private long messagesOut;

	private long bytesOut;

	/** Written last of these, for any thread to see. */
	@SuppressWarnings("unused") // by its handle
	private long activeMillis = this.openedMillis;

	/** Where it is in its group's list. */
	private int place = NOWHERE;

	/** What the last message of this channel will have. */
	private long lastMessageId;

	private boolean identified;

	private boolean byeSignalled;

	private boolean announced;

	private boolean ended;

	Channel(int number, Group group, Reactor reactor) {
		this.number = number;
		this.group = group;
		this.reactor = reactor;
		this.claims = new Claims(reactor.options(), reactor.totals().send());
	}

	/** A message that was posted to this channel. */
	abstract void onPosted(Envelope envelope);

	/** What it is and where it leads, as far as that is known at the moment. */
	abstract Ends ends();

	/** The group's receiver has caught up. */
	abstract void onInboxLow();

	/** The group closes: write what was posted, then close without a word. */
	abstract void onGroupClosing();

	/** The group has waited long enough. */
	abstract void onGroupClosed();

	/** Whether the socket is closed. */
	abstract boolean isGone();

	final int number() {
		return this.number;
	}

	final Group group() {
		return this.group;
	}

	final Reactor reactor() {
		return this.reactor;
	}

	// any thread

	final Claims claims() {
		return this.claims;
	}

	/** Claims room for a message, as {@link Claims#claim} has it. */
	final AmpeStatus claim(Envelope envelope) {
		int length = envelope.frameLength();
		AmpeStatus status = this.claims.claim(envelope.opCode(), length);
		if (status == AmpeStatus.SUCCESS) {
			envelope.claimed = length;
			envelope.channel = this;
		}
		return status;
	}

	/** As {@link #claim}, if nothing else is claimed. */
	final boolean claimAlone(Envelope envelope) {
		int length = envelope.frameLength();
		if (!this.claims.claimAlone(length)) {
			return false;
		}
		envelope.claimed = length;
		envelope.channel = this;
		return true;
	}

	/** The message was not handed over after all. */
	final void unclaim(Envelope envelope) {
		this.claims.settle(1, envelope.claimed);
		envelope.claimed = 0;
		envelope.channel = null;
	}

	/** A post was refused for lack of room: the application will be told of room. */
	final void onRefused() {
		if (this.claims.refuse()) {
			this.reactor.execute(this::onFull);
		}
	}

	/** Whether a post would find room, or find the channel closed. */
	final boolean hasRoom() {
		return this.claims.hasRoom();
	}

	/** Whether waiting for more room makes sense. */
	final boolean isCrowded() {
		return !this.claims.isLow() && !this.claims.isClosed() && !Thread.currentThread().isInterrupted();
	}

	/**
	 * Waits until there may be room or the channel is closed.
	 * @return false if the deadline has passed
	 */
	final boolean awaitRoom(long deadline) {
		this.reactor.execute(this::askForRoom);
		return this.claims.awaitRoom(deadline);
	}

	/** What is known of this channel at the moment. */
	final ChannelInfo info() {
		Ends ends = ends();
		Instant opened = Instant.ofEpochMilli(this.openedMillis);
		Instant active = Instant.ofEpochMilli(Math.max(this.openedMillis, (long) ACTIVE.getAcquire(this)));
		return new ChannelInfo(this.number, ends.kind(), ends.listener(), ends.local(), ends.remote(), ends.peer(),
				opened, active, this.messagesIn, this.bytesIn, this.messagesOut, this.bytesOut, this.claims.messages(),
				this.claims.bytes());
	}

	// turn

	/** The message was sent or goes back. */
	final void settle(Envelope envelope) {
		settle(1, envelope.claimed);
		envelope.claimed = 0;
		envelope.channel = null;
	}

	/** So many messages were sent or go back. */
	final void settle(int count, long length) {
		this.claims.settle(count, length);
		this.reactor.totals().send().remove(count, length);
	}

	final void onReceived(int count, long length) {
		this.messagesIn += count;
		this.bytesIn += length;
		this.reactor.totals().received().add(count, length);
		onActive();
	}

	final void onSent(int count, long length) {
		this.messagesOut += count;
		this.bytesOut += length;
		this.reactor.totals().sent().add(count, length);
		onActive();
	}

	private void onActive() {
		ACTIVE.setRelease(this, System.currentTimeMillis());
	}

	private void onFull() {
		tell(EngineListener::onSendQueueFull);
		tellOfRoom();
		if (this.claims.hasRefused()) {
			askForRoom();
		}
	}

	/** Wants to know of room among all channels together, as long as it has not ended. */
	private void askForRoom() {
		if (!this.ended) {
			this.reactor.totals().send().tell(this);
		}
	}

	/** There is room among all channels together. */
	final void onRoom() {
		tellOfRoom();
		this.claims.wakeWaiting();
	}

	/** Tells the engine's listener something about this channel. */
	final void tell(BiConsumer<EngineListener, ChannelInfo> event) {
		if (this.reactor.hasListener()) {
			this.reactor.tell((listener) -> event.accept(listener, info()));
		}
	}

	/** Tells the engine's listener of the end, before the socket is closed. */
	final void tellOfEnd(boolean wasOpen, AmpeStatus status, @Nullable String reason) {
		tell((listener, info) -> {
			if (wasOpen) {
				listener.onChannelClosed(info, status, reason);
			}
			else {
				listener.onOpenFailed(info, status, reason);
			}
		});
	}

	/** Tells the application that there is room again, if it was refused some. */
	final void tellOfRoom() {
		if (this.claims.hasRefused() && this.claims.isLow() && this.claims.forgive() && !this.claims.isClosed()) {
			notice(AmpeStatus.SEND_QUEUE_READY);
		}
	}

	/** Delivers a Signal of the engine about this channel. */
	final void notice(AmpeStatus status) {
		this.announced = true;
		this.group.deliver(this.reactor.engineSignal(this.number, 0, status, null));
	}

	/**
	 * Something was delivered on this channel, or is going to be: its end will be, too,
	 * with the id of the first.
	 */
	final void announce(long messageId) {
		this.announced = true;
		if (!this.identified) {
			this.identified = true;
			this.lastMessageId = messageId;
		}
	}

	/** The first ByeSignal gives its id to the last message of the channel. */
	final void onByeSignal(Envelope byeSignal) {
		if (!this.byeSignalled) {
			this.byeSignalled = true;
			this.identified = true;
			this.lastMessageId = byeSignal.messageId();
		}
		this.announced = true;
		settle(byeSignal);
		byeSignal.release();
	}

	/** Returns a message that was not sent to the application. */
	final void giveBack(Envelope envelope, AmpeStatus status, @Nullable String reason) {
		if (envelope.opCode() == OpCode.BYE_SIGNAL) {
			onByeSignal(envelope);
			return;
		}
		settle(envelope);
		if (envelope.opCode() == OpCode.HELLO_REQUEST) {
			envelope.opCode(OpCode.HELLO_RESPONSE);
		}
		this.announced = true;
		this.group.deliver(envelope.fromEngine(status, reason));
	}

	/**
	 * Emits the last message of this channel, unless claimed messages are still on their
	 * way here, or it was never heard of.
	 */
	final void endIfSettled(@Nullable String reason) {
		if (this.ended || !this.claims.isSettled()) {
			return;
		}
		this.ended = true;
		this.reactor.totals().send().forget(this);
		if (!this.announced || this.group.isClosing()) {
			this.reactor.table().release(this);
			return;
		}
		Envelope last = this.reactor.engineSignal(this.number, this.lastMessageId, AmpeStatus.CHANNEL_CLOSED, reason);
		last.ends = this;
		this.group.deliver(last);
	}

	final int place() {
		return this.place;
	}

	final void place(int place) {
		this.place = place;
	}

	final boolean isEnded() {
		return this.ended;
	}

	/** What an exception of the engine's own code is called. */
	static AmpeStatus statusOf(Throwable failure) {
		if (failure instanceof AmpeException ampe) {
			return ampe.status();
		}
		return (failure instanceof OutOfMemoryError) ? AmpeStatus.ALLOCATION_FAILED : AmpeStatus.PROCESSING_FAILED;
	}

}
