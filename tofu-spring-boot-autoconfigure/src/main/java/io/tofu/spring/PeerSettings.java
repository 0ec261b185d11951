package io.tofu.spring;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How to connect to one peer.
 *
 * @param address where it listens: {@code tcp://host:port} or {@code unix:/path}, may
 * have placeholders
 * @param required whether the application is not healthy without it
 * @param headers text headers of the HelloRequest
 * @param connectTimeout from the HelloRequest until the HelloResponse
 * @param connectWait how long a request waits for a connection
 * @param requestTimeout how long a request waits for its answer
 * @param reconnect when to try again
 */
public record PeerSettings(String address, boolean required, Map<String, String> headers, Duration connectTimeout,
		Duration connectWait, Duration requestTimeout, ReconnectSettings reconnect) {

	/** The default of {@link #connectTimeout()}. */
	public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);

	/** The default of {@link #connectWait()}. */
	public static final Duration DEFAULT_CONNECT_WAIT = Duration.ofSeconds(1);

	/** The default of {@link #requestTimeout()}, also for accepted channels. */
	public static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(10);

	/** Copies the headers. */
	public PeerSettings {
		headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
	}

	/**
	 * A peer with the default settings.
	 * @param address where it listens
	 * @return the settings: not required, no headers, reconnecting
	 */
	public static PeerSettings of(String address) {
		return new PeerSettings(address, false, Map.of(), DEFAULT_CONNECT_TIMEOUT, DEFAULT_CONNECT_WAIT,
				DEFAULT_REQUEST_TIMEOUT, ReconnectSettings.DEFAULTS);
	}

}
