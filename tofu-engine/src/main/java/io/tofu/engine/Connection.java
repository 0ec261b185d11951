package io.tofu.engine;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Locale;

import io.tofu.AmpeException;
import io.tofu.AmpeStatus;
import io.tofu.EngineListener;
import io.tofu.OpCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection, dialled or accepted: from its first message to its end. */
final class Connection extends Channel {

	private static final Logger logger = LoggerFactory.getLogger(Connection.class);

	/** The listener that accepted it; null if this side has dialled. */
	private final @Nullable Acceptor listener;

	private volatile @Nullable Transport transport;

	// turn

	private final Outgoing outgoing;

	private final Incoming incoming;

	private final Patience patience;

	private Stage stage = Stage.DIALING;

	private @Nullable Dialing dialing;

	private @Nullable SelectionKey key;

	private @Nullable Lingering lingering;

	private AmpeStatus endStatus = AmpeStatus.CHANNEL_CLOSED;

	private @Nullable String endReason;

	/** A connection of this side, or one that a listener has accepted. */
	Connection(int number, Group group, Reactor reactor, @Nullable Acceptor listener) {
		super(number, group, reactor);
		this.listener = listener;
		this.patience = new Patience(this, reactor);
		this.outgoing = new Outgoing(this);
		this.incoming = new Incoming(this, this.patience);
	}

	@Override
	Ends ends() {
		Transport open = this.transport;
		Acceptor accepting = this.listener;
		if (accepting == null) {
			return (open != null) ? Ends.dialled(open.socket()) : Ends.DIALLING;
		}
		assert open != null : "accepted";
		return Ends.accepted(accepting.number(), accepting.ends().local(), open.socket());
	}

	// opening

	/** A connection that a listener has accepted. */
	void onAccepted(SocketChannel accepted) {
		this.transport = new PlainTransport(accepted);
		this.stage = Stage.OPEN;
		try {
			Sockets.configure(accepted);
			this.key = reactor().register(accepted, SelectionKey.OP_READ, this);
			this.patience.onOpen(true);
			logger.debug("Channel {} is accepted", number());
			tell(EngineListener::onChannelOpened);
		}
		catch (IOException ex) {
			onFailure(ex);
		}
	}

	private void dial(Envelope hello) {
		group().members().add(this);
		announce(hello.messageId());
		this.outgoing.add(hello);
		try {
			this.dialing = new Dialing(reactor(), this, hello.address());
			this.dialing.start();
		}
		catch (AmpeException ex) {
			onConnectFailed(ex.status(), Reasons.of(ex));
		}
	}

	void onConnected(Transport connected, SelectionKey selection) {
		this.dialing = null;
		this.transport = connected;
		this.key = selection;
		this.stage = Stage.OPEN;
		selection.attach(this);
		this.patience.onOpen(false);
		updateInterest();
		logger.debug("Channel {} is connected", number());
		tell(EngineListener::onChannelOpened);
		if (group().members().isClosing()) {
			onGroupClosing();
		}
		this.outgoing.touch();
	}

	void onConnectFailed(AmpeStatus status, String reason) {
		this.dialing = null;
		end(status, reason);
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
		else if (envelope.opCode() == OpCode.HELLO_REQUEST) {
			onHello(envelope);
		}
		else {
			this.outgoing.add(envelope);
		}
	}

	private void onHello(Envelope hello) {
		if (group().members().isClosing()) {
			this.stage = Stage.GONE;
			claims().close();
			returnLate(hello);
		}
		else {
			dial(hello);
		}
	}

	private void onAbort(Envelope byeSignal) {
		if (this.stage.hasEnded()) {
			returnLate(byeSignal);
			return;
		}
		onByeSignal(byeSignal);
		endWith(AmpeStatus.CHANNEL_CLOSED, "closed by the application");
		conclude();
		closeSocket(true);
	}

	/** Claimed before the channel ended, arrived behind. */
	private void returnLate(Envelope envelope) {
		giveBack(envelope, this.endStatus, this.endReason);
		endIfSettled(this.endReason);
		group().members().onChannelGone(this);
	}

	// writing

	/** Whether everything is written, and more could be. */
	boolean isIdle() {
		return this.stage == Stage.OPEN && !this.outgoing.hasWork();
	}

	/** As {@link #isIdle}, for a while already. */
	boolean isQuiet(long time) {
		return isIdle() && this.outgoing.isQuiet(time);
	}

	/** Once at the end of a pass in which there was something to write. */
	void onTouched() {
		this.outgoing.onTouched();
		if (this.stage.writes()) {
			flush();
		}
	}

	private void flush() {
		try {
			this.outgoing.write(openTransport());
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

	/** From now on the peer has to do something to close. */
	void onByeWritten() {
		this.patience.onBye();
	}

	private void onWriteFailed(IOException failure) {
		logger.debug("Channel {} cannot be written to", number(), failure);
		endWith(AmpeStatus.SEND_FAILED, Reasons.of(failure));
		if (this.stage == Stage.FINISHING) {
			end(this.endStatus, Reasons.of(failure));
			return;
		}
		this.stage = Stage.WRITE_DEAD;
		claims().close();
		this.patience.onBye();
		updateInterest();
	}

	// reading

	@Override
	public void onReady(SelectionKey ready) {
		if (ready.isWritable() && this.stage.writes()) {
			flush();
		}
		if (ready.isValid() && ready.isReadable() && this.stage.delivers()) {
			onRead(this.incoming.read(openTransport()));
		}
	}

	void onPoolRefilled() {
		resume(Incoming.PAUSED_BY_POOL);
	}

	private void onRead(Incoming.Outcome outcome) {
		switch (outcome) {
			case OPEN -> updateInterest();
			case FAREWELL -> onFarewell();
			case VIOLATION -> onViolation();
			case END -> onPeerEnded();
		}
	}

	/** Messages have arrived. */
	void onMessages(Burst burst) {
		announce(burst.first().messageId());
		this.patience.onMessage();
		if (this.outgoing.awaitsByeResponse() || this.stage == Stage.WRITE_DEAD) {
			this.patience.onBye();
		}
		onReceived(burst.count(), burst.length());
		group().deliver(burst.last(), burst.first(), burst.count(), burst.length());
	}

	/** A message has arrived and finds no storage. */
	void onStarved(boolean tell) {
		if (tell) {
			tell(EngineListener::onPoolEmpty);
			notice(AmpeStatus.POOL_EMPTY);
		}
	}

	@Override
	void onInboxLow() {
		resume(Incoming.PAUSED_BY_INBOX);
	}

	void onPauseRequested(boolean pause) {
		if (pause) {
			this.incoming.pause(Incoming.PAUSED_BY_APPLICATION);
			updateInterest();
		}
		else {
			resume(Incoming.PAUSED_BY_APPLICATION);
		}
	}

	/** There is memory for the rest of a message. */
	void onMemory() {
		resume(Incoming.PAUSED_BY_MEMORY);
	}

	/** Goes on reading: first what has already arrived. */
	private void resume(int reason) {
		this.incoming.resume(reason);
		if (this.stage.delivers()) {
			onRead(this.incoming.deliverKept());
		}
	}

	/** Sets what the selector shall tell of. */
	private void updateInterest() {
		SelectionKey selection = this.key;
		if (selection == null || !selection.isValid() || this.stage.hasEnded()) {
			return;
		}
		boolean reads = this.stage.delivers() && !this.incoming.isPaused();
		boolean writes = this.stage.writes() && this.outgoing.hasWork();
		int operations = (reads ? SelectionKey.OP_READ : 0) | (writes ? SelectionKey.OP_WRITE : 0);
		if (selection.interestOps() != operations) {
			selection.interestOps(operations);
		}
	}

	// ending

	private void onViolation() {
		Exception failure = this.incoming.failure();
		assert failure != null : "that is what was violated";
		end(statusOf(failure), Reasons.of(failure));
	}

	/** The peer has closed, or the connection broke: everything it sent was delivered. */
	private void onPeerEnded() {
		Exception failure = this.incoming.failure();
		String how = (failure != null) ? Reasons.of("the connection broke", failure)
				: "the peer has closed the connection";
		if (this.incoming.isInsideFrame()) {
			end(AmpeStatus.RECV_FAILED, "recv_failed, inside a message " + how);
		}
		else if (this.outgoing.isClosing()) {
			end(AmpeStatus.CHANNEL_CLOSED, "closed by both sides");
		}
		else {
			end(AmpeStatus.PEER_DISCONNECTED, how);
		}
	}

	/**
	 * The peer's last word was delivered; a frame of ours that is half-written is
	 * finished.
	 */
	private void onFarewell() {
		endWith(AmpeStatus.CHANNEL_CLOSED, "closed by both sides");
		claims().close();
		this.outgoing.finishFrame();
		this.patience.end();
		this.patience.onBye();
		finish();
	}

	@Override
	void onGroupClosing() {
		if (this.stage == Stage.OPEN) {
			this.patience.end();
			finish();
		}
		else if (this.stage == Stage.WRITE_DEAD) {
			end(this.endStatus, "the group is closed");
		}
	}

	@Override
	void onGroupClosed() {
		end(AmpeStatus.CHANNEL_CLOSED, "the group is closed");
	}

	private void finish() {
		this.stage = Stage.FINISHING;
		if (this.outgoing.hasWork()) {
			updateInterest();
			this.outgoing.touch();
		}
		else {
			linger();
		}
	}

	/** The peer has let us wait too long. */
	void onTimeout(AmpeStatus status, String reason) {
		if (this.stage == Stage.WRITE_DEAD && this.incoming.isPaused()) {
			// what the peer has sent is still to be read, when there is room for it
			this.patience.onBye();
		}
		else {
			end(status, status.name().toLowerCase(Locale.ROOT) + ": " + reason);
		}
	}

	@Override
	public void onFailure(Throwable failure) {
		logger.warn("Channel {} failed", number(), failure);
		end(statusOf(failure), Reasons.of(failure));
	}

	/** The first cause is the one that is told. */
	private void endWith(AmpeStatus status, String reason) {
		if (this.endReason == null) {
			this.endStatus = status;
			this.endReason = reason;
		}
	}

	/** Ends at once, without waiting for the peer. */
	private void end(AmpeStatus status, String reason) {
		endWith(status, reason);
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
		logger.debug("Channel {} has ended: {}", number(), this.endReason);
		claims().close();
		this.patience.end();
		this.incoming.end();
		for (Envelope next = this.outgoing.takeUnsent(); next != null; next = this.outgoing.takeUnsent()) {
			giveBack(next, this.endStatus, this.endReason);
		}
		tell((listener, info) -> {
			if (this.transport != null) {
				listener.onChannelClosed(info, this.endStatus, this.endReason);
			}
			else {
				listener.onOpenFailed(info, this.endStatus, this.endReason);
			}
		});
		endIfSettled(this.endReason);
	}

	private void linger() {
		SelectionKey selection = this.key;
		assert selection != null : "connected";
		conclude();
		this.lingering = new Lingering(reactor(), openTransport(), () -> closeSocket(false));
		this.lingering.start(selection);
	}

	private void closeSocket(boolean reset) {
		if (this.stage == Stage.GONE) {
			return;
		}
		this.stage = Stage.GONE;
		if (this.dialing != null) {
			this.dialing.cancel();
		}
		if (this.lingering != null) {
			this.lingering.cancel();
		}
		Transport open = this.transport;
		if (open == null) {
			group().members().onChannelGone(this);
			return;
		}
		open.close(reset);
		reactor().afterSelect(this::onSocketClosed);
	}

	private void onSocketClosed() {
		if (this.listener != null) {
			reactor().admission().onClosed();
		}
		group().members().onChannelGone(this);
	}

	@Override
	boolean isGone() {
		return this.stage == Stage.GONE;
	}

	private Transport openTransport() {
		Transport open = this.transport;
		assert open != null : "connected";
		return open;
	}

}
