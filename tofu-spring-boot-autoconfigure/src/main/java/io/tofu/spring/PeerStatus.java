package io.tofu.spring;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What is known of the connection to a peer at one moment.
 *
 * @param state whether there is one
 * @param since when it came about, or was lost
 * @param channel the connection, null unless connected
 * @param lastFailure why there is none, or null
 */
record PeerStatus(TofuPeer.State state, Instant since, @Nullable TofuChannel channel, @Nullable String lastFailure) {

	static PeerStatus initial() {
		return new PeerStatus(TofuPeer.State.DISCONNECTED, Instant.now(), null, null);
	}

	PeerStatus with(TofuPeer.State next, @Nullable TofuChannel channel, @Nullable String lastFailure) {
		boolean changed = (next == TofuPeer.State.CONNECTED) != (this.state == TofuPeer.State.CONNECTED);
		return new PeerStatus(next, changed ? Instant.now() : this.since, channel, lastFailure);
	}

	/** Whether no attempt will change it. */
	boolean isFinal() {
		return this.state == TofuPeer.State.REJECTED || this.state == TofuPeer.State.STOPPED;
	}

}
