package io.tofu.spring;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.tofu.Address;
import io.tofu.AmpeException;
import io.tofu.AmpeStatus;
import io.tofu.Message;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One address that this application listens on. Thread-safe. */
public final class TofuServer {

	private static final Logger logger = LoggerFactory.getLogger(TofuServer.class);

	/** The engine answers at once; this only bounds the wait for one that does not. */
	private static final Duration ENGINE_TIMEOUT = Duration.ofSeconds(30);

	/** The pauses between two attempts to listen. */
	private static final ReconnectSettings RETRIES = ReconnectSettings.DEFAULTS;

	private final TofuConnections connections;

	private final String address;

	private final StartupFailurePolicy policy;

	/** Held for changes of state; nothing is called under it that might wait. */
	private final Object lock = new Object();

	private volatile State state = State.STOPPED;

	private volatile @Nullable Address boundAddress;

	private volatile @Nullable String lastFailure;

	private boolean started;

	private int failures;

	private @Nullable Listener listener;

	private @Nullable ScheduledFuture<?> nextAttempt;

	TofuServer(TofuConnections connections, String address, StartupFailurePolicy policy) {
		this.connections = connections;
		this.address = address;
		this.policy = policy;
	}

	/**
	 * The address as it was configured.
	 * @return {@code tcp://host:port} or {@code unix:/path}
	 */
	public String address() {
		return this.address;
	}

	/**
	 * The address that is really listened on: port 0 and an empty path are replaced.
	 * @return the address, or null unless listening
	 */
	public @Nullable Address boundAddress() {
		return this.boundAddress;
	}

	/**
	 * Whether the address is listened on.
	 * @return the state at this moment
	 */
	public State state() {
		return this.state;
	}

	/**
	 * Why the address is not listened on.
	 * @return a text for people, or null if nothing went wrong
	 */
	public @Nullable String lastFailure() {
		return this.lastFailure;
	}

	@Override
	public String toString() {
		return this.address + " (" + this.state + ")";
	}

	/**
	 * Listens, and waits until it does. Does nothing if it already does, or tries to. On
	 * the starting thread.
	 * @throws TofuServerException if that fails and the application is not to start then
	 */
	void start() {
		synchronized (this.lock) {
			if (this.started) {
				return;
			}
			this.started = true;
			this.failures = 0;
			this.lastFailure = null;
		}
		try {
			await(listen());
			this.connections.publishNow(new TofuServerStartedEvent(this));
		}
		catch (TofuServerException ex) {
			boolean hopeless = ex.status() == AmpeStatus.INVALID_ADDRESS || ex.status() == AmpeStatus.INTERRUPTED;
			if (this.policy == StartupFailurePolicy.STOP || hopeless) {
				synchronized (this.lock) {
					this.started = false;
				}
				throw ex;
			}
			goOnWithout(ex.reason());
		}
	}

	/** Stops listening, and waits until the address is free again. */
	void stop() {
		boolean listened;
		Listener last;
		synchronized (this.lock) {
			if (!this.started) {
				return;
			}
			this.started = false;
			if (this.nextAttempt != null) {
				this.nextAttempt.cancel(false);
			}
			last = this.listener;
			this.listener = null;
			listened = this.state == State.LISTENING;
			this.state = State.STOPPED;
			this.boundAddress = null;
		}
		if (last != null) {
			release(last);
		}
		if (listened) {
			tellStopped();
		}
	}

	/** A listener of the application's that fails must not hold up the stop. */
	private void tellStopped() {
		try {
			this.connections.publishNow(new TofuServerStoppedEvent(this));
		}
		catch (RuntimeException ex) {
			logger.warn("A listener failed when it was told that {} is listened on no more", this.address, ex);
		}
	}

	/** Begins to listen; what becomes of it is told to the listener. */
	private Listener listen() {
		synchronized (this.lock) {
			Listener begun = new Listener();
			this.listener = begun;
			try (Message welcome = this.connections.newMessage()) {
				Address.server(this.address).format(welcome);
				begun.number = this.connections.session().listen(welcome, begun);
				return begun;
			}
			catch (AmpeException ex) {
				throw failed(ex.status(), String.valueOf(ex.getMessage()), ex);
			}
			catch (TofuDisconnectedException ex) {
				throw failed(AmpeStatus.INVALID_CHANNEL_GROUP, String.valueOf(ex.getMessage()), ex);
			}
		}
	}

	private void await(Listener begun) {
		try {
			if (Thread.interrupted()) {
				// However fast the engine was
				throw new InterruptedException();
			}
			begun.welcomed.get(ENGINE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof AmpeException cause)
					? failed(cause.status(), String.valueOf(cause.getMessage()), cause)
					: failed(AmpeStatus.UNKNOWN_ERROR, String.valueOf(ex.getMessage()), ex);
		}
		catch (TimeoutException ex) {
			TofuServerException failure = failed(AmpeStatus.LISTEN_FAILED, "the engine gave no answer", ex);
			release(begun);
			throw failure;
		}
		catch (InterruptedException ex) {
			TofuServerException failure = failed(AmpeStatus.INTERRUPTED, "the starting thread was interrupted", ex);
			release(begun);
			Thread.currentThread().interrupt();
			throw failure;
		}
	}

	/** Gives an address free, and waits until it is. */
	private void release(Listener last) {
		if (this.connections.isRunning() && !last.ended.isDone()) {
			this.connections.session().unlisten(last.number);
			this.connections.await(last.ended, ENGINE_TIMEOUT);
		}
	}

	/** As the policy has it, the application runs without this address. */
	private void goOnWithout(String reason) {
		if (this.policy != StartupFailurePolicy.RETRY) {
			logger.error("Not listening on {}: {}", this.address, reason);
			return;
		}
		synchronized (this.lock) {
			if (!this.started) {
				return;
			}
			long delay = RETRIES.delayMillis(++this.failures, ThreadLocalRandom.current().nextDouble());
			if (this.failures == 1) {
				logger.error("Not listening on {} yet: {}", this.address, reason);
			}
			logger.debug("Next attempt to listen on {} in {} ms ({})", this.address, delay, reason);
			try {
				this.nextAttempt = this.connections.schedule(this::listenAgain, Duration.ofMillis(delay));
			}
			catch (RejectedExecutionException ex) {
				logger.debug("Listens no more on {} because the application is ending", this.address);
			}
		}
	}

	/** On the scheduler, which must not wait. */
	@SuppressWarnings("FutureReturnValueIgnored")
	private void listenAgain() {
		Listener begun;
		synchronized (this.lock) {
			if (!this.started) {
				return;
			}
			try {
				begun = listen();
			}
			catch (TofuException ex) {
				goOnWithout(String.valueOf(ex.getMessage()));
				return;
			}
		}
		begun.welcomed.whenComplete((nothing, failure) -> {
			if (failure == null) {
				this.connections.publish(new TofuServerStartedEvent(this));
			}
			else {
				onNotListening(begun, String.valueOf(failure.getMessage()));
			}
		});
	}

	private void onNotListening(Listener begun, String reason) {
		synchronized (this.lock) {
			if (begun.equals(this.listener)) {
				failed(AmpeStatus.LISTEN_FAILED, reason, null);
				goOnWithout(reason);
			}
		}
	}

	/** Ends an attempt to listen; whatever it still brings is not ours. */
	private TofuServerException failed(AmpeStatus status, String reason, @Nullable Throwable cause) {
		synchronized (this.lock) {
			this.listener = null;
			this.lastFailure = reason;
			this.boundAddress = null;
			if (this.started) {
				this.state = State.FAILED;
			}
		}
		return new TofuServerException(this.address, status, reason, cause);
	}

	/** False if nobody wants it any more: it is being given free. */
	private boolean onListening(Listener begun, Address bound) {
		synchronized (this.lock) {
			if (!begun.equals(this.listener)) {
				return false;
			}
			this.boundAddress = bound;
			this.lastFailure = null;
			this.state = State.LISTENING;
		}
		logger.info("Listening on {}", bound);
		return true;
	}

	private void onLost(Listener last, String reason) {
		synchronized (this.lock) {
			if (!last.equals(this.listener) || this.state != State.LISTENING) {
				return;
			}
			this.failures = 0;
		}
		logger.error("No longer listening on {}: {}", this.address, reason);
		failed(AmpeStatus.CHANNEL_CLOSED, reason, null);
		this.connections.publish(new TofuServerStoppedEvent(this));
		if (this.policy == StartupFailurePolicy.RETRY) {
			goOnWithout(reason);
		}
	}

	/**
	 * One listening channel of the engine; the address has a new one for each attempt.
	 */
	final class Listener {

		private final CompletableFuture<@Nullable Void> welcomed = new CompletableFuture<>();

		private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();

		private volatile int number;

		/** The engine listens, or says why not. On the receive thread. */
		void onWelcomeResponse(Message response) {
			if (response.isFromEngine()) {
				String reason = Dispatcher.reason(response);
				this.welcomed.completeExceptionally(new AmpeException(response.status(), reason));
				return;
			}
			String bound = response.headers().first(Address.LISTEN_ON);
			if (onListening(this, Address.server((bound != null) ? bound : address()))) {
				this.welcomed.complete(null);
			}
		}

		/** The address is free again. On the receive thread. */
		void onEnded(String reason) {
			onLost(this, reason);
			this.welcomed.completeExceptionally(new AmpeException(AmpeStatus.CHANNEL_CLOSED, reason));
			this.ended.complete(null);
		}

	}

	/** What an address is doing. */
	public enum State {

		/** Not listened on: not started yet, or stopped. */
		STOPPED,
		/** Listened on. */
		LISTENING,
		/** Not listened on because that failed. */
		FAILED

	}

}
