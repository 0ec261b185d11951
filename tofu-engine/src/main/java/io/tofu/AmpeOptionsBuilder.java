package io.tofu;

import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/** Collects the options of an engine; for one thread at a time. */
public final class AmpeOptionsBuilder implements Cloneable {

	/** One message of the largest size. */
	private static final int SMALLEST_BUFFER = 16 + Message.MAX_HEADERS_LENGTH + Message.MAX_BODY_LENGTH;

	/** As good as without end, and far from where nanoseconds overflow. */
	private static final Duration FOR_EVER = Duration.ofDays(36500);

	int initialPoolSize = 131072;

	int maxPoolSize = 131072;

	long poolCacheBytes = share(64, 16);

	Duration connectTimeout = Duration.ofSeconds(10);

	Duration helloTimeout = Duration.ofSeconds(30);

	Duration partialFrameTimeout = Duration.ofSeconds(30);

	Duration idleTimeout = Duration.ZERO;

	Duration byeTimeout = Duration.ofSeconds(10);

	Duration closeTimeout = Duration.ofSeconds(2);

	int maxChannels = ChannelNumbers.LAST;

	int maxAccepted = 0;

	int sendQueueMessages = 65536;

	int sendQueueBytes = 16 << 20;

	long totalSendBytes = share(256, 8);

	int inboxMessages;

	long inboxBytes = 64L << 20;

	long totalInboxBytes = share(256, 8);

	long partialFrameBytes = share(64, 16);

	int readBufferSize = 256 << 10;

	int backlog = 1024;

	boolean reusePort = false;

	Set<PosixFilePermission> udsPermissions = Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

	String threadName = "tofu-reactor";

	EngineListener listener = EngineListener.NONE;

	AmpeOptionsBuilder() {
	}

	/**
	 * How many messages the pool can give from the start.
	 * @param initialPoolSize a positive number of tokens
	 * @return this builder
	 */
	public AmpeOptionsBuilder initialPoolSize(int initialPoolSize) {
		this.initialPoolSize = atLeast("initialPoolSize", initialPoolSize, 1);
		return this;
	}

	/**
	 * How many free messages the pool keeps at most; never below the initial size.
	 * @param maxPoolSize a positive number of tokens
	 * @return this builder
	 */
	public AmpeOptionsBuilder maxPoolSize(int maxPoolSize) {
		this.maxPoolSize = atLeast("maxPoolSize", maxPoolSize, 1);
		return this;
	}

	/**
	 * How much memory of free messages is kept for reuse. Default: 64 MiB, at most a
	 * sixteenth of the heap.
	 * @param poolCacheBytes a positive number of bytes
	 * @return this builder
	 */
	public AmpeOptionsBuilder poolCacheBytes(long poolCacheBytes) {
		this.poolCacheBytes = atLeast("poolCacheBytes", poolCacheBytes, 1);
		return this;
	}

	/**
	 * How long a connection may take, from the post until it is up, name resolution
	 * included.
	 * @param connectTimeout a positive duration
	 * @return this builder
	 */
	public AmpeOptionsBuilder connectTimeout(Duration connectTimeout) {
		this.connectTimeout = positive("connectTimeout", connectTimeout);
		return this;
	}

	/**
	 * How long an accepted connection may take until its first complete message.
	 * @param helloTimeout a positive duration
	 * @return this builder
	 */
	public AmpeOptionsBuilder helloTimeout(Duration helloTimeout) {
		this.helloTimeout = positive("helloTimeout", helloTimeout);
		return this;
	}

	/**
	 * How long a message may take from its first byte to its last, and one second more
	 * for every KiB of it that has arrived.
	 * @param partialFrameTimeout a positive duration
	 * @return this builder
	 */
	public AmpeOptionsBuilder partialFrameTimeout(Duration partialFrameTimeout) {
		this.partialFrameTimeout = positive("partialFrameTimeout", partialFrameTimeout);
		return this;
	}

	/**
	 * How long a connection may receive nothing before it is closed. Off by default.
	 * @param idleTimeout a duration; zero for without end
	 * @return this builder
	 */
	public AmpeOptionsBuilder idleTimeout(Duration idleTimeout) {
		this.idleTimeout = notNegative("idleTimeout", idleTimeout);
		return this;
	}

	/**
	 * How long a closing peer may take to finish.
	 * @param byeTimeout a positive duration
	 * @return this builder
	 */
	public AmpeOptionsBuilder byeTimeout(Duration byeTimeout) {
		this.byeTimeout = positive("byeTimeout", byeTimeout);
		return this;
	}

	/**
	 * How long closing a group or the engine may take to write what was posted.
	 * @param closeTimeout a positive duration
	 * @return this builder
	 */
	public AmpeOptionsBuilder closeTimeout(Duration closeTimeout) {
		this.closeTimeout = positive("closeTimeout", closeTimeout);
		return this;
	}

	/**
	 * How many channels there may be at a time, listeners included. With more, a post
	 * that opens a channel fails and nothing is accepted.
	 * @param maxChannels 1 to 65534
	 * @return this builder
	 */
	public AmpeOptionsBuilder maxChannels(int maxChannels) {
		this.maxChannels = between("maxChannels", maxChannels, 1, ChannelNumbers.LAST);
		return this;
	}

	/**
	 * How many accepted connections there may be at a time. With more, further ones wait
	 * to be accepted.
	 * @param maxAccepted a number of connections; 0 for as many as there are channels
	 * @return this builder
	 */
	public AmpeOptionsBuilder maxAccepted(int maxAccepted) {
		this.maxAccepted = atLeast("maxAccepted", maxAccepted, 0);
		return this;
	}

	/**
	 * How many messages may wait on one channel.
	 * @param sendQueueMessages a positive number of messages
	 * @return this builder
	 */
	public AmpeOptionsBuilder sendQueueMessages(int sendQueueMessages) {
		this.sendQueueMessages = atLeast("sendQueueMessages", sendQueueMessages, 1);
		return this;
	}

	/**
	 * How many bytes may wait on one channel.
	 * @param sendQueueBytes a positive number of bytes
	 * @return this builder
	 */
	public AmpeOptionsBuilder sendQueueBytes(int sendQueueBytes) {
		this.sendQueueBytes = atLeast("sendQueueBytes", sendQueueBytes, 1);
		return this;
	}

	/**
	 * How many bytes may wait on all channels together before each takes one message at a
	 * time. Default: 256 MiB, at most an eighth of the heap.
	 * @param totalSendBytes a positive number of bytes
	 * @return this builder
	 */
	public AmpeOptionsBuilder totalSendBytes(long totalSendBytes) {
		this.totalSendBytes = atLeast("totalSendBytes", totalSendBytes, 1);
		return this;
	}

	/**
	 * How many messages may wait for one group's receiver before its channels are not
	 * read any more. Default: half the initial pool size, at most 65536.
	 * @param inboxMessages a positive number of messages
	 * @return this builder
	 */
	public AmpeOptionsBuilder inboxMessages(int inboxMessages) {
		this.inboxMessages = atLeast("inboxMessages", inboxMessages, 1);
		return this;
	}

	/**
	 * How many bytes may wait for one group's receiver before its channels are not read
	 * any more.
	 * @param inboxBytes a positive number of bytes
	 * @return this builder
	 */
	public AmpeOptionsBuilder inboxBytes(long inboxBytes) {
		this.inboxBytes = atLeast("inboxBytes", inboxBytes, 1);
		return this;
	}

	/**
	 * How many bytes may wait for all receivers together before the channels of groups
	 * with more than their share are not read any more. Default: 256 MiB, at most an
	 * eighth of the heap.
	 * @param totalInboxBytes a positive number of bytes
	 * @return this builder
	 */
	public AmpeOptionsBuilder totalInboxBytes(long totalInboxBytes) {
		this.totalInboxBytes = atLeast("totalInboxBytes", totalInboxBytes, 1);
		return this;
	}

	/**
	 * How many bytes of incomplete messages are kept, of all connections together, before
	 * those inside a message are read one after another. Default: 64 MiB, at most a
	 * sixteenth of the heap.
	 * @param partialFrameBytes a positive number of bytes
	 * @return this builder
	 */
	public AmpeOptionsBuilder partialFrameBytes(long partialFrameBytes) {
		this.partialFrameBytes = atLeast("partialFrameBytes", partialFrameBytes, 1);
		return this;
	}

	/**
	 * The size of the engine's read buffer.
	 * @param readBufferSize at least 131086 bytes, one message
	 * @return this builder
	 */
	public AmpeOptionsBuilder readBufferSize(int readBufferSize) {
		this.readBufferSize = atLeast("readBufferSize", readBufferSize, SMALLEST_BUFFER);
		return this;
	}

	/**
	 * How many connections may wait to be accepted on one listener.
	 * @param backlog a positive number of connections
	 * @return this builder
	 */
	public AmpeOptionsBuilder backlog(int backlog) {
		this.backlog = atLeast("backlog", backlog, 1);
		return this;
	}

	/**
	 * Whether other processes may listen on the same TCP port.
	 * @param reusePort true to allow it
	 * @return this builder
	 */
	public AmpeOptionsBuilder reusePort(boolean reusePort) {
		this.reusePort = reusePort;
		return this;
	}

	/**
	 * Who may connect to a Unix socket that is listened on, as permissions of its file.
	 * Default: the owner alone. Connecting needs permission to write.
	 * @param udsPermissions the permissions of the file
	 * @return this builder
	 */
	public AmpeOptionsBuilder udsPermissions(Set<PosixFilePermission> udsPermissions) {
		this.udsPermissions = Set.copyOf(Objects.requireNonNull(udsPermissions, "udsPermissions"));
		return this;
	}

	/**
	 * The name of the engine's thread.
	 * @param threadName a name
	 * @return this builder
	 */
	public AmpeOptionsBuilder threadName(String threadName) {
		this.threadName = Objects.requireNonNull(threadName, "threadName");
		return this;
	}

	/**
	 * Who is told what happens inside the engine.
	 * @param listener a listener
	 * @return this builder
	 */
	public AmpeOptionsBuilder listener(EngineListener listener) {
		this.listener = Objects.requireNonNull(listener, "listener");
		return this;
	}

	/**
	 * The options collected so far.
	 * @return immutable options
	 */
	public AmpeOptions build() {
		return new AmpeOptions(copy());
	}

	AmpeOptionsBuilder copy() {
		try {
			return (AmpeOptionsBuilder) clone();
		}
		catch (CloneNotSupportedException ex) {
			throw new AssertionError(ex);
		}
	}

	/** So many MiB, or that part of the heap if it is less. */
	private static long share(long mebibytes, int part) {
		return Math.min(mebibytes << 20, Runtime.getRuntime().maxMemory() / part);
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

	private static int between(String option, int value, int least, int most) {
		if (value > most) {
			throw new IllegalArgumentException(option + " is " + value + ", but must be at most " + most);
		}
		return atLeast(option, value, least);
	}

	private static Duration positive(String option, Duration value) {
		Duration checked = notNegative(option, value);
		if (checked.isZero()) {
			throw new IllegalArgumentException(option + " is " + value + ", but must be positive");
		}
		return checked;
	}

	/**
	 * What is longer than anything lasts is shortened, so that it can be added up.
	 */
	private static Duration notNegative(String option, Duration value) {
		if (Objects.requireNonNull(value, option).isNegative()) {
			throw new IllegalArgumentException(option + " is " + value + ", but must not be negative");
		}
		return (value.compareTo(FOR_EVER) < 0) ? value : FOR_EVER;
	}

}
