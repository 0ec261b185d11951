package io.tofu;

import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Set;

/**
 * The options of an engine. Immutable; made by {@link #builder()}.
 */
public final class AmpeOptions {

	private static final int LARGEST_DEFAULT_INBOX = 65536;

	private final AmpeOptionsBuilder values;

	AmpeOptions(AmpeOptionsBuilder values) {
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
	public static AmpeOptionsBuilder builder() {
		return new AmpeOptionsBuilder();
	}

	/**
	 * Starts from these options.
	 * @return a new builder
	 */
	public AmpeOptionsBuilder toBuilder() {
		return this.values.copy();
	}

	/**
	 * {@return how many messages the pool can give from the start, in tokens}
	 */
	public int initialPoolSize() {
		return this.values.initialPoolSize;
	}

	/**
	 * {@return how many free messages the pool keeps at most, in tokens; never below the
	 * initial size}
	 */
	public int maxPoolSize() {
		return Math.max(this.values.maxPoolSize, this.values.initialPoolSize);
	}

	/**
	 * {@return how much memory of free messages is kept for reuse, in bytes}
	 */
	public long poolCacheBytes() {
		return this.values.poolCacheBytes;
	}

	/**
	 * {@return how long a connection may take, from the post until it is up, name
	 * resolution included}
	 */
	public Duration connectTimeout() {
		return this.values.connectTimeout;
	}

	/**
	 * {@return how long an accepted connection may take until its first complete message}
	 */
	public Duration helloTimeout() {
		return this.values.helloTimeout;
	}

	/**
	 * {@return how long a message may take from its first byte to its last, and one
	 * second more for every KiB of it that has arrived}
	 */
	public Duration partialFrameTimeout() {
		return this.values.partialFrameTimeout;
	}

	/**
	 * {@return how long a connection may receive nothing; zero if that does not matter}
	 */
	public Duration idleTimeout() {
		return this.values.idleTimeout;
	}

	/**
	 * {@return how long a closing peer may take to finish}
	 */
	public Duration byeTimeout() {
		return this.values.byeTimeout;
	}

	/**
	 * {@return how long closing a group or the engine may take to write what was posted}
	 */
	public Duration closeTimeout() {
		return this.values.closeTimeout;
	}

	/**
	 * {@return how many channels there may be at a time, listeners included}
	 */
	public int maxChannels() {
		return this.values.maxChannels;
	}

	/**
	 * {@return how many accepted connections there may be at a time; 0 for as many as
	 * there are channels}
	 */
	public int maxAccepted() {
		return this.values.maxAccepted;
	}

	/**
	 * {@return how many messages may wait on one channel}
	 */
	public int sendQueueMessages() {
		return this.values.sendQueueMessages;
	}

	/**
	 * {@return how many bytes may wait on one channel}
	 */
	public int sendQueueBytes() {
		return this.values.sendQueueBytes;
	}

	/**
	 * {@return how many bytes may wait on all channels together before each takes one
	 * message at a time}
	 */
	public long totalSendBytes() {
		return this.values.totalSendBytes;
	}

	/**
	 * {@return how many messages may wait for one group's receiver before its channels
	 * are not read any more}
	 */
	public int inboxMessages() {
		int set = this.values.inboxMessages;
		return (set > 0) ? set : Math.max(1, Math.min(LARGEST_DEFAULT_INBOX, this.values.initialPoolSize / 2));
	}

	/**
	 * {@return how many bytes may wait for one group's receiver before its channels are
	 * not read any more}
	 */
	public long inboxBytes() {
		return this.values.inboxBytes;
	}

	/**
	 * {@return how many bytes may wait for all receivers together before groups with more
	 * than their share are not read any more}
	 */
	public long totalInboxBytes() {
		return this.values.totalInboxBytes;
	}

	/**
	 * {@return how many bytes of incomplete messages are kept before connections inside a
	 * message are read one after another}
	 */
	public long partialFrameBytes() {
		return this.values.partialFrameBytes;
	}

	/**
	 * {@return the size of the engine's read buffer, in bytes}
	 */
	public int readBufferSize() {
		return this.values.readBufferSize;
	}

	/**
	 * {@return how many connections may wait to be accepted on one listener}
	 */
	public int backlog() {
		return this.values.backlog;
	}

	/**
	 * {@return whether other processes may listen on the same TCP port}
	 */
	public boolean reusePort() {
		return this.values.reusePort;
	}

	/**
	 * {@return who may connect to a Unix socket that is listened on, as permissions of
	 * its file}
	 */
	public Set<PosixFilePermission> udsPermissions() {
		return this.values.udsPermissions;
	}

	/**
	 * {@return the name of the engine's thread}
	 */
	public String threadName() {
		return this.values.threadName;
	}

	/**
	 * {@return who is told what happens inside the engine}
	 */
	public EngineListener listener() {
		return this.values.listener;
	}

}
