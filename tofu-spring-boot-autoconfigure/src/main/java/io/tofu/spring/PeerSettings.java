package io.tofu.spring;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.util.Assert;

/**
 * How to connect to one peer.
 *
 * @param address where it listens: {@code tcp://host:port} or {@code unix:/path}, may
 * have placeholders, which are resolved at each attempt to connect
 * @param required whether the application is not healthy without it
 * @param startupFailurePolicy what a failed first connection means for the application
 * @param headers text headers of the HelloRequest; names that begin with {@code tofu-} or
 * {@code ~} are reserved
 * @param awaitHelloResponse whether the peer answers the HelloRequest; if not, it is
 * connected as soon as that is written
 * @param connectTimeout from the HelloRequest until the HelloResponse
 * @param connectWait how long a request waits for a connection
 * @param requestTimeout how long a request waits for its answer
 * @param reconnect when to try again
 * @param heartbeat how a dead peer is found out
 */
public record PeerSettings(String address, boolean required, StartupFailurePolicy startupFailurePolicy,
		Map<String, String> headers, boolean awaitHelloResponse, Duration connectTimeout, Duration connectWait,
		Duration requestTimeout, ReconnectSettings reconnect, HeartbeatSettings heartbeat) {

	/** The default of {@link #connectTimeout()}. */
	public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);

	/** The default of {@link #connectWait()}. */
	public static final Duration DEFAULT_CONNECT_WAIT = Duration.ofSeconds(1);

	/** The default of {@link #requestTimeout()}, also for accepted channels. */
	public static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(10);

	/** What is longer is a mistake, or means for ever. */
	static final Duration LONGEST = Duration.ofDays(36_500);

	/**
	 * Checks the values, and copies the headers.
	 * @throws IllegalArgumentException with the reason if one of them makes no sense
	 */
	public PeerSettings {
		Assert.hasText(address, "A peer needs an address, like tcp://host:7099 or unix:/path");
		headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
		headers.forEach(PeerSettings::checkHeader);
		Assert.isTrue(isPositive(connectTimeout) && connectTimeout.compareTo(LONGEST) <= 0,
				"The connect timeout must be longer than zero, and no more than 36500 days");
		Assert.isTrue(!connectWait.isNegative(), "The connect wait must not be negative");
		Assert.isTrue(isPositive(requestTimeout), "The request timeout must be longer than zero");
	}

	/**
	 * A peer with the default settings.
	 * @param address where it listens
	 * @return the settings: not required, no headers, reconnecting, no heartbeat
	 * @throws IllegalArgumentException if there is no address
	 */
	public static PeerSettings of(String address) {
		return builder(address).build();
	}

	/**
	 * Settings that begin with the defaults.
	 * @param address where the peer listens
	 * @return what is to be filled in and built
	 */
	public static Builder builder(String address) {
		return new Builder(address);
	}

	private static boolean isPositive(Duration duration) {
		return duration.compareTo(Duration.ZERO) > 0;
	}

	private static void checkHeader(String name, String value) {
		Assert.isTrue(name.matches("[!-9;-}]+"), () -> "'" + name.strip()
				+ "' cannot be the name of a header: it must be visible ASCII without blanks, ':' and '~'");
		Assert.isTrue(!name.startsWith(TofuHeaders.RESERVED), () -> "The header '" + name
				+ "' cannot be set: names that begin with '" + TofuHeaders.RESERVED + "' are reserved");
		Assert.isTrue(HeaderMapping.canBeSent(value),
				() -> "The header '" + name + "' needs a value, which must not have a line end");
	}

	/** Settings that are being filled in. Not thread-safe. */
	public static final class Builder {

		private final String address;

		private final Map<String, String> headers = new LinkedHashMap<>();

		private boolean required;

		private StartupFailurePolicy startupFailurePolicy = StartupFailurePolicy.RETRY;

		private boolean awaitHelloResponse = true;

		private Duration connectTimeout = DEFAULT_CONNECT_TIMEOUT;

		private Duration connectWait = DEFAULT_CONNECT_WAIT;

		private Duration requestTimeout = DEFAULT_REQUEST_TIMEOUT;

		private ReconnectSettings reconnect = ReconnectSettings.DEFAULTS;

		private HeartbeatSettings heartbeat = HeartbeatSettings.OFF;

		private Builder(String address) {
			this.address = address;
		}

		/**
		 * Sets {@link PeerSettings#required()}.
		 * @param required the default is false
		 * @return this
		 */
		public Builder required(boolean required) {
			this.required = required;
			return this;
		}

		/**
		 * Sets {@link PeerSettings#startupFailurePolicy()}.
		 * @param policy the default is {@link StartupFailurePolicy#RETRY}
		 * @return this
		 */
		public Builder startupFailurePolicy(StartupFailurePolicy policy) {
			this.startupFailurePolicy = policy;
			return this;
		}

		/**
		 * Sets one of {@link PeerSettings#headers()}.
		 * @param name its name
		 * @param value its value
		 * @return this
		 */
		public Builder header(String name, String value) {
			this.headers.put(name, value);
			return this;
		}

		/**
		 * Sets {@link PeerSettings#awaitHelloResponse()}.
		 * @param await the default is true
		 * @return this
		 */
		public Builder awaitHelloResponse(boolean await) {
			this.awaitHelloResponse = await;
			return this;
		}

		/**
		 * Sets {@link PeerSettings#connectTimeout()}.
		 * @param timeout the default is 10 s
		 * @return this
		 */
		public Builder connectTimeout(Duration timeout) {
			this.connectTimeout = timeout;
			return this;
		}

		/**
		 * Sets {@link PeerSettings#connectWait()}.
		 * @param wait the default is 1 s
		 * @return this
		 */
		public Builder connectWait(Duration wait) {
			this.connectWait = wait;
			return this;
		}

		/**
		 * Sets {@link PeerSettings#requestTimeout()}.
		 * @param timeout the default is 10 s
		 * @return this
		 */
		public Builder requestTimeout(Duration timeout) {
			this.requestTimeout = timeout;
			return this;
		}

		/**
		 * Sets {@link PeerSettings#reconnect()}.
		 * @param reconnect the default is {@link ReconnectSettings#DEFAULTS}
		 * @return this
		 */
		public Builder reconnect(ReconnectSettings reconnect) {
			this.reconnect = reconnect;
			return this;
		}

		/**
		 * Sets {@link PeerSettings#heartbeat()}.
		 * @param heartbeat the default is {@link HeartbeatSettings#OFF}
		 * @return this
		 */
		public Builder heartbeat(HeartbeatSettings heartbeat) {
			this.heartbeat = heartbeat;
			return this;
		}

		/**
		 * Builds the settings.
		 * @return the settings
		 * @throws IllegalArgumentException with the reason if a value makes no sense
		 */
		public PeerSettings build() {
			return new PeerSettings(this.address, this.required, this.startupFailurePolicy, this.headers,
					this.awaitHelloResponse, this.connectTimeout, this.connectWait, this.requestTimeout, this.reconnect,
					this.heartbeat);
		}

	}

}
