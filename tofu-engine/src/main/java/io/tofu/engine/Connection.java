package io.tofu.engine;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;

import io.tofu.AmpeException;
import io.tofu.AmpeStatus;
import io.tofu.OpCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection, dialled or accepted: from its first message to its end. */
final class Connection extends Channel {

	private static final Logger logger = LoggerFactory.getLogger(Connection.class);

	// reactor thread only

	private final Outgoing outgoing;

	private final Incoming incoming;

	/** Of the first frame of an accepted connection, later of a bye. */
	private final Deadlines.Deadline deadline = new Deadlines.Deadline(this::onTimeout);

	private Stage stage = Stage.DIALING;

	private @Nullable Dialing dialing;

	private @Nullable Transport transport;

	private @Nullable SelectionKey key;

	private @Nullable Lingering lingering;

	private boolean awaitsHello;

	private AmpeStatus endStatus = AmpeStatus.CHANNEL_CLOSED;

	private @Nullable String endReason;

	Connection(int number, Group group, Reactor reactor) {
		super(number, group, reactor);
		this.outgoing = new Outgoing(this);
		this.incoming = new Incoming(this, reactor.pool());
	}

	// opening

	/** A connection that a listener has accepted. */
	void onAccepted(SocketChannel accepted) {
		this.transport = new PlainTransport(accepted);
		this.stage = Stage.OPEN;
		try {
			Sockets.configure(accepted);
			this.key = reactor().register(accepted, SelectionKey.OP_READ, this);
			this.awaitsHello = true;
			startTimeout(reactor().options().helloTimeout());
			logger.debug("Channel {} is accepted", number());
		}
		catch (IOException ex) {
			onFailure(ex);
		}
	}

	private void dial(Envelope hello) {
		group().channels().add(this);
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
		updateInterest();
		logger.debug("Channel {} is connected", number());
		if (group().channels().isClosing()) {
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
		if (group().channels().isClosing()) {
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
		group().channels().onChannelGone(this);
	}

	// writing

	/** Once at the end of a pass in which there was something to write. */
	void onTouched() {
		this.outgoing.onTouched();
		if (this.stage.writes()) {
			flush();
		}
	}

	private void flush() {
		try {
			this.outgoing.write(transport());
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
		endWith(AmpeStatus.SEND_FAILED, Reasons.of(failure));
		if (this.stage == Stage.FINISHING) {
			end(this.endStatus, Reasons.of(failure));
			return;
		}
		this.stage = Stage.WRITE_DEAD;
		claims().close();
		startByeTimeout();
		updateInterest();
	}

	// reading

	@Override
	public void onReady(SelectionKey ready) {
		if (ready.isWritable() && this.stage.writes()) {
			flush();
		}
		if (ready.isValid() && ready.isReadable() && this.stage.delivers()) {
			onRead(this.incoming.read(transport()));
		}
	}

	/** There is storage again: first for what has already arrived. */
	void onPoolRefilled() {
		if (this.stage.delivers()) {
			onRead(this.incoming.onPoolRefilled());
		}
	}

	private void onRead(Incoming.Outcome outcome) {
		switch (outcome) {
			case OPEN -> updateInterest();
			case FAREWELL -> onFarewell();
			case VIOLATION -> onViolation();
			case END -> onPeerEnded();
		}
	}

	/** Messages have arrived and are about to be delivered. */
	void onMessages(long firstId) {
		announce(firstId);
		onHeard();
		if (this.outgoing.awaitsByeResponse() || this.stage == Stage.WRITE_DEAD) {
			startByeTimeout();
		}
	}

	/** A message has arrived and finds no storage. */
	void onStarved(boolean tell) {
		onHeard();
		if (tell) {
			notice(AmpeStatus.POOL_EMPTY);
		}
	}

	private void onHeard() {
		if (this.awaitsHello) {
			this.awaitsHello = false;
			clearDeadline();
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

	private void resume(int reason) {
		this.incoming.resume(reason);
		updateInterest();
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
		startByeTimeout();
		finish();
	}

	@Override
	void onGroupClosing() {
		if (this.stage == Stage.OPEN) {
			clearDeadline();
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

	private void onTimeout() {
		if (this.stage == Stage.WRITE_DEAD && this.incoming.isPaused()) {
			// what the peer has sent is still to be read, when there is room for it
			startByeTimeout();
		}
		else if (this.awaitsHello) {
			end(AmpeStatus.HELLO_TIMEOUT, "hello_timeout: no message came after the connection was accepted");
		}
		else {
			end(AmpeStatus.BYE_TIMEOUT, "bye_timeout: the peer did not finish closing in time");
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
		clearDeadline();
		for (Envelope next = this.outgoing.takeUnsent(); next != null; next = this.outgoing.takeUnsent()) {
			giveBack(next, this.endStatus, this.endReason);
		}
		endIfSettled(this.endReason);
	}

	private void linger() {
		SelectionKey selection = this.key;
		assert selection != null : "connected";
		conclude();
		this.lingering = new Lingering(reactor(), transport(), () -> closeSocket(false));
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
		if (this.transport == null) {
			group().channels().onChannelGone(this);
			return;
		}
		this.transport.close(reset);
		reactor().afterSelect(() -> group().channels().onChannelGone(this));
	}

	@Override
	boolean isGone() {
		return this.stage == Stage.GONE;
	}

	private Transport transport() {
		Transport open = this.transport;
		assert open != null : "connected";
		return open;
	}

	/** From now on the peer has to do something to close. */
	void startByeTimeout() {
		startTimeout(reactor().options().byeTimeout());
	}

	private void startTimeout(Duration timeout) {
		reactor().deadlines().set(this.deadline, reactor().now() + timeout.toNanos());
	}

	private void clearDeadline() {
		reactor().deadlines().clear(this.deadline);
	}

}
