package io.tofu.spring;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;

/**
 * Begins and ends the traffic on the connections: listens and dials, and at the end lets
 * finish what is under way. May be started again. Thread-safe.
 */
public final class TofuTraffic implements SmartLifecycle {

	/**
	 * The phase, unless {@link #setPhase} says otherwise: that in which Spring Boot's web
	 * servers finish their requests.
	 */
	public static final int PHASE = DEFAULT_PHASE - 1024;

	private static final Logger logger = LoggerFactory.getLogger(TofuTraffic.class);

	/** How often it is looked whether all is finished. */
	private static final Duration CHECK_INTERVAL = Duration.ofMillis(20);

	private final TofuConnections connections;

	private final TofuServers servers;

	private final TofuPeers peers;

	private final Duration gracePeriod;

	/** Held by whoever starts or begins to stop, also while that waits for the engine. */
	private final Object transition = new Object();

	/** Held for changes of what follows; whoever holds it does not wait. */
	private final Object state = new Object();

	private int phase = PHASE;

	private boolean autoStartup = true;

	private volatile boolean running;

	private @Nullable CompletableFuture<Void> stopping;

	/**
	 * Traffic that has not begun.
	 * @param connections the connections
	 * @param servers where to listen
	 * @param peers whom to connect to
	 * @param gracePeriod how long the end waits for what is under way
	 */
	public TofuTraffic(TofuConnections connections, TofuServers servers, TofuPeers peers, Duration gracePeriod) {
		this.connections = connections;
		this.servers = servers;
		this.peers = peers;
		this.gracePeriod = gracePeriod;
		connections.beforeStop(this::onConnectionsEnd);
	}

	/**
	 * Sets the phase.
	 * @param phase higher than that of the connections and the listeners
	 */
	public void setPhase(int phase) {
		this.phase = phase;
	}

	/**
	 * Sets whether the application's start starts this. The default is that it does.
	 * @param autoStartup false to leave it to {@link #start()}
	 */
	public void setAutoStartup(boolean autoStartup) {
		this.autoStartup = autoStartup;
	}

	/**
	 * Starts the connections if they are not, listens on all addresses, and then begins
	 * to connect to all peers without waiting for them. Does nothing if running; a stop
	 * that still waits for what is under way waits no longer.
	 * @throws TofuServerException if an address cannot be listened on whose start-up
	 * policy is {@link StartupFailurePolicy#STOP}; none is then
	 * @throws TofuPeerException if a peer is away without which the application is not to
	 * start; nothing is listened on then
	 * @throws TofuException if the address of a peer cannot be read
	 */
	@Override
	public void start() {
		synchronized (this.transition) {
			endStopAtOnce();
			if (this.running) {
				return;
			}
			this.connections.start();
			this.connections.service(Dispatcher.Service.FULL);
			try {
				this.servers.start();
				this.peers.start();
			}
			catch (RuntimeException ex) {
				this.servers.stop();
				this.connections.service(Dispatcher.Service.NONE);
				throw ex;
			}
			this.connections.channels().forEach((channel) -> channel.drainSignals().takeBack());
			this.running = true;
		}
	}

	/**
	 * As {@link #stop(Runnable)}, but waits until the end: a listener's method that calls
	 * this waits for itself until the grace period is over.
	 */
	@Override
	public void stop() {
		end().join();
	}

	/**
	 * Stops listening, refuses new connections, asks peers for no more requests, and
	 * serves those that still come until none is under way or the grace period is over.
	 * What is being handled then is answered {@link ErrorTypes#CANCELLED}, and what has
	 * waited in vain or comes later {@link ErrorTypes#UNAVAILABLE}. Requests of ours go
	 * on: connections stay until {@link TofuConnections} stop, which ends this at once.
	 * Returns as soon as the addresses are free, without waiting for what is under way.
	 * @param callback runs when that is done, whatever happened; must not wait
	 */
	@Override
	@SuppressWarnings("FutureReturnValueIgnored")
	public void stop(Runnable callback) {
		end().whenComplete((nothing, failure) -> callback.run());
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isAutoStartup() {
		return this.autoStartup;
	}

	/**
	 * Traffic outlives a pause of the context, as that of the web servers does: another
	 * start would listen on other free ports.
	 * @return false
	 */
	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return this.phase;
	}

	private CompletableFuture<Void> end() {
		synchronized (this.transition) {
			CompletableFuture<Void> end = new CompletableFuture<>();
			synchronized (this.state) {
				if (this.stopping != null) {
					return this.stopping;
				}
				if (!this.running) {
					return CompletableFuture.completedFuture(null);
				}
				this.stopping = end;
			}
			logger.info("Stopping: no new requests are wanted, and those in flight are finished");
			Drain drain = this.connections.drain(this.gracePeriod);
			try {
				this.servers.stop();
				drain.begin();
			}
			catch (RuntimeException ex) {
				logger.warn("The traffic does not end as it should", ex);
			}
			endWhenQuiet(end, drain);
			return end;
		}
	}

	/** On the stopping thread at first, then on the scheduler. */
	@SuppressWarnings("FutureReturnValueIgnored")
	private void endWhenQuiet(CompletableFuture<Void> end, Drain drain) {
		CompletableFuture<Void> told;
		synchronized (this.state) {
			if (!isEndOfThisStop(end)) {
				return;
			}
			try {
				if (!drain.isOver()) {
					this.connections.schedule(() -> endWhenQuiet(end, drain), CHECK_INTERVAL);
					return;
				}
				warnOfUnfinished();
			}
			catch (RuntimeException ex) {
				logger.warn("The traffic ends without the grace period", ex);
			}
			told = this.connections.endService();
		}
		told.thenRun(() -> ended(end));
	}

	private void warnOfUnfinished() {
		int inFlight = this.connections.inFlight();
		if (inFlight > 0) {
			logger.warn("{} messages are still being handled after the grace period of {} s: "
					+ "their senders are told that they are cancelled", inFlight, this.gracePeriod.toSeconds());
		}
	}

	/** Nothing is left; on the receive thread or the scheduler, mostly. */
	private void ended(CompletableFuture<Void> end) {
		synchronized (this.state) {
			// A start, or the end of the connections, may have come in between
			if (!isEndOfThisStop(end)) {
				return;
			}
			this.stopping = null;
			this.running = false;
		}
		logger.info("Stopped: requests are answered with '{}' from now on", ErrorTypes.UNAVAILABLE);
		end.complete(null);
	}

	/** Under the monitor of the state: whether no start has come in between. */
	@SuppressWarnings("ReferenceEquality")
	private boolean isEndOfThisStop(CompletableFuture<Void> end) {
		return this.stopping == end;
	}

	/** Waits no longer for the end of a stop, if one is under way. */
	private void endStopAtOnce() {
		CompletableFuture<Void> end;
		synchronized (this.state) {
			end = this.stopping;
			if (end == null) {
				return;
			}
			this.stopping = null;
			this.running = false;
		}
		end.complete(null);
	}

	/** The connections end, and the traffic with them, whoever has stopped it. */
	private void onConnectionsEnd() {
		endStopAtOnce();
		this.running = false;
	}

}
