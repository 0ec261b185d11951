package io.tofu.spring.boot.autoconfigure;

import java.time.Duration;

import io.tofu.spring.TofuConnections;
import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * Properties of the engine.
 */
public class TofuEngineProperties {

	/**
	 * Number of messages the pool can give from the start.
	 */
	private int initialPoolSize = 131072;

	/**
	 * Number of free messages the pool keeps at most. Never below the initial size.
	 */
	private int maxPoolSize = 131072;

	/**
	 * Memory of free messages that is kept for reuse. Defaults to 64MB, at most a
	 * sixteenth of the heap.
	 */
	private @Nullable DataSize poolCacheBytes;

	/**
	 * Time a connection may take until it is up, name resolution included.
	 */
	private Duration connectTimeout = Duration.ofSeconds(10);

	/**
	 * Time an accepted connection may take until its first complete message.
	 */
	private Duration helloTimeout = Duration.ofSeconds(30);

	/**
	 * Time a message may take from its first byte to its last, and one second more for
	 * every KiB of it that has arrived.
	 */
	private Duration partialFrameTimeout = Duration.ofSeconds(30);

	/**
	 * Time a connection may receive nothing before it is closed. Zero for without end.
	 */
	private Duration idleTimeout = Duration.ZERO;

	/**
	 * Time a closing peer may take to finish.
	 */
	private Duration byeTimeout = Duration.ofSeconds(10);

	/**
	 * Time that closing the engine may take to write what was posted.
	 */
	private Duration closeTimeout = Duration.ofSeconds(2);

	/**
	 * Number of channels there may be at a time, listeners included.
	 */
	private int maxChannels = 65534;

	/**
	 * Number of accepted connections there may be at a time. Zero for as many as there
	 * are channels.
	 */
	private int maxAccepted;

	/**
	 * Number of messages that may wait on one channel.
	 */
	private int sendQueueMessages = 65536;

	/**
	 * Amount of data that may wait on one channel. At most 2047MB.
	 */
	private DataSize sendQueueBytes = DataSize.ofMegabytes(16);

	/**
	 * Amount of data that may wait on all channels together before each takes one message
	 * at a time. Defaults to 256MB, at most an eighth of the heap.
	 */
	private @Nullable DataSize totalSendBytes;

	/**
	 * Number of received messages that may wait before the channels are not read any
	 * more. Defaults to half the initial pool size, at most 65536.
	 */
	private @Nullable Integer inboxMessages;

	/**
	 * Amount of received data that may wait before the channels are not read any more.
	 */
	private DataSize inboxBytes = DataSize.ofMegabytes(64);

	/**
	 * Amount of received data that may wait for all receivers together before those with
	 * more than their share are not served any more. Defaults to 256MB, at most an eighth
	 * of the heap.
	 */
	private @Nullable DataSize totalInboxBytes;

	/**
	 * Amount of data of incomplete messages that is kept before connections inside a
	 * message are read one after another. Defaults to 64MB, at most a sixteenth of the
	 * heap.
	 */
	private @Nullable DataSize partialFrameBytes;

	/**
	 * Size of the read buffer. At least 131086B, one message.
	 */
	private DataSize readBufferSize = DataSize.ofKilobytes(256);

	/**
	 * Number of connections that may wait to be accepted on one address.
	 */
	private int backlog = 1024;

	/**
	 * Whether other processes may listen on the same TCP port.
	 */
	private boolean reusePort;

	/**
	 * Permissions of the files of Unix sockets that are listened on. Connecting needs the
	 * permission to write.
	 */
	private String udsPermissions = "rw-------";

	/**
	 * Name of the thread that serves the sockets.
	 */
	private String threadName = "tofu-reactor";

	/**
	 * Lifecycle phase of the connections, which open first and close last.
	 */
	private int phase = TofuConnections.PHASE;

	public int getInitialPoolSize() {
		return this.initialPoolSize;
	}

	public void setInitialPoolSize(int initialPoolSize) {
		this.initialPoolSize = initialPoolSize;
	}

	public int getMaxPoolSize() {
		return this.maxPoolSize;
	}

	public void setMaxPoolSize(int maxPoolSize) {
		this.maxPoolSize = maxPoolSize;
	}

	public @Nullable DataSize getPoolCacheBytes() {
		return this.poolCacheBytes;
	}

	public void setPoolCacheBytes(@Nullable DataSize poolCacheBytes) {
		this.poolCacheBytes = poolCacheBytes;
	}

	public Duration getConnectTimeout() {
		return this.connectTimeout;
	}

	public void setConnectTimeout(Duration connectTimeout) {
		this.connectTimeout = connectTimeout;
	}

	public Duration getHelloTimeout() {
		return this.helloTimeout;
	}

	public void setHelloTimeout(Duration helloTimeout) {
		this.helloTimeout = helloTimeout;
	}

	public Duration getByeTimeout() {
		return this.byeTimeout;
	}

	public void setByeTimeout(Duration byeTimeout) {
		this.byeTimeout = byeTimeout;
	}

	public Duration getCloseTimeout() {
		return this.closeTimeout;
	}

	public void setCloseTimeout(Duration closeTimeout) {
		this.closeTimeout = closeTimeout;
	}

	public int getSendQueueMessages() {
		return this.sendQueueMessages;
	}

	public void setSendQueueMessages(int sendQueueMessages) {
		this.sendQueueMessages = sendQueueMessages;
	}

	public DataSize getSendQueueBytes() {
		return this.sendQueueBytes;
	}

	public void setSendQueueBytes(DataSize sendQueueBytes) {
		this.sendQueueBytes = sendQueueBytes;
	}

	public @Nullable Integer getInboxMessages() {
		return this.inboxMessages;
	}

	public void setInboxMessages(@Nullable Integer inboxMessages) {
		this.inboxMessages = inboxMessages;
	}

	public DataSize getInboxBytes() {
		return this.inboxBytes;
	}

	public void setInboxBytes(DataSize inboxBytes) {
		this.inboxBytes = inboxBytes;
	}

	public DataSize getReadBufferSize() {
		return this.readBufferSize;
	}

	public void setReadBufferSize(DataSize readBufferSize) {
		this.readBufferSize = readBufferSize;
	}

	public int getBacklog() {
		return this.backlog;
	}

	public void setBacklog(int backlog) {
		this.backlog = backlog;
	}

	public boolean isReusePort() {
		return this.reusePort;
	}

	public void setReusePort(boolean reusePort) {
		this.reusePort = reusePort;
	}

	public String getThreadName() {
		return this.threadName;
	}

	public void setThreadName(String threadName) {
		this.threadName = threadName;
	}

	public Duration getPartialFrameTimeout() {
		return this.partialFrameTimeout;
	}

	public void setPartialFrameTimeout(Duration partialFrameTimeout) {
		this.partialFrameTimeout = partialFrameTimeout;
	}

	public Duration getIdleTimeout() {
		return this.idleTimeout;
	}

	public void setIdleTimeout(Duration idleTimeout) {
		this.idleTimeout = idleTimeout;
	}

	public int getMaxChannels() {
		return this.maxChannels;
	}

	public void setMaxChannels(int maxChannels) {
		this.maxChannels = maxChannels;
	}

	public int getMaxAccepted() {
		return this.maxAccepted;
	}

	public void setMaxAccepted(int maxAccepted) {
		this.maxAccepted = maxAccepted;
	}

	public @Nullable DataSize getTotalSendBytes() {
		return this.totalSendBytes;
	}

	public void setTotalSendBytes(@Nullable DataSize totalSendBytes) {
		this.totalSendBytes = totalSendBytes;
	}

	public @Nullable DataSize getPartialFrameBytes() {
		return this.partialFrameBytes;
	}

	public void setPartialFrameBytes(@Nullable DataSize partialFrameBytes) {
		this.partialFrameBytes = partialFrameBytes;
	}

	public String getUdsPermissions() {
		return this.udsPermissions;
	}

	public void setUdsPermissions(String udsPermissions) {
		this.udsPermissions = udsPermissions;
	}

	public @Nullable DataSize getTotalInboxBytes() {
		return this.totalInboxBytes;
	}

	public void setTotalInboxBytes(@Nullable DataSize totalInboxBytes) {
		this.totalInboxBytes = totalInboxBytes;
	}

	public int getPhase() {
		return this.phase;
	}

	public void setPhase(int phase) {
		this.phase = phase;
	}

}
