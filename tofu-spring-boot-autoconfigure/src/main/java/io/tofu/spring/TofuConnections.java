package io.tofu.spring;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

import io.tofu.Ampe;
import io.tofu.Message;
import io.tofu.OpCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;

/**
 * All connections of the application: one group of channels with one receive thread,
 * {@code tofu-receive}, and one thread for timeouts, {@code tofu-scheduler}. Starts
 * before and stops after everything that uses connections; may be started again, with a
 * new group of the same engine. The engine is not closed. Thread-safe.
 */
public final class TofuConnections implements SmartLifecycle, DisposableBean {

	/** The phase, unless {@link #setPhase} says otherwise. */
	public static final int PHASE = DEFAULT_PHASE - 4096;

	private static final Logger logger = LoggerFactory.getLogger(TofuConnections.class);

	private static final Duration LAST_EVENTS_TIMEOUT = Duration.ofSeconds(1);

	/** The receive thread never waits; this is for one that has ended. */
	private static final Duration CUT_OFF_TIMEOUT = Duration.ofSeconds(1);

	private final Ampe ampe;

	private final TofuMessageConverter converter;

	private final TofuInboundHandler handler;

	private final ApplicationEventPublisher publisher;

	private final Executor callbackExecutor;

	private final SerialExecutor events;

	private final ConnectionSettings settings;

	private final ScheduledThreadPoolExecutor scheduler;

	private final SpareBodies spareBodies = new SpareBodies();

	private final List<Runnable> stopCallbacks = new CopyOnWriteArrayList<>();

	private final Object lifecycle = new Object();

	private BooleanSupplier keepAlive = () -> true;

	private int phase = PHASE;

	private boolean autoStartup = true;

	private volatile @Nullable Session session;

	/**
	 * Connections that are not started yet.
	 * @param ampe the engine, which stays the caller's
	 * @param converter converts payloads
	 * @param handler gets what no request of ours waits for
	 * @param publisher publishes the events of this package
	 * @param callbackExecutor completes futures, delivers signals and publishes events,
	 * whose code may block: runs tasks on threads of its own, never on the caller's
	 * @param settings what holds for all connections
	 */
	public TofuConnections(Ampe ampe, TofuMessageConverter converter, TofuInboundHandler handler,
			ApplicationEventPublisher publisher, Executor callbackExecutor, ConnectionSettings settings) {
		this.ampe = ampe;
		this.converter = converter;
		this.handler = handler;
		this.publisher = publisher;
		this.callbackExecutor = callbackExecutor;
		this.events = new SerialExecutor(callbackExecutor);
		this.settings = settings;
		this.scheduler = newScheduler();
	}

	/**
	 * Sets what is asked at each start whether the receive thread keeps the application
	 * alive. The default is that it does.
	 * @param keepAlive true if the application serves peers
	 */
	public void setKeepAlive(BooleanSupplier keepAlive) {
		this.keepAlive = keepAlive;
	}

	/**
	 * Sets the phase.
	 * @param phase lower than that of all who use connections
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
	 * The connections at this moment, dialled and accepted, those being opened or closed
	 * included.
	 * @return a copy, empty unless running
	 */
	public Collection<TofuChannel> channels() {
		Session current = this.session;
		return (current != null) ? current.channels() : List.of();
	}

	/**
	 * Opens the group and starts the receive thread. Does nothing if running.
	 * @throws io.tofu.AmpeException if the engine is closed
	 */
	@Override
	public void start() {
		synchronized (this.lifecycle) {
			if (this.session == null) {
				Session opened = new Session(this, this.ampe, this.handler, !this.keepAlive.getAsBoolean());
				opened.loop().start();
				this.session = opened;
			}
		}
	}

	/**
	 * Ends the traffic, if that has not been done before: cuts off what is still in
	 * flight, says goodbye to all peers at once, waits for them up to the bye timeout,
	 * and closes the group. Requests that were not answered fail. Does nothing unless
	 * running.
	 */
	@Override
	public void stop() {
		synchronized (this.lifecycle) {
			Session current = this.session;
			if (current != null) {
				endUse();
				try {
					// A goodbye says that what is unanswered was not handled
					await(endService(), CUT_OFF_TIMEOUT);
					current.close();
				}
				finally {
					this.session = null;
					deliverLastEvents();
				}
			}
		}
	}

	@Override
	public boolean isRunning() {
		return this.session != null;
	}

	@Override
	public boolean isAutoStartup() {
		return this.autoStartup;
	}

	/**
	 * Connections outlive a pause of the context, as the web servers do.
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

	/** Stops, and ends the scheduler: this cannot be started again. */
	@Override
	public void destroy() {
		stop();
		this.scheduler.shutdownNow();
		// Whoever waits for what was still to be done on the scheduler waits in vain
		endUse();
	}

	TofuMessageConverter converter() {
		return this.converter;
	}

	ConnectionSettings settings() {
		return this.settings;
	}

	Executor callbackExecutor() {
		return this.callbackExecutor;
	}

	/** The current session. */
	Session session() {
		Session current = this.session;
		if (current == null) {
			throw new TofuDisconnectedException("The tofu connections are not started", true);
		}
		return current;
	}

	/** A blank message, owned by the caller. */
	Message newMessage() {
		return this.ampe.get();
	}

	/** Says what peers may want from now on. */
	void service(Dispatcher.Service service) {
		Session current = this.session;
		if (current != null) {
			current.dispatcher().service(service);
		}
	}

	/** Begins to end the service of the current session. */
	Drain drain(Duration gracePeriod) {
		service(Dispatcher.Service.DRAINING);
		return new Drain(this, this.session, gracePeriod, System::nanoTime);
	}

	/**
	 * Refuses requests from now on, and tells the senders of all that is in flight.
	 * Completed when they are told: by the receive thread or the scheduler.
	 */
	CompletableFuture<Void> endService() {
		CompletableFuture<Void> told = new CompletableFuture<>();
		Session current = this.session;
		try {
			if (current != null) {
				schedule(told, CUT_OFF_TIMEOUT, () -> told.complete(null));
				current.endService(() -> told.complete(null));
				return told;
			}
		}
		catch (RejectedExecutionException ex) {
			logger.debug("The service ends without a word because the application has ended");
		}
		told.complete(null);
		return told;
	}

	/** What the listeners have in flight. */
	int inFlight() {
		return this.handler.inFlight();
	}

	/** What of it somebody waits for. */
	int requestsInFlight() {
		return this.handler.requestsInFlight();
	}

	/** Counts what was received and is not wanted by anybody. */
	void dropped(TofuChannel channel, OpCode opCode, String reason) {
		this.handler.onDropped(channel, opCode, reason);
	}

	/** Runs a small task later, on the scheduler. */
	ScheduledFuture<?> schedule(Runnable task, Duration delay) {
		return this.scheduler.schedule(task, nanos(delay), TimeUnit.NANOSECONDS);
	}

	/** Runs a small task later, on the scheduler, unless a future is done by then. */
	@SuppressWarnings("FutureReturnValueIgnored")
	void schedule(CompletableFuture<?> future, Duration delay, Runnable task) {
		ScheduledFuture<?> timer = schedule(task, delay);
		future.whenComplete((value, failure) -> timer.cancel(false));
	}

	/** Runs a callback on the stopping thread before the connections are closed. */
	void beforeStop(Runnable callback) {
		this.stopCallbacks.add(callback);
	}

	/** Publishes an event on a callback thread, in order. Any thread. */
	void publish(ApplicationEvent event) {
		try {
			this.events.execute(() -> this.publisher.publishEvent(event));
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Not published because the application is ending: {}", event);
		}
	}

	/** Publishes an event on the caller's thread, which gets the listeners' failures. */
	void publishNow(ApplicationEvent event) {
		this.publisher.publishEvent(event);
	}

	/** Waits for a future for a while; false if it is not done then. */
	boolean await(Future<?> future, Duration timeout) {
		try {
			future.get(nanos(timeout), TimeUnit.NANOSECONDS);
			return true;
		}
		catch (TimeoutException ex) {
			return false;
		}
		catch (ExecutionException ex) {
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	SpareBodies spareBodies() {
		return this.spareBodies;
	}

	/** A time as it is waited for: the longest are without end. */
	static long nanos(Duration duration) {
		try {
			return duration.toNanos();
		}
		catch (ArithmeticException ex) {
			return Long.MAX_VALUE;
		}
	}

	/** One who cannot end must not keep the others, and the connections, from it. */
	private void endUse() {
		for (Runnable callback : this.stopCallbacks) {
			try {
				callback.run();
			}
			catch (RuntimeException ex) {
				logger.warn("The connections are closed in spite of a failure", ex);
			}
		}
	}

	private void deliverLastEvents() {
		CompletableFuture<Void> delivered = new CompletableFuture<>();
		try {
			this.events.execute(() -> delivered.complete(null));
			await(delivered, LAST_EVENTS_TIMEOUT);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("The last events were not published because the application is ending");
		}
	}

	private static ScheduledThreadPoolExecutor newScheduler() {
		ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, "tofu-scheduler");
			thread.setDaemon(true);
			return thread;
		});
		scheduler.setRemoveOnCancelPolicy(true);
		return scheduler;
	}

}
