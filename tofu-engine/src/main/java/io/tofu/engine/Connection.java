package io.tofu.engine;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

import io.tofu.AmpeStatus;
import io.tofu.EngineListener;
import io.tofu.OpCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection, however it came up: from its first message to its end. */
abstract class Connection extends Channel {

	private static final Logger logger = LoggerFactory.getLogger(Connection.class);

	private volatile @Nullable Link link;

	// turn

	private final Outgoing outgoing;

	private final Incoming incoming;

	/** Null while there is nothing to wait for. */
	private @Nullable Patience patience;

	private Stage stage = Stage.DIALING;

	/** The first cause is the one that is told. */
	private @Nullable Ending ending;

	Connection(int number, Group group, Reactor reactor) {
		super(number, group, reactor);
		this.outgoing = new Outgoing(this);
		this.incoming = new Incoming(this);
	}

	/** The socket; null if it is not up. */
	final @Nullable SocketChannel socket() {
		Link open = this.link;
		return (open != null) ? open.transport().socket() : null;
	}

	// opening

	/**
	 * The connection is up: what was posted meanwhile goes out.
	 * @param accepted whether the peer has to speak first
	 */
	final void onOpen(Transport transport, SelectionKey selection, boolean accepted) {
		this.link = new Link(transport, selection);
		this.stage = Stage.OPEN;
		if (accepted || !reactor().options().idleTimeout().isZero()) {
			patience().onOpen(accepted);
		}
		updateInterest();
		logger.debug("Channel {} is open", number());
		tell(EngineListener::onChannelOpened);
		if (group().members().isClosing()) {
			onGroupClosing();
		}
		if (this.outgoing.hasWork()) {
			this.outgoing.touch();
		}
	}

	/** The clocks that run, or may run soon. */
	final Patience patience() {
		Patience clocks = this.patience;
		if (clocks == null) {
			clocks = new Patience(this, reactor());
			this.patience = clocks;
			if (this.incoming.isPaused()) {
				clocks.standStill();
			}
		}
		return clocks;
	}

	/** The clocks that run; null if none does. */
	final @Nullable Patience running() {
		return this.patience;
	}

	private void endPatience() {
		if (this.patience != null) {
			this.patience.end();
		}
	}

	// posts

	@Override
	void onPosted(Envelope envelope) {
		if (envelope.opCode() == OpCode.BYE_SIGNAL) {
			onAbort(envelope);
		}
		else if (this.stage.hasEnded()) {
			returnLate(envelope);
		}
		else if (!this.stage.takesPosts()) {
			this.outgoing.hold(envelope);
		}
		else {
			send(envelope);
		}
	}

	/** Adds a message to what is to be written. */
	final void send(Envelope envelope) {
		this.outgoing.add(envelope);
	}

	private void onAbort(Envelope byeSignal) {
		if (this.stage.hasEnded()) {
			returnLate(byeSignal);
			return;
		}
		onByeSignal(byeSignal);
		endWith(Ending.BY_APPLICATION);
		conclude();
		closeSocket(true);
	}

	/** Claimed before the channel ended, arrived behind. */
	private void returnLate(Envelope envelope) {
		Ending why = ending();
		giveBack(envelope, why.status(), why.reason());
		endIfSettled(why.reason());
		group().members().onChannelGone(this);
	}

	// writing

	/** Whether everything is written, and more could be. */
	final boolean isIdle() {
		return this.stage == Stage.OPEN && !this.outgoing.hasWork();
	}

	/** As {@link #isIdle}, for a while already. */
	final boolean isQuiet(long time) {
		return isIdle() && this.outgoing.isQuiet(time);
	}

	/** Once at the end of a pass in which there was something to write. */
	final void onTouched() {
		this.outgoing.onTouched();
		if (this.stage.writes()) {
			flush();
		}
	}

	private void flush() {
		try {
			this.outgoing.write(openLink().transport());
		}
		catch (IOException ex) {
			onWriteFailed(ex);
			return;
		}
		updateInterest();
		tellOfRoom();
		if (this.stage == Stage.FINISHING && !this.outgoing.hasWork()) {
			linger();
		}
	}

	private void onWriteFailed(IOException failure) {
		logger.debug("Channel {} cannot be written to", number(), failure);
		if (this.stage == Stage.FINISHING) {
			end(Ending.ofWriting(failure));
			return;
		}
		endWith(Ending.ofWriting(failure));
		this.stage = Stage.WRITE_DEAD;
		this.outgoing.onDead();
		claims().close();
		patience().onBye();
		updateInterest();
	}

	// reading

	@Override
	public final void onReady(SelectionKey ready) {
		if (ready.isWritable() && this.stage.writes()) {
			flush();
		}
		if (ready.isValid() && ready.isReadable() && this.stage.delivers() && !this.incoming.isPaused()) {
			onRead(this.incoming.read(openLink().transport()));
		}
	}

	private void onRead(Incoming.Outcome outcome) {
		switch (outcome) {
			case OPEN -> updateInterest();
			case FAREWELL -> onFarewell();
			case VIOLATION -> end(Ending.ofViolation(this.incoming));
			case END -> end(Ending.byPeer(this.incoming, this.outgoing));
		}
	}

	/** Messages have arrived. */
	final void onMessages(Burst burst) {
		announce(burst.first().messageId());
		if (this.patience != null && !this.patience.onMessage()) {
			this.patience = null;
		}
		if (this.outgoing.awaitsByeResponse() || this.stage == Stage.WRITE_DEAD) {
			patience().onBye();
		}
		onReceived(burst.count(), burst.length());
		group().deliver(burst.last(), burst.first(), burst.count(), burst.length());
	}

	@Override
	final void onInboxLow() {
		resume(Incoming.PAUSED_BY_INBOX);
	}

	final void onPauseRequested(boolean pause) {
		if (pause) {
			this.incoming.pause(Incoming.PAUSED_BY_APPLICATION);
			updateInterest();
		}
		else {
			resume(Incoming.PAUSED_BY_APPLICATION);
		}
	}

	/** Goes on reading: first what has already arrived. */
	final void resume(int reason) {
		this.incoming.resume(reason);
		if (this.stage.delivers() && !this.incoming.isPaused()) {
			onRead(this.incoming.deliverKept());
		}
	}

	/** Sets what the selector shall tell of. */
	private void updateInterest() {
		Link open = this.link;
		if (open != null && !this.stage.hasEnded()) {
			open.interest(this.stage.delivers() && !this.incoming.isPaused(),
					this.stage.writes() && this.outgoing.hasWork());
		}
	}

	// ending

	/**
	 * The peer's last word was delivered; a frame of ours that is half-written is
	 * finished.
	 */
	private void onFarewell() {
		endWith(Ending.BY_BOTH);
		claims().close();
		this.outgoing.finishFrame();
		endPatience();
		patience().onBye();
		finish();
	}

	@Override
	final void onGroupClosing() {
		if (this.stage == Stage.OPEN) {
			endPatience();
			finish();
		}
		else if (this.stage == Stage.WRITE_DEAD) {
			end(Ending.OF_GROUP);
		}
	}

	@Override
	final void onGroupClosed() {
		end(Ending.OF_GROUP);
	}

	private void finish() {
		this.stage = Stage.FINISHING;
		this.incoming.end();
		if (this.outgoing.hasWork()) {
			updateInterest();
			this.outgoing.touch();
		}
		else {
			linger();
		}
	}

	/** The peer has let us wait too long. */
	final void onTimeout(AmpeStatus status, String reason) {
		if (this.stage == Stage.WRITE_DEAD && this.incoming.isPaused()) {
			// what the peer has sent is still to be read, when there is room for it
			patience().onBye();
		}
		else {
			end(Ending.ofPatience(status, reason));
		}
	}

	@Override
	public final void onFailure(Throwable failure) {
		logger.warn("Channel {} failed", number(), failure);
		end(Ending.of(failure));
	}

	private void endWith(Ending cause) {
		if (this.ending == null) {
			this.ending = cause;
		}
	}

	private Ending ending() {
		Ending first = this.ending;
		return (first != null) ? first : Ending.BY_APPLICATION;
	}

	/** Ends at once, without waiting for the peer. */
	final void end(Ending cause) {
		endWith(cause);
		try {
			conclude();
		}
		finally {
			closeSocket(false);
		}
	}

	/** Returns what was not sent, and says that the channel has ended. */
	private void conclude() {
		if (this.stage.hasEnded()) {
			return;
		}
		this.stage = Stage.LINGERING;
		Ending why = ending();
		logger.debug("Channel {} has ended: {}", number(), why.reason());
		claims().close();
		endPatience();
		this.incoming.end();
		for (Envelope next = this.outgoing.takeUnsent(); next != null; next = this.outgoing.takeUnsent()) {
			giveBack(next, why.status(), why.reason());
		}
		tellOfEnd(this.link != null, why.status(), why.reason());
		endIfSettled(why.reason());
	}

	private void linger() {
		conclude();
		openLink().linger(reactor(), () -> closeSocket(false));
	}

	private void closeSocket(boolean reset) {
		if (this.stage == Stage.GONE) {
			return;
		}
		this.stage = Stage.GONE;
		Link open = this.link;
		if (open != null) {
			open.close(reactor(), reset, this::onSocketClosed);
		}
		else {
			onSocketClosed();
		}
	}

	/** The system has let go of the socket, if there was one. */
	void onSocketClosed() {
		group().members().onChannelGone(this);
	}

	@Override
	final boolean isGone() {
		return this.stage == Stage.GONE;
	}

	private Link openLink() {
		Link open = this.link;
		assert open != null : "connected";
		return open;
	}

}
