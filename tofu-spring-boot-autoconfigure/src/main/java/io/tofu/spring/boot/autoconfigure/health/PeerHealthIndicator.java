package io.tofu.spring.boot.autoconfigure.health;

import io.tofu.spring.TofuPeer;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * UP while one peer is connected; else DOWN if the application requires it and UNKNOWN if
 * not.
 */
final class PeerHealthIndicator implements HealthIndicator {

	private final TofuPeer peer;

	PeerHealthIndicator(TofuPeer peer) {
		this.peer = peer;
	}

	@Override
	public Health health() {
		TofuPeer.State state = this.peer.state();
		Health.Builder health = Health.status(status(state))
			.withDetail("address", this.peer.address())
			.withDetail("required", this.peer.isRequired())
			.withDetail("state", state.name())
			.withDetail("since", this.peer.since());
		String failure = this.peer.lastFailure();
		if (failure != null) {
			health.withDetail("lastFailure", failure);
		}
		return health.build();
	}

	private Status status(TofuPeer.State state) {
		if (state == TofuPeer.State.CONNECTED) {
			return Status.UP;
		}
		return this.peer.isRequired() ? Status.DOWN : Status.UNKNOWN;
	}

}
