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

	private final Object lifecycle = new Object();

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
		synchronized (this.lifecycle) {
			if (this.stopping != null) {
				ended(this.stopping);
			}
			if (this.running) {
				return;
			}
			this.connections.start();
			this.connections.service(Dispatcher.Service.FULL);
			this.servers.start();
			try {
				this.peers.start();
			}
			catch (RuntimeException ex) {
				this.servers.stop();
				throw ex;
			}
			this.connections.channels().forEach((channel) -> channel.drainSignals().takeBack());
			this.running = true;
		}
	}

	/** As {@link #stop(Runnable)}, but waits until the end. */
	@Override
	public void stop() {
		end().join();
	}

	/**
	 * Stops listening, refuses new connections, asks peers for no more requests, and
	 * serves those that still come until none is under way or the grace period is over.
	 * What is not finished then is answered {@link ErrorTypes#CANCELLED}, and what comes
	 * later {@link ErrorTypes#UNAVAILABLE}. Requests of ours go on: connections stay
	 * until {@link TofuConnections} stop. Returns at once.
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
		synchronized (this.lifecycle) {
			if (this.stopping != null) {
				return this.stopping;
			}
			if (!this.running) {
				return CompletableFuture.completedFuture(null);
			}
			CompletableFuture<Void> end = new CompletableFuture<>();
			this.stopping = end;
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

	@SuppressWarnings("FutureReturnValueIgnored")
	private void endWhenQuiet(CompletableFuture<Void> end, Drain drain) {
		try {
			if (end.isDone()) {
				return;
			}
			if (!drain.isOver()) {
				this.connections.schedule(() -> endWhenQuiet(end, drain), CHECK_INTERVAL);
				return;
			}
			int inFlight = this.connections.inFlight();
			if (inFlight > 0) {
				logger.warn(
						"{} messages are still being handled after the grace period of {} s: "
								+ "their senders are told that they are cancelled",
						inFlight, this.gracePeriod.toSeconds());
			}
		}
		catch (RuntimeException ex) {
			logger.warn("The traffic ends without the grace period", ex);
		}
		synchronized (this.lifecycle) {
			// Unless another start has come in between
			if (!end.isDone()) {
				this.connections.endService().thenRun(() -> endedUnlessDone(end));
			}
		}
	}

	private void endedUnlessDone(CompletableFuture<Void> end) {
		synchronized (this.lifecycle) {
			if (!end.isDone()) {
				ended(end);
			}
		}
	}

	/** Under the lock. */
	private void ended(CompletableFuture<Void> end) {
		logger.info("Stopped: requests are answered with '{}' from now on", ErrorTypes.UNAVAILABLE);
		this.running = false;
		this.stopping = null;
		end.complete(null);
	}

}
