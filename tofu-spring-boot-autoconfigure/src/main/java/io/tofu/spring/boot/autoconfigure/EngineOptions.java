package io.tofu.spring.boot.autoconfigure;

import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

import io.tofu.AmpeOptions;
import io.tofu.AmpeOptionsBuilder;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/** Turns the {@code tofu.engine} properties into the engine's options. */
final class EngineOptions {

	private final AmpeOptionsBuilder options = AmpeOptions.builder();

	private EngineOptions() {
	}

	static AmpeOptionsBuilder from(TofuEngineProperties properties) {
		EngineOptions target = new EngineOptions();
		target.pool(properties);
		target.timeouts(properties);
		target.queues(properties);
		target.sockets(properties);
		return target.options;
	}

	private void pool(TofuEngineProperties from) {
		set("initial-pool-size", from.getInitialPoolSize(), this.options::initialPoolSize);
		set("max-pool-size", from.getMaxPoolSize(), this.options::maxPoolSize);
		set("pool-cache-bytes", from.getPoolCacheBytes(), (size) -> this.options.poolCacheBytes(size.toBytes()));
	}

	private void timeouts(TofuEngineProperties from) {
		set("connect-timeout", from.getConnectTimeout(), this.options::connectTimeout);
		set("hello-timeout", from.getHelloTimeout(), this.options::helloTimeout);
		set("partial-frame-timeout", from.getPartialFrameTimeout(), this.options::partialFrameTimeout);
		set("idle-timeout", from.getIdleTimeout(), this.options::idleTimeout);
		set("bye-timeout", from.getByeTimeout(), this.options::byeTimeout);
		set("close-timeout", from.getCloseTimeout(), this.options::closeTimeout);
	}

	private void queues(TofuEngineProperties from) {
		set("send-queue-messages", from.getSendQueueMessages(), this.options::sendQueueMessages);
		setSize("send-queue-bytes", from.getSendQueueBytes(), this.options::sendQueueBytes);
		set("total-send-bytes", from.getTotalSendBytes(), (size) -> this.options.totalSendBytes(size.toBytes()));
		set("inbox-messages", from.getInboxMessages(), this.options::inboxMessages);
		set("inbox-bytes", from.getInboxBytes(), (size) -> this.options.inboxBytes(size.toBytes()));
		set("total-inbox-bytes", from.getTotalInboxBytes(), (size) -> this.options.totalInboxBytes(size.toBytes()));
		set("partial-frame-bytes", from.getPartialFrameBytes(),
				(size) -> this.options.partialFrameBytes(size.toBytes()));
	}

	private void sockets(TofuEngineProperties from) {
		setSize("read-buffer-size", from.getReadBufferSize(), this.options::readBufferSize);
		set("max-channels", from.getMaxChannels(), this.options::maxChannels);
		set("max-accepted", from.getMaxAccepted(), this.options::maxAccepted);
		set("backlog", from.getBacklog(), this.options::backlog);
		set("reuse-port", from.isReusePort(), this.options::reusePort);
		set("uds-permissions", from.getUdsPermissions(),
				(permissions) -> this.options.udsPermissions(PosixFilePermissions.fromString(permissions)));
		set("thread-name", from.getThreadName(), this.options::threadName);
	}

	private static void setSize(String name, DataSize size, IntConsumer option) {
		set(name, size, (value) -> option.accept(Math.toIntExact(value.toBytes())));
	}

	private static <T> void set(String name, @Nullable T value, Consumer<T> option) {
		if (value == null) {
			return;
		}
		try {
			option.accept(value);
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			throw new InvalidConfigurationPropertyValueException("tofu.engine." + name, value, ex.getMessage() + ".",
					ex);
		}
	}

}
