package io.tofu.spring;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
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

	private final TofuConnections connections;

	private final String address;

	private volatile State state = State.STOPPED;

	private volatile @Nullable Address boundAddress;

	private volatile @Nullable String lastFailure;

	private volatile Listener listener = new Listener();

	TofuServer(TofuConnections connections, String address) {
		this.connections = connections;
		this.address = address;
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
	 * Listens, and waits until it does. Does nothing if it already does. On the starting
	 * thread.
	 */
	void start() {
		if (this.state == State.LISTENING) {
			return;
		}
		this.lastFailure = null;
		Listener started = new Listener();
		this.listener = started;
		try (Message welcome = this.connections.newMessage()) {
			Address.server(this.address).format(welcome);
			started.number = this.connections.session().listen(welcome, started);
			started.welcomed.get(ENGINE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (AmpeException ex) {
			throw failed(ex.status(), String.valueOf(ex.getMessage()), ex);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof AmpeException cause)
					? failed(cause.status(), String.valueOf(cause.getMessage()), cause)
					: failed(AmpeStatus.UNKNOWN_ERROR, String.valueOf(ex.getMessage()), ex);
		}
		catch (TimeoutException ex) {
			throw failed(AmpeStatus.LISTEN_FAILED, "the engine gave no answer", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw failed(AmpeStatus.INTERRUPTED, "the starting thread was interrupted", ex);
		}
		logger.info("Listening on {}", this.boundAddress);
		this.connections.publishNow(new TofuServerStartedEvent(this));
	}

	/** Stops listening, and waits until the address is free again. */
	void stop() {
		if (this.state != State.LISTENING) {
			return;
		}
		this.state = State.STOPPED;
		this.boundAddress = null;
		if (this.connections.isRunning()) {
			this.connections.session().unlisten(this.listener.number);
			this.connections.await(this.listener.ended, ENGINE_TIMEOUT);
		}
		this.connections.publishNow(new TofuServerStoppedEvent(this));
	}

	private void lost(String reason) {
		logger.error("No longer listening on {}: {}", this.address, reason);
		this.boundAddress = null;
		this.lastFailure = reason;
		this.state = State.FAILED;
		this.connections.publish(new TofuServerStoppedEvent(this));
	}

	private TofuServerException failed(AmpeStatus status, String reason, Throwable cause) {
		this.lastFailure = reason;
		this.state = State.FAILED;
		return new TofuServerException(this.address, status, reason, cause);
	}

	/** One listening channel of the engine; the address has a new one for each start. */
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
			TofuServer.this.boundAddress = Address.server((bound != null) ? bound : TofuServer.this.address);
			TofuServer.this.state = State.LISTENING;
			this.welcomed.complete(null);
		}

		/** The address is free again. On the receive thread. */
		void onEnded(String reason) {
			if (equals(TofuServer.this.listener) && TofuServer.this.state == State.LISTENING) {
				lost(reason);
			}
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
