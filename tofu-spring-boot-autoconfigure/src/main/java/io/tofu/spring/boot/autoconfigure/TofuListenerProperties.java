package io.tofu.spring.boot.autoconfigure;

import io.tofu.spring.TofuTraffic;
import io.tofu.spring.listener.IncludeMessage;
import io.tofu.spring.listener.Ordering;

import org.springframework.util.unit.DataSize;

/**
 * Properties of the listeners.
 */
public class TofuListenerProperties {

	/**
	 * Number of invocations of one listener that may run at a time.
	 */
	private int concurrency = 64;

	/**
	 * Which messages of a channel are handled one after another.
	 */
	private Ordering ordering = Ordering.EXCHANGE;

	/**
	 * Whether listeners start with the application.
	 */
	private boolean autoStartup = true;

	/**
	 * Number of invocations of one listener, running or waiting for an asynchronous
	 * result, beyond which its channels are not read.
	 */
	private int maxInFlight = 256;

	/**
	 * Number of messages waiting for one listener beyond which its channels are not read.
	 */
	private int maxQueued = 1024;

	/**
	 * Amount of data waiting for one listener beyond which its channels are not read.
	 */
	private DataSize maxQueuedSize = DataSize.ofMegabytes(16);

	/**
	 * Largest payload that is joined from several messages.
	 */
	private DataSize maxJoinedSize = DataSize.ofMegabytes(1);

	/**
	 * Amount of data of messages that have not arrived completely, beyond which further
	 * ones are refused. One channel may take a quarter of it. Never below the largest
	 * joined payload.
	 */
	private DataSize maxUnfinishedSize = DataSize.ofMegabytes(128);

	/**
	 * When the message of an unexpected exception is sent to the peer.
	 */
	private IncludeMessage includeMessage = IncludeMessage.NEVER;

	/**
	 * Lifecycle phase of listening and connecting, and of draining when the application
	 * stops.
	 */
	private int phase = TofuTraffic.PHASE;

	public int getConcurrency() {
		return this.concurrency;
	}

	public void setConcurrency(int concurrency) {
		this.concurrency = concurrency;
	}

	public Ordering getOrdering() {
		return this.ordering;
	}

	public void setOrdering(Ordering ordering) {
		this.ordering = ordering;
	}

	public boolean isAutoStartup() {
		return this.autoStartup;
	}

	public void setAutoStartup(boolean autoStartup) {
		this.autoStartup = autoStartup;
	}

	public int getMaxInFlight() {
		return this.maxInFlight;
	}

	public void setMaxInFlight(int maxInFlight) {
		this.maxInFlight = maxInFlight;
	}

	public int getMaxQueued() {
		return this.maxQueued;
	}

	public void setMaxQueued(int maxQueued) {
		this.maxQueued = maxQueued;
	}

	public DataSize getMaxQueuedSize() {
		return this.maxQueuedSize;
	}

	public void setMaxQueuedSize(DataSize maxQueuedSize) {
		this.maxQueuedSize = maxQueuedSize;
	}

	public DataSize getMaxJoinedSize() {
		return this.maxJoinedSize;
	}

	public void setMaxJoinedSize(DataSize maxJoinedSize) {
		this.maxJoinedSize = maxJoinedSize;
	}

	public DataSize getMaxUnfinishedSize() {
		return this.maxUnfinishedSize;
	}

	public void setMaxUnfinishedSize(DataSize maxUnfinishedSize) {
		this.maxUnfinishedSize = maxUnfinishedSize;
	}

	public IncludeMessage getIncludeMessage() {
		return this.includeMessage;
	}

	public void setIncludeMessage(IncludeMessage includeMessage) {
		this.includeMessage = includeMessage;
	}

	public int getPhase() {
		return this.phase;
	}

	public void setPhase(int phase) {
		this.phase = phase;
	}

}
