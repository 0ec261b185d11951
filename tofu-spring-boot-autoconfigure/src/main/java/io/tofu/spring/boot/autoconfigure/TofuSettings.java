package io.tofu.spring.boot.autoconfigure;

import java.time.Duration;

import io.tofu.spring.ConnectionSettings;
import io.tofu.spring.HeartbeatSettings;
import io.tofu.spring.PeerSettings;
import io.tofu.spring.ReconnectSettings;
import io.tofu.spring.StreamSettings;
import io.tofu.spring.listener.TofuListenerSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/**
 * Turns properties into the settings of connections, peers and listeners. A value that
 * makes no sense is reported with its key.
 */
final class TofuSettings {

	private static final String LISTENER = "tofu.listener.";

	private static final String STREAM = "tofu.stream.";

	private static final String SHUTDOWN = "tofu.shutdown.";

	private static final Duration LONGEST = Duration.ofDays(36_500);

	private TofuSettings() {
	}

	static ConnectionSettings connections(TofuProperties properties) {
		Duration byeTimeout = notNegative(SHUTDOWN + "bye-timeout", properties.getShutdown().getByeTimeout());
		return new ConnectionSettings(byeTimeout, maxJoinedSize(properties.getListener()),
				streams(properties.getStream()));
	}

	private static StreamSettings streams(TofuProperties.Stream from) {
		return new StreamSettings(size(STREAM + "window", from.getWindow()),
				positive(STREAM + "idle-timeout", from.getIdleTimeout()));
	}

	static Duration gracePeriod(TofuProperties properties) {
		return notNegative(SHUTDOWN + "grace-period", properties.getShutdown().getGracePeriod());
	}

	/**
	 * The phase of the traffic: above the connections', with one between for the
	 * listeners.
	 */
	static int trafficPhase(TofuProperties properties) {
		int connections = properties.getEngine().getPhase();
		int traffic = properties.getListener().getPhase();
		require((long) traffic - connections > 1, LISTENER + "phase", traffic,
				"It must be at least 2 above tofu.engine.phase, which is " + connections + ".");
		return traffic;
	}

	static TofuListenerSettings listeners(TofuListenerProperties from) {
		return new TofuListenerSettings(positive(LISTENER + "concurrency", from.getConcurrency()), from.getOrdering(),
				from.isAutoStartup(), positive(LISTENER + "max-in-flight", from.getMaxInFlight()),
				positive(LISTENER + "max-queued", from.getMaxQueued()),
				positive(LISTENER + "max-queued-size", from.getMaxQueuedSize()), maxJoinedSize(from),
				positive(LISTENER + "max-unfinished-size", from.getMaxUnfinishedSize()), from.getIncludeMessage());
	}

	static PeerSettings peer(String name, String address, TofuPeerProperties from) {
		String key = "tofu.peer." + name + ".";
		Duration connectTimeout = positive(key + "connect-timeout", from.getConnectTimeout());
		Duration connectWait = notNegative(key + "connect-wait", from.getConnectWait());
		Duration requestTimeout = positive(key + "request-timeout", from.getRequestTimeout());
		ReconnectSettings reconnect = reconnect(key + "reconnect.", from.getReconnect());
		HeartbeatSettings heartbeat = heartbeat(key + "heartbeat.", from.getHeartbeat());
		try {
			return new PeerSettings(address, from.isRequired(), from.getStartupFailurePolicy(), from.getHeaders(),
					from.isAwaitHelloResponse(), connectTimeout, connectWait, requestTimeout, reconnect, heartbeat);
		}
		catch (IllegalArgumentException ex) {
			// All else was checked before
			throw new InvalidConfigurationPropertyValueException(key + "headers", from.getHeaders(),
					ex.getMessage() + ".", ex);
		}
	}

	private static ReconnectSettings reconnect(String key, TofuPeerProperties.Reconnect from) {
		double multiplier = from.getMultiplier();
		require(multiplier >= 1, key + "multiplier", multiplier, "It must be at least 1.");
		double jitter = from.getJitter();
		require(jitter >= 0 && jitter <= 1, key + "jitter", jitter, "It must be from 0 to 1.");
		Integer maxAttempts = from.getMaxAttempts();
		require(maxAttempts == null || maxAttempts > 0, key + "max-attempts", maxAttempts, "It must be at least 1.");
		return new ReconnectSettings(from.isEnabled(), positive(key + "initial-interval", from.getInitialInterval()),
				multiplier, positive(key + "max-interval", from.getMaxInterval()), jitter, maxAttempts);
	}

	private static HeartbeatSettings heartbeat(String key, TofuPeerProperties.Heartbeat from) {
		Duration interval = notNegative(key + "interval", from.getInterval());
		Duration timeout = from.getTimeout();
		require(interval.isZero() || timeout.compareTo(interval) > 0, key + "timeout", timeout,
				"It must be longer than " + key + "interval.");
		notNegative(key + "timeout", timeout);
		return new HeartbeatSettings(interval, timeout);
	}

	private static int maxJoinedSize(TofuListenerProperties from) {
		return size(LISTENER + "max-joined-size", from.getMaxJoinedSize());
	}

	private static int size(String key, DataSize value) {
		boolean sound = value.toBytes() > 0 && value.toBytes() <= Integer.MAX_VALUE;
		require(sound, key, value, "It must be at least 1B and less than 2GB.");
		return (int) value.toBytes();
	}

	private static int positive(String key, int value) {
		require(value > 0, key, value, "It must be at least 1.");
		return value;
	}

	private static long positive(String key, DataSize value) {
		require(value.toBytes() > 0, key, value, "It must be at least 1B.");
		return value.toBytes();
	}

	private static Duration positive(String key, Duration value) {
		require(!value.isZero(), key, value, "It must be longer than zero.");
		return notNegative(key, value);
	}

	private static Duration notNegative(String key, Duration value) {
		require(!value.isNegative(), key, value, "It must not be negative.");
		require(value.compareTo(LONGEST) <= 0, key, value, "It must be no more than 36500d.");
		return value;
	}

	private static void require(boolean condition, String key, @Nullable Object value, String rule) {
		if (!condition) {
			throw new InvalidConfigurationPropertyValueException(key, value, rule);
		}
	}

}
