package io.tofu.spring.boot.autoconfigure.health;

import java.util.stream.Stream;

import io.tofu.spring.TofuPeer;
import io.tofu.spring.TofuPeers;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;

/** One contributor for each peer of this moment, those added at run time included. */
final class PeersHealth implements CompositeHealthContributor {

	private final TofuPeers peers;

	PeersHealth(TofuPeers peers) {
		this.peers = peers;
	}

	@Override
	public @Nullable HealthContributor getContributor(String name) {
		for (TofuPeer peer : this.peers.all()) {
			if (peer.name().equals(name)) {
				return new PeerHealthIndicator(peer);
			}
		}
		return null;
	}

	@Override
	public Stream<Entry> stream() {
		return this.peers.all().stream().map(PeersHealth::entry);
	}

	private static Entry entry(TofuPeer peer) {
		return new Entry(peer.name(), new PeerHealthIndicator(peer));
	}

}
