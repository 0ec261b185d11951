package io.tofu.spring;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.function.UnaryOperator;

import io.tofu.Address;
import io.tofu.AmpeException;
import io.tofu.Message;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects to one peer, one attempt at a time, and again when the connection fails or
 * ends. Thread-safe.
 */
final class PeerConnector {

	private static final Logger logger = LoggerFactory.getLogger(PeerConnector.class);

	private final TofuPeer peer;

	private final TofuConnections connections;

	private final PeerSettings settings;

	private final PeerAddress address;

	/** Held for changes of state; nothing is called under it that might wait. */
	private final Object lock = new Object();

	private final ConnectionWaiters waiters = new ConnectionWaiters();

	// guarded by lock
	private final Setbacks setbacks;

	private volatile PeerStatus status = PeerStatus.initial();

	private boolean started;

	private boolean everConnected;

	/** Whether there is no next attempt, because too many have failed. */
	private volatile boolean gaveUp;

	/** The connection that is being opened. */
	private @Nullable TofuChannel attempt;

	private @Nullable String attemptFailure;

	private @Nullable ScheduledFuture<?> nextAttempt;

	PeerConnector(TofuPeer peer) {
		this.peer = peer;
		this.connections = peer.connections();
		this.settings = peer.settings();
		this.address = new PeerAddress(this.settings.address());
		this.setbacks = new Setbacks(this.settings.reconnect(), System::nanoTime);
	}

	PeerStatus status() {
		return this.status;
	}

	/** The address last used, or null. */
	@Nullable Address address() {
		return this.address.last();
	}

	/**
	 * A connection that takes requests, waited for if there is none: completed at once,
	 * or by the receive thread or the scheduler.
	 */
	CompletableFuture<TofuChannel> connection(Duration wait) {
		TofuChannel connected = this.status.channel();
		if (connected != null && connected.takesRequests()) {
			return CompletableFuture.completedFuture(connected);
		}
		CompletableFuture<TofuChannel> waiter;
		synchronized (this.lock) {
			PeerStatus current = this.status;
			if (current.channel() != null && current.channel().takesRequests()) {
				return CompletableFuture.completedFuture(current.channel());
			}
			if (current.isFinal() || this.gaveUp) {
				return CompletableFuture.failedFuture(notConnected());
			}
			waiter = this.waiters.add();
		}
		this.connections.schedule(waiter, wait, () -> waiter.completeExceptionally(notConnected()));
		return waiter;
	}

	/**
	 * Begins to connect, unless it already has.
	 * @throws TofuException if the address cannot be read
	 */
	void start(UnaryOperator<String> resolver) {
		this.address.check(this.peer.name(), resolver);
		synchronized (this.lock) {
			if (this.started) {
				return;
			}
			this.started = true;
			this.everConnected = false;
		}
		connectNow();
	}

	/** Connects now, whatever became of earlier attempts, unless that is under way. */
	void connectNow() {
		synchronized (this.lock) {
			if (!this.started || isConnectedOrConnecting()) {
				return;
			}
			this.setbacks.forget();
			this.status = this.status.with(TofuPeer.State.DISCONNECTED, null, this.status.lastFailure());
		}
		dial();
	}

	/** Connects no more; a connection stays, and is returned. */
	@Nullable TofuChannel stop() {
		TofuChannel channel;
		synchronized (this.lock) {
			channel = (this.attempt != null) ? this.attempt : this.status.channel();
			this.started = false;
			this.attempt = null;
			cancelNextAttempt();
			this.status = this.status.with(TofuPeer.State.STOPPED, null, null);
		}
		this.waiters.fail(this::notConnected);
		return channel;
	}

	/** The peer answered our Hello, or it could not be reached. On the receive thread. */
	void onHelloResponse(TofuChannel channel, Message response) {
		if (response.isFromEngine()) {
			attemptFailed(channel, Dispatcher.reason(response));
			return;
		}
		channel.greeted(response);
		if (this.settings.awaitHelloResponse()) {
			channel.streams().negotiate(response.headers());
		}
		String errorType = response.headers().first(TofuHeaders.ERROR_TYPE);
		if (errorType != null) {
			onRejected(channel, errorType, response.headers().first(TofuHeaders.ERROR_MESSAGE));
		}
		else if (channel.opened()) {
			onConnected(channel);
		}
	}

	/** The connection has ended, or never came about. On the receive thread. */
	void onEnded(TofuChannel channel, String reason) {
		synchronized (this.lock) {
			String known = (this.attemptFailure != null) ? this.attemptFailure : reason;
			if (channel.equals(this.status.channel())) {
				logLoss(channel, known);
				this.setbacks.lost();
				onDisconnected(known);
			}
			else if (channel.equals(this.attempt)) {
				onAttemptFailed(known);
			}
		}
		failWaitersInVain();
	}

	/** The peer takes requests again on its connection. On the receive thread. */
	void onRequestsTaken(TofuChannel channel) {
		boolean connected;
		synchronized (this.lock) {
			connected = channel.equals(this.status.channel());
		}
		if (connected) {
			this.waiters.complete(channel);
		}
	}

	/** On the scheduler, which does not wait for whoever resolves placeholders. */
	private void dialAgain() {
		if (!this.address.hasPlaceholders()) {
			dial();
			return;
		}
		try {
			this.connections.callbackExecutor().execute(this::dial);
		}
		catch (RejectedExecutionException | OutOfMemoryError ex) {
			// No thread to be had, now or ever
			noAttempt("there is no thread to resolve its address");
		}
	}

	private void noAttempt(String reason) {
		synchronized (this.lock) {
			if (this.started && !isConnectedOrConnecting()) {
				onAttemptFailed(reason);
			}
		}
		failWaitersInVain();
	}

	private void dial() {
		Address target = null;
		String unreadable = "";
		try {
			target = this.address.resolve();
		}
		catch (RuntimeException ex) {
			unreadable = String.valueOf(ex.getMessage());
		}
		synchronized (this.lock) {
			if (!this.started || isConnectedOrConnecting()) {
				return;
			}
			cancelNextAttempt();
			this.gaveUp = false;
			this.attemptFailure = null;
			this.status = this.status.with(TofuPeer.State.CONNECTING, null, this.status.lastFailure());
			if (target != null) {
				attempt(target);
			}
			else {
				onAttemptFailed(unreadable);
			}
		}
		failWaitersInVain();
	}

	/** Under the lock. */
	private void attempt(Address target) {
		try {
			// The receive thread may know the outcome before this; it waits for the lock
			TofuChannel channel = post(target);
			this.attempt = channel;
			this.connections.schedule(channel.ended(), this.settings.connectTimeout(), () -> onNoAnswer(channel));
			if (!this.settings.awaitHelloResponse()) {
				WrittenHello.await(channel, () -> onWritten(channel));
			}
		}
		catch (AmpeException | TofuException | IllegalArgumentException | RejectedExecutionException ex) {
			onAttemptFailed(String.valueOf(ex.getMessage()));
		}
	}

	private TofuChannel post(Address target) {
		try (Message hello = this.connections.newMessage()) {
			target.format(hello);
			HeaderMapping.write(this.settings.headers(), hello.headers());
			hello.headers().set(TofuHeaders.DRAIN, TofuHeaders.YES);
			if (this.settings.awaitHelloResponse()) {
				// Otherwise it would not be known in time whether the peer does the same
				hello.headers().set(TofuHeaders.FLOW, Integer.toString(this.connections.settings().streams().window()));
			}
			return this.connections.session().dial(hello, this.peer);
		}
	}

	/** Our Hello was sent, and is not going to be answered. On the scheduler. */
	private void onWritten(TofuChannel channel) {
		if (channel.opened()) {
			onConnected(channel);
		}
	}

	private void onNoAnswer(TofuChannel channel) {
		if (channel.unanswered()) {
			String what = this.settings.awaitHelloResponse() ? "no HelloResponse" : "no connection";
			attemptFailed(channel, what + " within " + this.settings.connectTimeout().toMillis() + " ms");
			channel.abort();
		}
	}

	private void onConnected(TofuChannel channel) {
		synchronized (this.lock) {
			if (!channel.equals(this.attempt)) {
				channel.close();
				return;
			}
			this.attempt = null;
			this.everConnected = true;
			this.setbacks.connected();
			this.status = this.status.with(TofuPeer.State.CONNECTED, channel, null);
		}
		logger.info("Connected to {}", this.peer);
		this.waiters.complete(channel);
		Heartbeat.watch(channel, this.settings.heartbeat());
	}

	private void onRejected(TofuChannel channel, String errorType, @Nullable String message) {
		channel.refuse();
		channel.goodbye().abortAfterTimeout();
		String reason = "rejected: " + errorType + ((message != null) ? " (" + message + ")" : "");
		if (!errorType.equals(ErrorTypes.UNAUTHORIZED)) {
			attemptFailed(channel, reason);
			return;
		}
		synchronized (this.lock) {
			if (!isOurs(channel)) {
				return;
			}
			this.attempt = null;
			this.status = this.status.with(TofuPeer.State.REJECTED, null, reason);
		}
		logger.error("Connects no more to {}: {}", this.peer, reason);
		this.waiters.fail(this::notConnected);
	}

	private void attemptFailed(TofuChannel channel, String reason) {
		synchronized (this.lock) {
			if (isOurs(channel)) {
				this.attemptFailure = reason;
			}
		}
	}

	/** Under the lock. */
	private void onAttemptFailed(String reason) {
		// the reason names the address
		if (this.setbacks.attemptFailed()) {
			logger.warn("No connection to peer '{}': {}", this.peer.name(), reason);
		}
		onDisconnected(reason);
	}

	/** Under the lock. */
	private void onDisconnected(String reason) {
		this.attempt = null;
		this.status = this.status.with(TofuPeer.State.DISCONNECTED, null, reason);
		boolean onlyOnce = !this.everConnected && this.settings.startupFailurePolicy() == StartupFailurePolicy.CONTINUE;
		if (onlyOnce || !this.setbacks.allowAttempt()) {
			this.gaveUp = true;
			logger.warn("Connects no more to {}: {}", this.peer, reason);
			return;
		}
		Duration pause = this.setbacks.pause();
		logger.debug("Next attempt to connect to {} in {} ms, after {} setbacks ({})", this.peer, pause.toMillis(),
				this.setbacks.count(), reason);
		try {
			this.nextAttempt = this.connections.schedule(this::dialAgain, pause);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Connects no more to {} because the application is ending", this.peer);
		}
	}

	private void logLoss(TofuChannel channel, String reason) {
		if (channel.goodbye().isSaid()) {
			logger.info("Disconnected from {} after a goodbye", this.peer);
		}
		else {
			logger.warn("Disconnected from {}: {}", this.peer, reason);
		}
	}

	/** Under the lock. */
	private boolean isConnectedOrConnecting() {
		return this.status.channel() != null || this.attempt != null;
	}

	/** Under the lock. */
	private boolean isOurs(TofuChannel channel) {
		return channel.equals(this.attempt) || channel.equals(this.status.channel());
	}

	/** Under the lock. */
	private void cancelNextAttempt() {
		if (this.nextAttempt != null) {
			this.nextAttempt.cancel(false);
		}
	}

	private void failWaitersInVain() {
		if (this.gaveUp) {
			this.waiters.fail(this::notConnected);
		}
	}

	private TofuDisconnectedException notConnected() {
		PeerStatus current = this.status;
		TofuChannel channel = current.channel();
		if (channel != null && !channel.takesRequests()) {
			return channel.drainSignals().refusal();
		}
		String failure = current.lastFailure();
		return new TofuDisconnectedException((failure != null)
				? "Not connected to peer '" + this.peer.name() + "': " + failure : "Not connected to " + this.peer,
				true);
	}

}
