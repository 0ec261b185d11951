package io.tofu.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import io.tofu.spring.ConnectionSettings;
import io.tofu.spring.HeartbeatSettings;
import io.tofu.spring.PeerSettings;
import io.tofu.spring.ReconnectSettings;
import io.tofu.spring.StartupFailurePolicy;
import io.tofu.spring.TofuTraffic;
import io.tofu.spring.listener.IncludeMessage;
import io.tofu.spring.listener.Ordering;
import io.tofu.spring.listener.TofuListenerSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link TofuSettings}.
 */
class TofuSettingsTests {

	private static final String ADDRESS = "tcp://stock:7099";

	static Stream<Arguments> listenerProperties() {
		return Stream.of(listener("concurrency", "3", TofuListenerSettings::concurrency, 3),
				listener("ordering", "channel", TofuListenerSettings::ordering, Ordering.CHANNEL),
				listener("auto-startup", "false", TofuListenerSettings::autoStartup, false),
				listener("max-in-flight", "4", TofuListenerSettings::maxInFlight, 4),
				listener("max-queued", "5", TofuListenerSettings::maxQueued, 5),
				listener("max-queued-size", "7KB", TofuListenerSettings::maxQueuedSize, 7L << 10),
				listener("max-unfinished-size", "8MB", TofuListenerSettings::maxUnfinishedSize, 8L << 20),
				listener("max-joined-size", "6KB", TofuListenerSettings::maxJoinedSize, 6 << 10),
				listener("include-message", "always", TofuListenerSettings::includeMessage, IncludeMessage.ALWAYS));
	}

	static Stream<Arguments> peerProperties() {
		return Stream.of(peer("required", "true", PeerSettings::required, true),
				peer("startup-failure-policy", "stop", PeerSettings::startupFailurePolicy, StartupFailurePolicy.STOP),
				peer("await-hello-response", "false", PeerSettings::awaitHelloResponse, false),
				peer("heartbeat.interval", "5s", PeerSettings::heartbeat,
						new HeartbeatSettings(Duration.ofSeconds(5), Duration.ofSeconds(30))),
				peer("heartbeat.timeout", "50s", PeerSettings::heartbeat,
						new HeartbeatSettings(Duration.ZERO, Duration.ofSeconds(50))),
				peer("headers.Tenant", "a", PeerSettings::headers, Map.of("Tenant", "a")),
				peer("headers.[X_Region]", "west", PeerSettings::headers, Map.of("X_Region", "west")),
				peer("connect-timeout", "3s", PeerSettings::connectTimeout, Duration.ofSeconds(3)),
				peer("connect-wait", "0s", PeerSettings::connectWait, Duration.ZERO),
				peer("request-timeout", "4s", PeerSettings::requestTimeout, Duration.ofSeconds(4)),
				reconnect("enabled", "false", ReconnectSettings::enabled, false),
				reconnect("initial-interval", "5ms", ReconnectSettings::initialInterval, Duration.ofMillis(5)),
				reconnect("multiplier", "1.5", ReconnectSettings::multiplier, 1.5),
				reconnect("max-interval", "6s", ReconnectSettings::maxInterval, Duration.ofSeconds(6)),
				reconnect("jitter", "0", ReconnectSettings::jitter, 0.0),
				reconnect("max-attempts", "7", ReconnectSettings::maxAttempts, 7));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("listenerProperties")
	void everyListenerPropertyReachesItsSetting(String key, String value,
			Function<TofuListenerSettings, Object> setting, Object expected) {
		TofuListenerSettings settings = TofuSettings.listeners(Bound.properties(key, value).getListener());
		assertThat(setting.apply(settings)).isEqualTo(expected);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("peerProperties")
	void everyPeerPropertyReachesItsSetting(String key, String value, Function<PeerSettings, Object> setting,
			Object expected) {
		TofuPeerProperties stock = Bound.properties(key, value).getPeer().get("stock");
		assertThat(setting.apply(TofuSettings.peer("stock", ADDRESS, stock))).isEqualTo(expected);
	}

	@Test
	void addressReachesThePeer() {
		assertThat(TofuSettings.peer("stock", ADDRESS, new TofuPeerProperties()).address()).isEqualTo(ADDRESS);
	}

	@Test
	void listenerDefaultsAreThoseOfTheListeners() {
		assertThat(TofuSettings.listeners(new TofuListenerProperties())).isEqualTo(TofuListenerSettings.defaults());
	}

	@Test
	void peerDefaultsAreThoseOfThePeers() {
		assertThat(TofuSettings.peer("stock", ADDRESS, new TofuPeerProperties())).isEqualTo(PeerSettings.of(ADDRESS));
	}

	@Test
	void connectionDefaultsAreThoseOfTheConnections() {
		assertThat(TofuSettings.connections(new TofuProperties())).isEqualTo(ConnectionSettings.DEFAULTS);
	}

	@Test
	void connectionsKnowByeTimeoutAndLargestJoinedPayload() {
		TofuProperties properties = Bound
			.properties(Map.of("tofu.shutdown.bye-timeout", "3s", "tofu.listener.max-joined-size", "2MB"));
		assertThat(TofuSettings.connections(properties))
			.isEqualTo(new ConnectionSettings(Duration.ofSeconds(3), 2 << 20));
	}

	@Test
	void trafficKnowsGracePeriod() {
		assertThat(TofuSettings.gracePeriod(Bound.properties("tofu.shutdown.grace-period", "3s"))).hasSeconds(3);
	}

	@Test
	void trafficIsInItsPhase() {
		assertThat(TofuSettings.trafficPhase(new TofuProperties())).isEqualTo(TofuTraffic.PHASE);
		assertThat(
				TofuSettings.trafficPhase(Bound.properties(Map.of("tofu.engine.phase", 1, "tofu.listener.phase", 3))))
			.isEqualTo(3);
	}

	@Test
	void trafficBelowTheConnectionsIsAnError() {
		TofuProperties properties = Bound.properties(Map.of("tofu.engine.phase", 1, "tofu.listener.phase", 2));
		assertInvalid("tofu.listener.phase", () -> TofuSettings.trafficPhase(properties));
	}

	@ParameterizedTest(name = "{0}: {1}")
	@CsvSource({ "concurrency, 0", "max-in-flight, 0", "max-queued, -1", "max-queued-size, 0B",
			"max-unfinished-size, -1B", "max-joined-size, 0B", "max-joined-size, 3GB" })
	void listenerValueThatMakesNoSenseIsReportedWithItsKey(String name, String value) {
		TofuProperties properties = Bound.properties("tofu.listener." + name, value);
		assertInvalid("tofu.listener." + name, () -> TofuSettings.listeners(properties.getListener()));
	}

	@ParameterizedTest(name = "{0}: {1}")
	@CsvSource({ "connect-timeout, 0s", "connect-wait, -1s", "request-timeout, 0s", "reconnect.initial-interval, 0s",
			"reconnect.multiplier, 0.5", "reconnect.max-interval, 0s", "reconnect.jitter, 1.5",
			"reconnect.max-attempts, 0", "heartbeat.interval, -1s" })
	void peerValueThatMakesNoSenseIsReportedWithItsKey(String name, String value) {
		String key = "tofu.peer.stock." + name;
		TofuPeerProperties stock = Bound.properties(key, value).getPeer().get("stock");
		assertInvalid(key, () -> TofuSettings.peer("stock", ADDRESS, stock));
	}

	@Test
	void heartbeatTimeoutMustBeLongerThanTheInterval() {
		TofuPeerProperties stock = Bound.properties("tofu.peer.stock.heartbeat.interval", "30s").getPeer().get("stock");
		assertInvalid("tofu.peer.stock.heartbeat.timeout", () -> TofuSettings.peer("stock", ADDRESS, stock));
	}

	@Test
	void negativeShutdownTimesAreReportedWithTheirKeys() {
		assertInvalid("tofu.shutdown.grace-period",
				() -> TofuSettings.gracePeriod(Bound.properties("tofu.shutdown.grace-period", "-1s")));
		assertInvalid("tofu.shutdown.bye-timeout",
				() -> TofuSettings.connections(Bound.properties("tofu.shutdown.bye-timeout", "-1s")));
	}

	private static void assertInvalid(String key, Runnable call) {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(call::run)
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo(key);
				assertThat(ex.getReason()).isNotBlank();
			});
	}

	private static Arguments listener(String name, String value, Function<TofuListenerSettings, Object> setting,
			Object expected) {
		return Arguments.of("tofu.listener." + name, value, setting, expected);
	}

	private static Arguments peer(String name, String value, Function<PeerSettings, Object> setting, Object expected) {
		return Arguments.of("tofu.peer.stock." + name, value, setting, expected);
	}

	private static Arguments reconnect(String name, String value, Function<ReconnectSettings, Object> setting,
			Object expected) {
		return peer("reconnect." + name, value, setting.compose(PeerSettings::reconnect), expected);
	}

}
