package io.tofu.spring;

import java.util.Map;

import io.tofu.OpCode;

/**
 * What the two sides of one channel have told each other about stopping. Thread-safe.
 */
final class DrainSignals {

	/** The sender is about to stop and wants no new Requests. */
	private static final String ASKED = TofuHeaders.YES;

	/** The sender takes Requests again. */
	private static final String TAKEN_BACK = "no";

	/** The sender has read that it is asked: behind this come no new Requests. */
	private static final String SEEN = "seen";

	private final TofuChannel channel;

	private volatile boolean peerDrains;

	private volatile boolean awaited;

	// guarded by this
	private boolean told;

	DrainSignals(TofuChannel channel) {
		this.channel = channel;
	}

	/**
	 * Asks the peer for no new requests, once until it is taken back; false if it does
	 * not understand that, or cannot be told.
	 */
	synchronized boolean ask() {
		if (!this.channel.isConnected() || !this.channel.helloHeaders().containsKey(TofuHeaders.DRAIN)) {
			return false;
		}
		if (this.told) {
			return true;
		}
		this.awaited = true;
		this.told = tell(ASKED);
		if (!this.told) {
			this.awaited = false;
		}
		return this.told;
	}

	/** Tells a peer that was asked that requests are welcome again. */
	synchronized void takeBack() {
		this.awaited = false;
		if (this.told) {
			this.told = false;
			tell(TAKEN_BACK);
		}
	}

	/** Whether the peer may not know yet that it was asked for no new requests. */
	boolean isAwaited() {
		return this.awaited && this.channel.isOpen();
	}

	/** Whether the peer wants no new requests. */
	boolean peerDrains() {
		return this.peerDrains;
	}

	/** Takes what the peer says about stopping; on the receive thread. */
	void receive(String value) {
		switch (value) {
			case SEEN -> this.awaited = false;
			case TAKEN_BACK -> {
				this.peerDrains = false;
				requestsTaken();
			}
			default -> {
				this.peerDrains = true;
				tell(SEEN);
			}
		}
	}

	private void requestsTaken() {
		TofuPeer peer = this.channel.dialledBy();
		if (peer != null) {
			peer.connector().onRequestsTaken(this.channel);
		}
	}

	private boolean tell(String value) {
		return this.channel.sender().tell(OpCode.SIGNAL, Map.of(TofuHeaders.DRAIN, value));
	}

}
