package io.tofu;

import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests of {@link AmpeOptions}.
 */
class AmpeOptionsTests {

	private static final int ONE_MESSAGE = 16 + 65535 + 65535;

	@Test
	void defaultsFitMostEngines() {
		AmpeOptions options = AmpeOptions.defaults();
		assertThat(options.initialPoolSize()).isEqualTo(131072);
		assertThat(options.maxPoolSize()).isEqualTo(131072);
		assertThat(options.poolCacheBytes()).isEqualTo(Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 16));
		assertThat(options.connectTimeout()).isEqualTo(Duration.ofSeconds(10));
		assertThat(options.helloTimeout()).isEqualTo(Duration.ofSeconds(30));
		assertThat(options.partialFrameTimeout()).isEqualTo(Duration.ofSeconds(30));
		assertThat(options.idleTimeout()).isZero();
		assertThat(options.byeTimeout()).isEqualTo(Duration.ofSeconds(10));
		assertThat(options.closeTimeout()).isEqualTo(Duration.ofSeconds(2));
		assertThat(options.maxChannels()).isEqualTo(65534);
		assertThat(options.maxAccepted()).isZero();
		assertThat(options.totalSendBytes()).isEqualTo(Math.min(256L << 20, Runtime.getRuntime().maxMemory() / 8));
		assertThat(options.totalInboxBytes()).isEqualTo(Math.min(256L << 20, Runtime.getRuntime().maxMemory() / 8));
		assertThat(options.partialFrameBytes()).isEqualTo(Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 16));
		assertThat(options.udsPermissions()).isEqualTo(PosixFilePermissions.fromString("rw-------"));
		assertThat(options.listener()).isSameAs(EngineListener.NONE);
		assertThat(options.sendQueueMessages()).isEqualTo(65536);
		assertThat(options.sendQueueBytes()).isEqualTo(16 << 20);
		assertThat(options.inboxMessages()).isEqualTo(65536);
		assertThat(options.inboxBytes()).isEqualTo(64L << 20);
		assertThat(options.readBufferSize()).isEqualTo(256 << 10);
		assertThat(options.backlog()).isEqualTo(1024);
		assertThat(options.reusePort()).isFalse();
		assertThat(options.threadName()).isEqualTo("tofu-reactor");
	}

	/** Name, setter, getter, a value, the smallest value. */
	static Stream<Arguments> numbers() {
		return Stream.of(
				number("initialPoolSize", AmpeOptionsBuilder::initialPoolSize, AmpeOptions::initialPoolSize, 1),
				number("sendQueueMessages", AmpeOptionsBuilder::sendQueueMessages, AmpeOptions::sendQueueMessages, 1),
				number("sendQueueBytes", AmpeOptionsBuilder::sendQueueBytes, AmpeOptions::sendQueueBytes, 1),
				number("inboxMessages", AmpeOptionsBuilder::inboxMessages, AmpeOptions::inboxMessages, 1),
				number("readBufferSize", AmpeOptionsBuilder::readBufferSize, AmpeOptions::readBufferSize, ONE_MESSAGE),
				number("backlog", AmpeOptionsBuilder::backlog, AmpeOptions::backlog, 1),
				number("maxPoolSize", (builder, value) -> builder.initialPoolSize(1).maxPoolSize(value),
						AmpeOptions::maxPoolSize, 1),
				number("poolCacheBytes", (builder, value) -> builder.poolCacheBytes(value),
						(options) -> (int) options.poolCacheBytes(), 1),
				number("totalSendBytes", (builder, value) -> builder.totalSendBytes(value),
						(options) -> (int) options.totalSendBytes(), 1),
				number("totalInboxBytes", (builder, value) -> builder.totalInboxBytes(value),
						(options) -> (int) options.totalInboxBytes(), 1),
				number("partialFrameBytes", (builder, value) -> builder.partialFrameBytes(value),
						(options) -> (int) options.partialFrameBytes(), 1),
				number("inboxBytes", (builder, value) -> builder.inboxBytes(value),
						(options) -> (int) options.inboxBytes(), 1));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("numbers")
	void numbersAreKept(String name, BiFunction<AmpeOptionsBuilder, Integer, AmpeOptionsBuilder> setter,
			Function<AmpeOptions, Integer> getter, int smallest) {
		assertThat(getter.apply(setter.apply(AmpeOptions.builder(), smallest).build())).isEqualTo(smallest);
		assertThat(getter.apply(setter.apply(AmpeOptions.builder(), 1_000_000).build())).isEqualTo(1_000_000);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("numbers")
	void numbersThatAreTooSmallAreRefusedByName(String name,
			BiFunction<AmpeOptionsBuilder, Integer, AmpeOptionsBuilder> setter, Function<AmpeOptions, Integer> getter,
			int smallest) {
		for (int value : new int[] { smallest - 1, 0, -1, Integer.MIN_VALUE }) {
			assertThatIllegalArgumentException().isThrownBy(() -> setter.apply(AmpeOptions.builder(), value))
				.withMessageContaining(name)
				.withMessageContaining(String.valueOf(value));
		}
	}

	static Stream<Arguments> durations() {
		return Stream.of(duration("connectTimeout", AmpeOptionsBuilder::connectTimeout, AmpeOptions::connectTimeout),
				duration("helloTimeout", AmpeOptionsBuilder::helloTimeout, AmpeOptions::helloTimeout),
				duration("partialFrameTimeout", AmpeOptionsBuilder::partialFrameTimeout,
						AmpeOptions::partialFrameTimeout),
				duration("byeTimeout", AmpeOptionsBuilder::byeTimeout, AmpeOptions::byeTimeout),
				duration("closeTimeout", AmpeOptionsBuilder::closeTimeout, AmpeOptions::closeTimeout));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("durations")
	void durationsAreKept(String name, BiFunction<AmpeOptionsBuilder, Duration, AmpeOptionsBuilder> setter,
			Function<AmpeOptions, Duration> getter) {
		Duration value = Duration.ofMillis(1234);
		assertThat(getter.apply(setter.apply(AmpeOptions.builder(), value).build())).isEqualTo(value);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("durations")
	void durationsMustBePositive(String name, BiFunction<AmpeOptionsBuilder, Duration, AmpeOptionsBuilder> setter,
			Function<AmpeOptions, Duration> getter) {
		for (Duration value : new Duration[] { Duration.ZERO, Duration.ofNanos(-1), Duration.ofDays(-1) }) {
			assertThatIllegalArgumentException().isThrownBy(() -> setter.apply(AmpeOptions.builder(), value))
				.withMessageContaining(name)
				.withMessageContaining(value.toString());
		}
		assertThatNullPointerException().isThrownBy(() -> setter.apply(AmpeOptions.builder(), null))
			.withMessageContaining(name);
	}

	@Test
	void idleTimeoutMayBeOffButNotNegative() {
		assertThat(AmpeOptions.builder().idleTimeout(Duration.ofNanos(1)).build().idleTimeout())
			.isEqualTo(Duration.ofNanos(1));
		assertThat(
				AmpeOptions.builder().idleTimeout(Duration.ofDays(1)).idleTimeout(Duration.ZERO).build().idleTimeout())
			.isZero();
		assertThatIllegalArgumentException().isThrownBy(() -> AmpeOptions.builder().idleTimeout(Duration.ofNanos(-1)))
			.withMessageContaining("idleTimeout");
	}

	@Test
	void maxChannelsIsANumberOfChannels() {
		for (int good : new int[] { 1, 2, 65534 }) {
			assertThat(AmpeOptions.builder().maxChannels(good).build().maxChannels()).isEqualTo(good);
		}
		for (int bad : new int[] { Integer.MIN_VALUE, -1, 0, 65535, Integer.MAX_VALUE }) {
			assertThatIllegalArgumentException().isThrownBy(() -> AmpeOptions.builder().maxChannels(bad))
				.withMessageContaining("maxChannels")
				.withMessageContaining(String.valueOf(bad));
		}
	}

	@Test
	void maxAcceptedMayBeOffButNotNegative() {
		for (int good : new int[] { 0, 1, 100_000 }) {
			assertThat(AmpeOptions.builder().maxAccepted(good).build().maxAccepted()).isEqualTo(good);
		}
		assertThatIllegalArgumentException().isThrownBy(() -> AmpeOptions.builder().maxAccepted(-1))
			.withMessageContaining("maxAccepted");
	}

	@Test
	void udsPermissionsAreKeptAsTheyWere() {
		Set<PosixFilePermission> permissions = PosixFilePermissions.fromString("rw-rw----");
		AmpeOptions options = AmpeOptions.builder().udsPermissions(permissions).build();
		permissions.clear();
		assertThat(options.udsPermissions()).isEqualTo(PosixFilePermissions.fromString("rw-rw----"));
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> options.udsPermissions().clear());
		assertThatNullPointerException().isThrownBy(() -> AmpeOptions.builder().udsPermissions(null))
			.withMessageContaining("udsPermissions");
	}

	@Test
	void listenerIsKept() {
		EngineListener listener = new EngineListener() {
		};
		assertThat(AmpeOptions.builder().listener(listener).build().listener()).isSameAs(listener);
		assertThatNullPointerException().isThrownBy(() -> AmpeOptions.builder().listener(null))
			.withMessageContaining("listener");
	}

	@Test
	void durationsLongerThanAnythingLastsCanBeAddedUp() {
		AmpeOptions options = AmpeOptions.builder()
			.connectTimeout(Duration.ofSeconds(Long.MAX_VALUE))
			.idleTimeout(Duration.ofSeconds(Long.MAX_VALUE))
			.build();
		assertThat(options.connectTimeout()).isEqualTo(options.idleTimeout()).isGreaterThan(Duration.ofDays(36000));
		assertThat(2 * options.connectTimeout().toNanos()).isPositive();
	}

	@Test
	void threadNameAndReusePortAreKept() {
		AmpeOptions options = AmpeOptions.builder().threadName("mine").reusePort(true).build();
		assertThat(options.threadName()).isEqualTo("mine");
		assertThat(options.reusePort()).isTrue();
		assertThatNullPointerException().isThrownBy(() -> AmpeOptions.builder().threadName(null))
			.withMessageContaining("threadName");
	}

	@Test
	void poolMaximumIsNeverBelowTheInitialSize() {
		AmpeOptions options = AmpeOptions.builder().maxPoolSize(3).initialPoolSize(8).build();
		assertThat(options.initialPoolSize()).isEqualTo(8);
		assertThat(options.maxPoolSize()).isEqualTo(8);
	}

	@Test
	void inboxTakesHalfThePoolUnlessItIsSet() {
		assertThat(AmpeOptions.builder().initialPoolSize(100).build().inboxMessages()).isEqualTo(50);
		assertThat(AmpeOptions.builder().initialPoolSize(1).build().inboxMessages()).isEqualTo(1);
		assertThat(AmpeOptions.builder().initialPoolSize(1 << 20).build().inboxMessages()).isEqualTo(65536);
		assertThat(AmpeOptions.builder().initialPoolSize(100).inboxMessages(7).build().inboxMessages()).isEqualTo(7);
	}

	@Test
	void builtOptionsDoNotChangeWithTheirBuilder() {
		AmpeOptionsBuilder builder = AmpeOptions.builder().backlog(5);
		AmpeOptions options = builder.build();
		builder.backlog(6);
		options.toBuilder().backlog(7);
		assertThat(options.backlog()).isEqualTo(5);
	}

	@Test
	void builderOfOptionsStartsFromThem() {
		AmpeOptions options = AmpeOptions.builder()
			.initialPoolSize(11)
			.maxPoolSize(12)
			.poolCacheBytes(13)
			.connectTimeout(Duration.ofSeconds(14))
			.helloTimeout(Duration.ofSeconds(15))
			.byeTimeout(Duration.ofSeconds(16))
			.closeTimeout(Duration.ofSeconds(17))
			.partialFrameTimeout(Duration.ofSeconds(26))
			.idleTimeout(Duration.ofSeconds(27))
			.maxChannels(28)
			.maxAccepted(29)
			.totalSendBytes(30)
			.totalInboxBytes(31)
			.partialFrameBytes(32)
			.udsPermissions(PosixFilePermissions.fromString("rw-rw-rw-"))
			.listener(new EngineListener() {
			})
			.sendQueueMessages(18)
			.sendQueueBytes(19)
			.inboxMessages(20)
			.inboxBytes(21)
			.readBufferSize(ONE_MESSAGE + 23)
			.backlog(24)
			.reusePort(true)
			.threadName("25")
			.build();
		assertThat(options.toBuilder().build()).usingRecursiveComparison().isEqualTo(options);
		assertThat(AmpeOptions.defaults()).usingRecursiveComparison().isNotEqualTo(options);
	}

	private static Arguments number(String name, BiFunction<AmpeOptionsBuilder, Integer, AmpeOptionsBuilder> setter,
			Function<AmpeOptions, Integer> getter, int smallest) {
		return arguments(name, setter, getter, smallest);
	}

	private static Arguments duration(String name, BiFunction<AmpeOptionsBuilder, Duration, AmpeOptionsBuilder> setter,
			Function<AmpeOptions, Duration> getter) {
		return arguments(name, setter, getter);
	}

}
