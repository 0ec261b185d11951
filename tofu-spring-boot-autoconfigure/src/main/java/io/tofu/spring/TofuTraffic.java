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
	private static final Duration IDLE_CHECK = Duration.ofMillis(20);

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
	 * @throws TofuServerException if an address cannot be listened on; none is then
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
	 * serves those that still come until none is under way or the grace period is over;
	 * requests are answered {@link ErrorTypes#UNAVAILABLE} from then on. Requests of ours
	 * go on: connections stay until {@link TofuConnections} stop. Returns at once.
	 * @param callback runs when that is done, whatever happened
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
			try {
				this.connections.service(Dispatcher.Service.DRAINING);
				this.servers.stop();
				this.connections.channels().forEach(TofuChannel::drain);
			}
			catch (RuntimeException ex) {
				logger.warn("The traffic does not end as it should", ex);
			}
			endWhenIdle(end, System.nanoTime() + this.gracePeriod.toNanos());
			return end;
		}
	}

	private void endWhenIdle(CompletableFuture<Void> end, long deadline) {
		try {
			int inFlight = this.connections.inFlight();
			if (inFlight > 0 && deadline - System.nanoTime() > 0) {
				this.connections.schedule(end, IDLE_CHECK, () -> endWhenIdle(end, deadline));
				return;
			}
			if (inFlight > 0) {
				logger.warn("{} messages are still being handled after the grace period of {} s", inFlight,
						this.gracePeriod.toSeconds());
			}
		}
		catch (RuntimeException ex) {
			logger.warn("The traffic ends without the grace period", ex);
		}
		synchronized (this.lifecycle) {
			// Unless another start has come in between
			if (!end.isDone()) {
				this.connections.service(Dispatcher.Service.NONE);
				ended(end);
			}
		}
	}

	/** Under the lock. */
	private void ended(CompletableFuture<Void> end) {
		this.running = false;
		this.stopping = null;
		end.complete(null);
	}

}
