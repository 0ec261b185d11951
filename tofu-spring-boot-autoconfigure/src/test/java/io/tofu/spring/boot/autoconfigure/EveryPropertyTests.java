package io.tofu.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.tofu.AmpeOptions;
import io.tofu.AmpeOptionsBuilder;
import io.tofu.spring.StartupFailurePolicy;
import io.tofu.spring.TofuConnections;
import io.tofu.spring.TofuPeers;
import io.tofu.spring.TofuServers;
import io.tofu.spring.TofuTraffic;
import io.tofu.spring.boot.autoconfigure.health.TofuHealthContributorAutoConfiguration;
import io.tofu.spring.documentation.Documentation;
import io.tofu.spring.listener.IncludeMessage;
import io.tofu.spring.listener.Ordering;
import io.tofu.spring.listener.TofuListenerRegistry;
import org.assertj.core.util.introspection.PropertyOrFieldSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every key of docs/properties.md, set in an application: it arrives where it belongs.
 */
class EveryPropertyTests {

	private static final String PEER = "tofu.peer.<name>.";

	private static final Pattern KEY = Pattern.compile("^\\| `((?:tofu|management)[a-z.<>-]+)` \\|", Pattern.MULTILINE);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(TofuAutoConfiguration.class, TofuHealthContributorAutoConfiguration.class))
		.withPropertyValues("tofu.peer.stock.address=tcp://127.0.0.1:1");

	static List<Case> cases() {
		return List.of(
				new Case("tofu.enabled", "false", false, (context) -> context.containsBean("tofuListenerRegistry")),
				new Case("management.health.tofu.enabled", "false", false,
						(context) -> context.containsBean("tofuHealthContributor")),
				new Case("tofu.server.address", "tcp://127.0.0.1:0", List.of("tcp://127.0.0.1:0"),
						(context) -> context.getBean(TofuServers.class)
							.all()
							.stream()
							.map((server) -> server.address())
							.toList()),
				peer("address", "tcp://127.0.0.1:2", "address", "tcp://127.0.0.1:2"),
				new Case("tofu.server.startup-failure-policy", "retry", StartupFailurePolicy.RETRY,
						(context) -> context.getBean(TofuProperties.class).getServer().getStartupFailurePolicy()),
				peer("required", "true", "required", true),
				peer("startup-failure-policy", "continue", "startupFailurePolicy", StartupFailurePolicy.CONTINUE),
				peer("await-hello-response", "false", "awaitHelloResponse", false),
				peer("heartbeat.interval", "1s", "heartbeat.interval", Duration.ofSeconds(1)),
				peer("heartbeat.timeout", "40s", "heartbeat.timeout", Duration.ofSeconds(40)),
				new Case(PEER + "headers", ".tenant", "a", Map.of("tenant", "a"), inPeer("headers")),
				peer("connect-timeout", "3s", "connectTimeout", Duration.ofSeconds(3)),
				peer("connect-wait", "4s", "connectWait", Duration.ofSeconds(4)),
				peer("request-timeout", "5s", "requestTimeout", Duration.ofSeconds(5)),
				peer("reconnect.enabled", "false", "reconnect.enabled", false),
				peer("reconnect.initial-interval", "6ms", "reconnect.initialInterval", Duration.ofMillis(6)),
				peer("reconnect.multiplier", "1.5", "reconnect.multiplier", 1.5),
				peer("reconnect.max-interval", "7s", "reconnect.maxInterval", Duration.ofSeconds(7)),
				peer("reconnect.jitter", "0.1", "reconnect.jitter", 0.1),
				peer("reconnect.max-attempts", "8", "reconnect.maxAttempts", 8),
				listener("auto-startup", "false", "autoStartup", false), listener("concurrency", "3", "concurrency", 3),
				listener("include-message", "always", "includeMessage", IncludeMessage.ALWAYS),
				listener("max-in-flight", "4", "maxInFlight", 4),
				listener("max-joined-size", "5KB", "maxJoinedSize", 5 << 10),
				listener("max-queued", "6", "maxQueued", 6),
				listener("max-queued-size", "7KB", "maxQueuedSize", 7L << 10),
				listener("max-unfinished-size", "8MB", "maxUnfinishedSize", 8L << 20),
				listener("ordering", "channel", "ordering", Ordering.CHANNEL),
				new Case("tofu.listener.phase", "2147483000", 2147483000,
						(context) -> context.getBean(TofuTraffic.class).getPhase()),
				new Case("tofu.shutdown.grace-period", "3s", Duration.ofSeconds(3),
						(context) -> field(context.getBean(TofuTraffic.class), "gracePeriod")),
				new Case("tofu.shutdown.bye-timeout", "4s", Duration.ofSeconds(4),
						(context) -> field(context.getBean(TofuConnections.class), "settings.byeTimeout")),
				new Case("tofu.stream.window", "5KB", 5 << 10,
						(context) -> field(context.getBean(TofuConnections.class), "settings.streams.window")),
				new Case("tofu.stream.idle-timeout", "6s", Duration.ofSeconds(6),
						(context) -> field(context.getBean(TofuConnections.class), "settings.streams.idleTimeout")),
				new Case("tofu.engine.phase", "17", 17,
						(context) -> context.getBean(TofuConnections.class).getPhase()));
	}

	/** The keys of the engine's options are bound and proved one by one, too. */
	@SuppressWarnings("unchecked")
	static Stream<Case> engineCases() {
		return EngineOptionsTests.properties().map((property) -> {
			Object[] parts = property.get();
			Function<AmpeOptions, Object> option = (Function<AmpeOptions, Object>) parts[2];
			return new Case("tofu.engine." + parts[0], (String) parts[1], parts[3],
					(context) -> option.apply(context.getBean(Options.class).options));
		});
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource({ "cases", "engineCases" })
	void arrives(Case property) {
		String key = property.key().replace("<name>", "stock") + property.suffix();
		this.runner.withBean(Options.class).withPropertyValues(key + "=" + property.value()).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(property.actual().in(context)).isEqualTo(property.expected());
		});
		this.runner.withBean(Options.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(property.actual().in(context)).as("the default").isNotEqualTo(property.expected());
		});
	}

	@Test
	void noneIsMissingHere() {
		Matcher matcher = KEY.matcher(Documentation.read(Documentation.page("properties.md")));
		assertThat(Stream.concat(cases().stream(), engineCases()).map(Case::key))
			.containsExactlyInAnyOrderElementsOf(matcher.results().map((result) -> result.group(1)).toList());
	}

	private static Case peer(String name, String value, String field, Object expected) {
		return new Case(PEER + name, value, expected, inPeer(field));
	}

	private static Actual inPeer(String field) {
		return (context) -> field(context.getBean(TofuPeers.class).get("stock"), "settings." + field);
	}

	private static Case listener(String name, String value, String field, Object expected) {
		return new Case("tofu.listener." + name, value, expected,
				(context) -> field(context.getBean(TofuListenerRegistry.class), "settings." + field));
	}

	private static @Nullable Object field(Object bean, String path) {
		return PropertyOrFieldSupport.EXTRACTION.getValueOf(path, bean);
	}

	interface Actual {

		@Nullable Object in(AssertableApplicationContext context);

	}

	record Case(String key, String suffix, String value, Object expected, Actual actual) {

		Case(String key, String value, Object expected, Actual actual) {
			this(key, "", value, expected, actual);
		}

		@Override
		public String toString() {
			return this.key;
		}

	}

	/** Keeps the options of the engine, which nobody else tells. */
	static class Options implements AmpeOptionsCustomizer {

		private AmpeOptions options = AmpeOptions.defaults();

		@Override
		public void customize(AmpeOptionsBuilder builder) {
			this.options = builder.build();
		}

	}

}
