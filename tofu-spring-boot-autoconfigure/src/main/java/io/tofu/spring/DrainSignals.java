package io.tofu.spring;

import java.util.Map;

import io.tofu.OpCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the two sides of one channel have told each other about stopping. Thread-safe.
 */
final class DrainSignals {

	private static final Logger logger = LoggerFactory.getLogger(DrainSignals.class);

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

	/** How often the peer was asked, and has not said that it has read that. */
	private int unseen;

	/** Whether the peer is to hold back. */
	private boolean wanted;

	/** Whether that is what it was told last. */
	private boolean told;

	/** How often we were asked, and have not said that we have read that. */
	private int owedSeen;

	DrainSignals(TofuChannel channel) {
		this.channel = channel;
	}

	/**
	 * Asks the peer for no new requests, once until it is taken back, and as soon as
	 * there is room for that; false if it does not understand it.
	 */
	synchronized boolean ask() {
		if (!this.channel.isConnected() || !this.channel.helloHeaders().containsKey(TofuHeaders.DRAIN)) {
			return false;
		}
		if (!this.wanted) {
			this.wanted = true;
			this.awaited = true;
			tell();
			// Who has never heard that it may go on answers no second time
			this.awaited = !this.told || this.unseen > 0;
		}
		return true;
	}

	/** Tells a peer that was asked that requests are welcome again. */
	synchronized void takeBack() {
		this.awaited = false;
		this.wanted = false;
		tell();
	}

	/**
	 * Tells a peer that has just connected, unless it may send requests: the service may
	 * end, and begin again, at the same moment.
	 */
	void follow(Dispatcher dispatcher) {
		boolean taken;
		do {
			taken = dispatcher.takesRequests();
			if (taken) {
				takeBack();
			}
			else {
				ask();
			}
		}
		while (taken != dispatcher.takesRequests());
	}

	/** There is room again for what could not be said. */
	synchronized void onRoom() {
		tell();
	}

	/** Whether the peer may not know yet that it was asked for no new requests. */
	boolean isAwaited() {
		return this.awaited && this.channel.isOpen();
	}

	/** What somebody is told who wants to send a request where none is taken. */
	TofuDisconnectedException refusal() {
		String why = "it is not open any more";
		if (this.channel.isUndecided()) {
			why = "the Hello of the peer is not answered yet";
		}
		else if (this.channel.isOpen() && this.peerDrains) {
			why = "the peer is stopping, and wants no new requests";
		}
		return new TofuDisconnectedException("No new requests are taken on " + this.channel + ": " + why, true);
	}

	/** Whether the peer wants no new requests. */
	boolean peerDrains() {
		return this.peerDrains;
	}

	/** Takes what the peer says about stopping; on the receive thread. */
	void receive(String value) {
		switch (value) {
			case SEEN -> seen();
			case TAKEN_BACK -> {
				this.peerDrains = false;
				requestsTaken();
			}
			case ASKED -> {
				this.peerDrains = true;
				answerSeen();
			}
			default -> logger.debug("{} says '{}' about stopping, which nobody understands", this.channel, value);
		}
	}

	private void requestsTaken() {
		TofuPeer peer = this.channel.dialledBy();
		if (peer != null) {
			peer.connector().onRequestsTaken(this.channel);
		}
	}

	private synchronized void answerSeen() {
		this.owedSeen++;
		tell();
	}

	/** The peer has read one question, which may have been taken back meanwhile. */
	private synchronized void seen() {
		this.unseen = Math.max(0, this.unseen - 1);
		if (this.told && this.unseen == 0) {
			this.awaited = false;
		}
	}

	/** Says what is still to be said; what there is no room for stays to be said. */
	private synchronized void tell() {
		while (this.owedSeen > 0 && send(SEEN)) {
			this.owedSeen--;
		}
		if (this.told != this.wanted && send(this.wanted ? ASKED : TAKEN_BACK)) {
			this.told = this.wanted;
			this.unseen += this.told ? 1 : 0;
		}
	}

	private boolean send(String value) {
		return this.channel.sender().tell(OpCode.SIGNAL, Map.of(TofuHeaders.DRAIN, value));
	}

}
