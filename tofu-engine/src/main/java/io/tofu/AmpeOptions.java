package io.tofu;

import java.time.Duration;
import java.util.Objects;

/**
 * The options of an engine. Immutable; made by {@link #builder()}.
 */
public final class AmpeOptions {

	private static final int LARGEST_DEFAULT_INBOX = 65536;

	/** One message of the largest size. */
	private static final int SMALLEST_BUFFER = 16 + Message.MAX_HEADERS_LENGTH + Message.MAX_BODY_LENGTH;

	/** As good as without end, and far from where nanoseconds overflow. */
	private static final Duration FOR_EVER = Duration.ofDays(36500);

	private final Builder values;

	private AmpeOptions(Builder values) {
		this.values = values;
	}

	/**
	 * The options most engines need.
	 * @return the defaults
	 */
	public static AmpeOptions defaults() {
		return builder().build();
	}

	/**
	 * Starts from the defaults.
	 * @return a new builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Starts from these options.
	 * @return a new builder
	 */
	public Builder toBuilder() {
		return new Builder(this.values);
	}

	/**
	 * How many messages the pool can give from the start.
	 * @return the number in tokens
	 */
	public int initialPoolSize() {
		return this.values.initialPoolSize;
	}

	/**
	 * How many free messages the pool keeps at most; never below the initial size.
	 * @return the number in tokens
	 */
	public int maxPoolSize() {
		return Math.max(this.values.maxPoolSize, this.values.initialPoolSize);
	}

	/**
	 * How much memory of free messages is kept for reuse.
	 * @return the number in bytes
	 */
	public long poolCacheBytes() {
		return this.values.poolCacheBytes;
	}

	/**
	 * How long a connection may take, from the post until it is up, name resolution
	 * included.
	 * @return the duration, positive
	 */
	public Duration connectTimeout() {
		return this.values.connectTimeout;
	}

	/**
	 * How long an accepted connection may take until its first complete message.
	 * @return the duration, positive
	 */
	public Duration helloTimeout() {
		return this.values.helloTimeout;
	}

	/**
	 * How long a closing peer may take to finish.
	 * @return the duration, positive
	 */
	public Duration byeTimeout() {
		return this.values.byeTimeout;
	}

	/**
	 * How long closing a group or the engine may take to write what was posted.
	 * @return the duration, positive
	 */
	public Duration closeTimeout() {
		return this.values.closeTimeout;
	}

	/**
	 * How many messages may wait on one channel.
	 * @return the number in messages
	 */
	public int sendQueueMessages() {
		return this.values.sendQueueMessages;
	}

	/**
	 * How many bytes may wait on one channel.
	 * @return the number in bytes
	 */
	public int sendQueueBytes() {
		return this.values.sendQueueBytes;
	}

	/**
	 * How many messages may wait for one group's receiver before its channels are not
	 * read any more.
	 * @return the number in messages
	 */
	public int inboxMessages() {
		int set = this.values.inboxMessages;
		return (set > 0) ? set : Math.max(1, Math.min(LARGEST_DEFAULT_INBOX, this.values.initialPoolSize / 2));
	}

	/**
	 * How many bytes may wait for one group's receiver before its channels are not read
	 * any more.
	 * @return the number in bytes
	 */
	public long inboxBytes() {
		return this.values.inboxBytes;
	}

	/**
	 * The size of the engine's read buffer and of its write buffer.
	 * @return the number in bytes
	 */
	public int readBufferSize() {
		return this.values.readBufferSize;
	}

	/**
	 * How many connections may wait to be accepted on one listener.
	 * @return the number in connections
	 */
	public int backlog() {
		return this.values.backlog;
	}

	/**
	 * Whether other processes may listen on the same TCP port.
	 * @return true if they may
	 */
	public boolean reusePort() {
		return this.values.reusePort;
	}

	/**
	 * The name of the engine's thread.
	 * @return the name
	 */
	public String threadName() {
		return this.values.threadName;
	}

	/** Collects options; not thread-safe. */
	public static final class Builder {

		private int initialPoolSize = 131072;

		private int maxPoolSize = 131072;

		private long poolCacheBytes = Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 16);

		private Duration connectTimeout = Duration.ofSeconds(10);

		private Duration helloTimeout = Duration.ofSeconds(30);

		private Duration byeTimeout = Duration.ofSeconds(10);

		private Duration closeTimeout = Duration.ofSeconds(2);

		private int sendQueueMessages = 65536;

		private int sendQueueBytes = 16 << 20;

		private int inboxMessages;

		private long inboxBytes = 64L << 20;

		private int readBufferSize = 256 << 10;

		private int backlog = 1024;

		private boolean reusePort = false;

		private String threadName = "tofu-reactor";

		private Builder() {
		}

		private Builder(Builder other) {
			this.initialPoolSize = other.initialPoolSize;
			this.maxPoolSize = other.maxPoolSize;
			this.poolCacheBytes = other.poolCacheBytes;
			this.connectTimeout = other.connectTimeout;
			this.helloTimeout = other.helloTimeout;
			this.byeTimeout = other.byeTimeout;
			this.closeTimeout = other.closeTimeout;
			this.sendQueueMessages = other.sendQueueMessages;
			this.sendQueueBytes = other.sendQueueBytes;
			this.inboxMessages = other.inboxMessages;
			this.inboxBytes = other.inboxBytes;
			this.readBufferSize = other.readBufferSize;
			this.backlog = other.backlog;
			this.reusePort = other.reusePort;
			this.threadName = other.threadName;
		}

		/**
		 * How many messages the pool can give from the start.
		 * @param initialPoolSize a positive number of tokens
		 * @return this builder
		 */
		public Builder initialPoolSize(int initialPoolSize) {
			this.initialPoolSize = atLeast("initialPoolSize", initialPoolSize, 1);
			return this;
		}

		/**
		 * How many free messages the pool keeps at most; never below the initial size.
		 * @param maxPoolSize a positive number of tokens
		 * @return this builder
		 */
		public Builder maxPoolSize(int maxPoolSize) {
			this.maxPoolSize = atLeast("maxPoolSize", maxPoolSize, 1);
			return this;
		}

		/**
		 * How much memory of free messages is kept for reuse. Default: 64 MiB, at most a
		 * sixteenth of the heap.
		 * @param poolCacheBytes a positive number of bytes
		 * @return this builder
		 */
		public Builder poolCacheBytes(long poolCacheBytes) {
			this.poolCacheBytes = atLeast("poolCacheBytes", poolCacheBytes, 1);
			return this;
		}

		/**
		 * How long a connection may take, from the post until it is up, name resolution
		 * included.
		 * @param connectTimeout a positive duration
		 * @return this builder
		 */
		public Builder connectTimeout(Duration connectTimeout) {
			this.connectTimeout = positive("connectTimeout", connectTimeout);
			return this;
		}

		/**
		 * How long an accepted connection may take until its first complete message.
		 * @param helloTimeout a positive duration
		 * @return this builder
		 */
		public Builder helloTimeout(Duration helloTimeout) {
			this.helloTimeout = positive("helloTimeout", helloTimeout);
			return this;
		}

		/**
		 * How long a closing peer may take to finish.
		 * @param byeTimeout a positive duration
		 * @return this builder
		 */
		public Builder byeTimeout(Duration byeTimeout) {
			this.byeTimeout = positive("byeTimeout", byeTimeout);
			return this;
		}

		/**
		 * How long closing a group or the engine may take to write what was posted.
		 * @param closeTimeout a positive duration
		 * @return this builder
		 */
		public Builder closeTimeout(Duration closeTimeout) {
			this.closeTimeout = positive("closeTimeout", closeTimeout);
			return this;
		}

		/**
		 * How many messages may wait on one channel.
		 * @param sendQueueMessages a positive number of messages
		 * @return this builder
		 */
		public Builder sendQueueMessages(int sendQueueMessages) {
			this.sendQueueMessages = atLeast("sendQueueMessages", sendQueueMessages, 1);
			return this;
		}

		/**
		 * How many bytes may wait on one channel.
		 * @param sendQueueBytes a positive number of bytes
		 * @return this builder
		 */
		public Builder sendQueueBytes(int sendQueueBytes) {
			this.sendQueueBytes = atLeast("sendQueueBytes", sendQueueBytes, 1);
			return this;
		}

		/**
		 * How many messages may wait for one group's receiver before its channels are not
		 * read any more. Default: half the initial pool size, at most 65536.
		 * @param inboxMessages a positive number of messages
		 * @return this builder
		 */
		public Builder inboxMessages(int inboxMessages) {
			this.inboxMessages = atLeast("inboxMessages", inboxMessages, 1);
			return this;
		}

		/**
		 * How many bytes may wait for one group's receiver before its channels are not
		 * read any more.
		 * @param inboxBytes a positive number of bytes
		 * @return this builder
		 */
		public Builder inboxBytes(long inboxBytes) {
			this.inboxBytes = atLeast("inboxBytes", inboxBytes, 1);
			return this;
		}

		/**
		 * The size of the engine's read buffer and of its write buffer.
		 * @param readBufferSize at least 131086 bytes, one message
		 * @return this builder
		 */
		public Builder readBufferSize(int readBufferSize) {
			this.readBufferSize = atLeast("readBufferSize", readBufferSize, SMALLEST_BUFFER);
			return this;
		}

		/**
		 * How many connections may wait to be accepted on one listener.
		 * @param backlog a positive number of connections
		 * @return this builder
		 */
		public Builder backlog(int backlog) {
			this.backlog = atLeast("backlog", backlog, 1);
			return this;
		}

		/**
		 * Whether other processes may listen on the same TCP port.
		 * @param reusePort true to allow it
		 * @return this builder
		 */
		public Builder reusePort(boolean reusePort) {
			this.reusePort = reusePort;
			return this;
		}

		/**
		 * The name of the engine's thread.
		 * @param threadName a name
		 * @return this builder
		 */
		public Builder threadName(String threadName) {
			this.threadName = Objects.requireNonNull(threadName, "threadName");
			return this;
		}

		/**
		 * The options collected so far.
		 * @return immutable options
		 */
		public AmpeOptions build() {
			return new AmpeOptions(new Builder(this));
		}

		private static int atLeast(String option, int value, int least) {
			return (int) atLeast(option, (long) value, least);
		}

		private static long atLeast(String option, long value, long least) {
			if (value < least) {
				throw new IllegalArgumentException(option + " is " + value + ", but must be at least " + least);
			}
			return value;
		}

		/**
		 * What is longer than anything lasts is shortened, so that it can be added up.
		 */
		private static Duration positive(String option, Duration value) {
			if (value.isZero() || value.isNegative()) {
				throw new IllegalArgumentException(option + " is " + value + ", but must be positive");
			}
			return (value.compareTo(FOR_EVER) < 0) ? value : FOR_EVER;
		}

	}

}
