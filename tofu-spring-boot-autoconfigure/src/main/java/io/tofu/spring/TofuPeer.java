package io.tofu.spring;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;

import io.tofu.Address;
import io.tofu.AmpeException;
import io.tofu.Message;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One peer that this application connects to, and connects to again when the connection
 * fails or ends. Thread-safe.
 */
public final class TofuPeer {

	private static final Logger logger = LoggerFactory.getLogger(TofuPeer.class);

	private final TofuConnections connections;

	private final String name;

	private final PeerSettings settings;

	/** Held for changes of state; nothing is called under it that might wait. */
	private final Object lock = new Object();

	private final Set<CompletableFuture<TofuChannel>> waiting = new LinkedHashSet<>();

	private volatile Status status = new Status(State.DISCONNECTED, Instant.now(), null, null);

	private volatile @Nullable Address address;

	private boolean started;

	private int failures;

	private @Nullable String attemptFailure;

	private @Nullable ScheduledFuture<?> nextAttempt;

	TofuPeer(TofuConnections connections, String name, PeerSettings settings) {
		this.connections = connections;
		this.name = name;
		this.settings = settings;
	}

	/**
	 * What this application calls the peer.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Where the peer listens.
	 * @return the address; as it was configured until it is first used
	 */
	public String address() {
		Address current = this.address;
		return (current != null) ? current.toString() : this.settings.address();
	}

	/**
	 * Whether this application is not healthy without the peer.
	 * @return true if it was configured so
	 */
	public boolean isRequired() {
		return this.settings.required();
	}

	/**
	 * Whether the peer is connected.
	 * @return the state at this moment
	 */
	public State state() {
		return this.status.state();
	}

	/**
	 * Since when the peer is connected, or away.
	 * @return when it was last connected or lost; when this application was started if it
	 * never was
	 */
	public Instant since() {
		return this.status.since();
	}

	/**
	 * Why the peer is not connected.
	 * @return a text for people, or null if it is, or nothing went wrong yet
	 */
	public @Nullable String lastFailure() {
		return this.status.lastFailure();
	}

	/**
	 * The connection.
	 * @return the channel, or null unless connected
	 */
	public @Nullable TofuChannel channel() {
		return this.status.channel();
	}

	@Override
	public String toString() {
		return "peer '" + this.name + "' at " + address();
	}

	TofuConnections connections() {
		return this.connections;
	}

	PeerSettings settings() {
		return this.settings;
	}

	/**
	 * A connection that takes requests, waited for if there is none: completed at once,
	 * or by the receive thread or the scheduler.
	 */
	@SuppressWarnings("CollectionUndefinedEquality")
	CompletableFuture<TofuChannel> connection(Duration wait) {
		CompletableFuture<TofuChannel> waiter = new CompletableFuture<>();
		synchronized (this.lock) {
			Status current = this.status;
			if (current.channel() != null && current.channel().takesRequests()) {
				return CompletableFuture.completedFuture(current.channel());
			}
			if (current.isFinal()) {
				return CompletableFuture.failedFuture(notConnected());
			}
			this.waiting.add(waiter);
		}
		this.connections.schedule(waiter, wait, () -> waiter.completeExceptionally(notConnected()));
		return waiter.whenComplete((channel, failure) -> {
			synchronized (this.lock) {
				this.waiting.remove(waiter);
			}
		});
	}

	/** Begins to connect, unless it already has. */
	void start(String resolvedAddress) {
		synchronized (this.lock) {
			if (this.started) {
				return;
			}
			try {
				this.address = Address.client(resolvedAddress);
			}
			catch (AmpeException ex) {
				throw new TofuException("Peer '" + this.name + "': " + ex.getMessage(), ex);
			}
			this.started = true;
			this.failures = 0;
		}
		dial();
	}

	/** Connects no more; a connection stays. */
	void stop() {
		synchronized (this.lock) {
			this.started = false;
			cancelNextAttempt();
			this.status = this.status.with(State.STOPPED, null, null);
		}
		failWaiting();
	}

	/** The peer answered our Hello, or it could not be reached. On the receive thread. */
	void onHelloResponse(TofuChannel channel, Message response) {
		if (response.isFromEngine()) {
			attemptFailed(Dispatcher.reason(response));
			return;
		}
		channel.greeted(response);
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
			TofuChannel connected = this.status.channel();
			if (channel.equals(connected)) {
				logLoss(channel, reason);
				// a peer that lets us in and drops us is not to be dialled all the time
				this.failures = this.settings.reconnect().isLasting(this.status.since()) ? 0 : this.failures + 1;
				disconnected(reason);
			}
			else if (connected == null) {
				onAttemptFailed((this.attemptFailure != null) ? this.attemptFailure : reason);
			}
		}
	}

	private void dial() {
		synchronized (this.lock) {
			if (!this.started || this.status.channel() != null) {
				return;
			}
			this.attemptFailure = null;
			this.status = this.status.with(State.CONNECTING, null, this.status.lastFailure());
		}
		try {
			TofuChannel channel = post();
			this.connections.schedule(channel.ended(), this.settings.connectTimeout(), () -> onNoAnswer(channel));
		}
		catch (AmpeException | TofuException | IllegalArgumentException | RejectedExecutionException ex) {
			synchronized (this.lock) {
				onAttemptFailed(String.valueOf(ex.getMessage()));
			}
		}
	}

	private TofuChannel post() {
		try (Message hello = this.connections.newMessage()) {
			Address target = this.address;
			if (target != null) {
				target.format(hello);
			}
			HeaderMapping.write(this.settings.headers(), hello.headers());
			hello.headers().set(TofuHeaders.DRAIN, TofuHeaders.YES);
			return this.connections.session().dial(hello, this);
		}
	}

	private void onNoAnswer(TofuChannel channel) {
		if (channel.unanswered()) {
			attemptFailed("no HelloResponse within " + this.settings.connectTimeout().toMillis() + " ms");
			channel.abort();
		}
	}

	private void onConnected(TofuChannel channel) {
		List<CompletableFuture<TofuChannel>> waiters;
		synchronized (this.lock) {
			if (!this.started || this.status.channel() != null) {
				channel.close();
				return;
			}
			this.status = this.status.with(State.CONNECTED, channel, null);
			waiters = List.copyOf(this.waiting);
		}
		logger.info("Connected to {}", this);
		waiters.forEach((waiter) -> waiter.complete(channel));
	}

	private void onRejected(TofuChannel channel, String errorType, @Nullable String message) {
		channel.refuse();
		channel.abortAfterByeTimeout();
		String reason = "rejected: " + errorType + ((message != null) ? " (" + message + ")" : "");
		if (!errorType.equals(ErrorTypes.UNAUTHORIZED)) {
			attemptFailed(reason);
			return;
		}
		synchronized (this.lock) {
			if (!this.started) {
				return;
			}
			this.status = this.status.with(State.REJECTED, null, reason);
		}
		logger.error("Connects no more to {}: {}", this, reason);
		failWaiting();
	}

	private void attemptFailed(String reason) {
		synchronized (this.lock) {
			this.attemptFailure = reason;
		}
	}

	/** Under the lock. */
	private void onAttemptFailed(String reason) {
		// the reason names the address
		if (this.failures++ == 0 && !this.status.isFinal()) {
			logger.warn("No connection to peer '{}': {}", this.name, reason);
		}
		disconnected(reason);
	}

	/** Under the lock. */
	private void disconnected(String reason) {
		if (this.status.isFinal()) {
			return;
		}
		this.status = this.status.with(State.DISCONNECTED, null, reason);
		if (!this.settings.reconnect().allows(this.failures)) {
			logger.warn("Connects no more to {}: {}", this, reason);
			return;
		}
		long delay = this.settings.reconnect().delayMillis(this.failures, ThreadLocalRandom.current().nextDouble());
		logger.debug("Next attempt to connect to {} in {} ms, after {} failures ({})", this, delay, this.failures,
				reason);
		cancelNextAttempt();
		try {
			this.nextAttempt = this.connections.schedule(this::dial, Duration.ofMillis(delay));
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Connects no more to {} because the application is ending", this);
		}
	}

	private void logLoss(TofuChannel channel, String reason) {
		if (channel.saidGoodbye()) {
			logger.info("Disconnected from {} after a goodbye", this);
		}
		else {
			logger.warn("Disconnected from {}: {}", this, reason);
		}
	}

	/** Under the lock. */
	private void cancelNextAttempt() {
		if (this.nextAttempt != null) {
			this.nextAttempt.cancel(false);
		}
	}

	private void failWaiting() {
		List<CompletableFuture<TofuChannel>> waiters;
		synchronized (this.lock) {
			waiters = List.copyOf(this.waiting);
		}
		waiters.forEach((waiter) -> waiter.completeExceptionally(notConnected()));
	}

	private TofuDisconnectedException notConnected() {
		String failure = this.status.lastFailure();
		return new TofuDisconnectedException((failure != null) ? "Not connected to peer '" + this.name + "': " + failure
				: "Not connected to " + this, true);
	}

	/** What is known of the connection to a peer. */
	public enum State {

		/** Not connected; the next attempt comes later, or there is none. */
		DISCONNECTED,
		/** An attempt is under way. */
		CONNECTING,
		/** Connected. */
		CONNECTED,
		/** The peer refused us for good; there is no next attempt. */
		REJECTED,
		/** This application is stopping or stopped. */
		STOPPED

	}

	private record Status(State state, Instant since, @Nullable TofuChannel channel, @Nullable String lastFailure) {

		Status with(State next, @Nullable TofuChannel channel, @Nullable String lastFailure) {
			boolean changed = (next == State.CONNECTED) != (this.state == State.CONNECTED);
			return new Status(next, changed ? Instant.now() : this.since, channel, lastFailure);
		}

		/** Whether no attempt will change it. */
		boolean isFinal() {
			return this.state == State.REJECTED || this.state == State.STOPPED;
		}

	}

}
