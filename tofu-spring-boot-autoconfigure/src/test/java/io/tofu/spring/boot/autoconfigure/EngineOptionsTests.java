package io.tofu.spring.boot.autoconfigure;

import java.lang.reflect.Method;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Stream;

import io.tofu.AmpeOptions;
import io.tofu.AmpeOptionsBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link EngineOptions}.
 */
class EngineOptionsTests {

	static Stream<Arguments> properties() {
		return Stream.of(property("initial-pool-size", "17", AmpeOptions::initialPoolSize, 17),
				property("max-pool-size", "200000", AmpeOptions::maxPoolSize, 200000),
				property("pool-cache-bytes", "3MB", AmpeOptions::poolCacheBytes, 3L << 20),
				property("connect-timeout", "11s", AmpeOptions::connectTimeout, Duration.ofSeconds(11)),
				property("hello-timeout", "12s", AmpeOptions::helloTimeout, Duration.ofSeconds(12)),
				property("partial-frame-timeout", "19s", AmpeOptions::partialFrameTimeout, Duration.ofSeconds(19)),
				property("idle-timeout", "20s", AmpeOptions::idleTimeout, Duration.ofSeconds(20)),
				property("max-channels", "21", AmpeOptions::maxChannels, 21),
				property("max-accepted", "22", AmpeOptions::maxAccepted, 22),
				property("total-send-bytes", "7MB", AmpeOptions::totalSendBytes, 7L << 20),
				property("total-inbox-bytes", "8MB", AmpeOptions::totalInboxBytes, 8L << 20),
				property("partial-frame-bytes", "9MB", AmpeOptions::partialFrameBytes, 9L << 20),
				property("uds-permissions", "rw-rw----", AmpeOptions::udsPermissions,
						PosixFilePermissions.fromString("rw-rw----")),
				property("bye-timeout", "13s", AmpeOptions::byeTimeout, Duration.ofSeconds(13)),
				property("close-timeout", "14s", AmpeOptions::closeTimeout, Duration.ofSeconds(14)),
				property("send-queue-messages", "15", AmpeOptions::sendQueueMessages, 15),
				property("send-queue-bytes", "5MB", AmpeOptions::sendQueueBytes, 5 << 20),
				property("inbox-messages", "16", AmpeOptions::inboxMessages, 16),
				property("inbox-bytes", "6MB", AmpeOptions::inboxBytes, 6L << 20),
				property("read-buffer-size", "1MB", AmpeOptions::readBufferSize, 1 << 20),
				property("backlog", "18", AmpeOptions::backlog, 18),
				property("reuse-port", "true", AmpeOptions::reusePort, true),
				property("thread-name", "reactor-1", AmpeOptions::threadName, "reactor-1"));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("properties")
	void everyPropertyReachesItsOption(String name, String value, Function<AmpeOptions, Object> option,
			Object expected) {
		TofuProperties properties = Bound.properties("tofu.engine." + name, value);
		assertThat(option.apply(EngineOptions.from(properties.getEngine()).build())).isEqualTo(expected);
	}

	@Test
	void everyOptionHasAProperty() {
		Stream<String> options = Arrays.stream(AmpeOptionsBuilder.class.getMethods())
			.filter((method) -> method.getReturnType() == AmpeOptionsBuilder.class)
			.map(Method::getName)
			// an object, which a customizer sets
			.filter((name) -> !name.equals("listener"));
		assertThat(properties().map((arguments) -> camelCase((String) arguments.get()[0])))
			.containsExactlyInAnyOrderElementsOf(options.toList());
	}

	@Test
	void defaultsAreThoseOfTheEngine() {
		AmpeOptions fromProperties = EngineOptions.from(new TofuEngineProperties()).build();
		AmpeOptions defaults = AmpeOptions.defaults();
		assertThat(fromProperties).usingRecursiveComparison().isEqualTo(defaults);
	}

	@ParameterizedTest(name = "{0}: {1}")
	@CsvSource({ "initial-pool-size, 0", "max-pool-size, -1", "pool-cache-bytes, 0B", "connect-timeout, 0s",
			"hello-timeout, -1s", "bye-timeout, 0s", "close-timeout, 0s", "partial-frame-timeout, 0s",
			"idle-timeout, -1s", "max-channels, 65535", "max-accepted, -1", "total-send-bytes, 0B",
			"total-inbox-bytes, 0B", "partial-frame-bytes, 0B", "uds-permissions, 600", "send-queue-messages, 0",
			"send-queue-bytes, 3GB", "inbox-messages, 0", "inbox-bytes, 0B", "read-buffer-size, 1KB", "backlog, 0" })
	void valueThatMakesNoSenseIsReportedWithItsKey(String name, String value) {
		TofuProperties properties = Bound.properties("tofu.engine." + name, value);
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> EngineOptions.from(properties.getEngine()))
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo("tofu.engine." + name);
				assertThat(ex.getReason()).isNotBlank();
			});
	}

	@Test
	void unknownPropertyDoesNotBindStrictly() {
		assertThatExceptionOfType(BindException.class).isThrownBy(() -> Bound.properties("tofu.engine.pool-szie", "1"));
	}

	private static Arguments property(String name, String value, Function<AmpeOptions, Object> option,
			Object expected) {
		return Arguments.of(name, value, option, expected);
	}

	private static String camelCase(String name) {
		StringBuilder camelCase = new StringBuilder();
		for (String part : name.split("-")) {
			camelCase.append(camelCase.isEmpty() ? part : part.substring(0, 1).toUpperCase() + part.substring(1));
		}
		return camelCase.toString();
	}

}
