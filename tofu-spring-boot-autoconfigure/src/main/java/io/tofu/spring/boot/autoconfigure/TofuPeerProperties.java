package io.tofu.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.tofu.spring.StartupFailurePolicy;
import org.jspecify.annotations.Nullable;

/**
 * Properties of one peer this application connects to.
 */
public class TofuPeerProperties {

	/**
	 * Address to connect to, like 'tcp://inventory:7099' or 'unix:/run/inventory.sock'.
	 */
	private @Nullable String address;

	/**
	 * Whether the application is unhealthy while the peer is not connected.
	 */
	private boolean required;

	/**
	 * What happens if the first connection fails.
	 */
	private StartupFailurePolicy startupFailurePolicy = StartupFailurePolicy.RETRY;

	/**
	 * Text headers of the HelloRequest.
	 */
	private final Map<String, String> headers = new LinkedHashMap<>();

	/**
	 * Whether the peer answers the Hello. If not, it is connected once the Hello is
	 * written.
	 */
	private boolean awaitHelloResponse = true;

	/**
	 * Time the peer may take to answer the Hello, connecting included.
	 */
	private Duration connectTimeout = Duration.ofSeconds(10);

	/**
	 * Time a request waits for the peer to be connected.
	 */
	private Duration connectWait = Duration.ofSeconds(1);

	/**
	 * Time a request waits for its response.
	 */
	private Duration requestTimeout = Duration.ofSeconds(10);

	private final Reconnect reconnect = new Reconnect();

	private final Heartbeat heartbeat = new Heartbeat();

	public @Nullable String getAddress() {
		return this.address;
	}

	public void setAddress(@Nullable String address) {
		this.address = address;
	}

	public boolean isRequired() {
		return this.required;
	}

	public void setRequired(boolean required) {
		this.required = required;
	}

	public StartupFailurePolicy getStartupFailurePolicy() {
		return this.startupFailurePolicy;
	}

	public void setStartupFailurePolicy(StartupFailurePolicy startupFailurePolicy) {
		this.startupFailurePolicy = startupFailurePolicy;
	}

	public Map<String, String> getHeaders() {
		return this.headers;
	}

	public boolean isAwaitHelloResponse() {
		return this.awaitHelloResponse;
	}

	public void setAwaitHelloResponse(boolean awaitHelloResponse) {
		this.awaitHelloResponse = awaitHelloResponse;
	}

	public Duration getConnectTimeout() {
		return this.connectTimeout;
	}

	public void setConnectTimeout(Duration connectTimeout) {
		this.connectTimeout = connectTimeout;
	}

	public Duration getConnectWait() {
		return this.connectWait;
	}

	public void setConnectWait(Duration connectWait) {
		this.connectWait = connectWait;
	}

	public Duration getRequestTimeout() {
		return this.requestTimeout;
	}

	public void setRequestTimeout(Duration requestTimeout) {
		this.requestTimeout = requestTimeout;
	}

	public Reconnect getReconnect() {
		return this.reconnect;
	}

	public Heartbeat getHeartbeat() {
		return this.heartbeat;
	}

	/**
	 * Properties of connecting again.
	 */
	public static class Reconnect {

		/**
		 * Whether to connect again after the connection failed or ended.
		 */
		private boolean enabled = true;

		/**
		 * Pause before the first attempt to connect again.
		 */
		private Duration initialInterval = Duration.ofMillis(200);

		/**
		 * Factor by which the pause grows with each attempt.
		 */
		private double multiplier = 2.0;

		/**
		 * Longest pause between two attempts.
		 */
		private Duration maxInterval = Duration.ofSeconds(30);

		/**
		 * Share of the pause by which it varies at random, from 0 to 1.
		 */
		private double jitter = 0.2;

		/**
		 * Number of attempts before giving up. Unlimited by default.
		 */
		private @Nullable Integer maxAttempts;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public Duration getInitialInterval() {
			return this.initialInterval;
		}

		public void setInitialInterval(Duration initialInterval) {
			this.initialInterval = initialInterval;
		}

		public double getMultiplier() {
			return this.multiplier;
		}

		public void setMultiplier(double multiplier) {
			this.multiplier = multiplier;
		}

		public Duration getMaxInterval() {
			return this.maxInterval;
		}

		public void setMaxInterval(Duration maxInterval) {
			this.maxInterval = maxInterval;
		}

		public double getJitter() {
			return this.jitter;
		}

		public void setJitter(double jitter) {
			this.jitter = jitter;
		}

		public @Nullable Integer getMaxAttempts() {
			return this.maxAttempts;
		}

		public void setMaxAttempts(@Nullable Integer maxAttempts) {
			this.maxAttempts = maxAttempts;
		}

	}

	/**
	 * Properties of finding out that the peer has died.
	 */
	public static class Heartbeat {

		/**
		 * Time the connection may be silent before the peer is asked whether it is there.
		 * Zero for never.
		 */
		private Duration interval = Duration.ZERO;

		/**
		 * Time the connection may be silent before the peer is given up. Longer than the
		 * interval.
		 */
		private Duration timeout = Duration.ofSeconds(30);

		public Duration getInterval() {
			return this.interval;
		}

		public void setInterval(Duration interval) {
			this.interval = interval;
		}

		public Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(Duration timeout) {
			this.timeout = timeout;
		}

	}

}
