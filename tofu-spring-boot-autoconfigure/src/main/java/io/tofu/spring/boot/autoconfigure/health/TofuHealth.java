package io.tofu.spring.boot.autoconfigure.health;

import java.util.Map;
import java.util.stream.Stream;

import io.tofu.spring.TofuPeers;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;

/** What is always there, and the peers while there are any. */
final class TofuHealth implements CompositeHealthContributor {

	private static final String PEER = "peer";

	private final CompositeHealthContributor always;

	private final TofuPeers peers;

	TofuHealth(Map<String, HealthContributor> always, TofuPeers peers) {
		this.always = CompositeHealthContributor.fromMap(always);
		this.peers = peers;
	}

	@Override
	public @Nullable HealthContributor getContributor(String name) {
		if (name.equals(PEER)) {
			return this.peers.all().isEmpty() ? null : new PeersHealth(this.peers);
		}
		return this.always.getContributor(name);
	}

	@Override
	public Stream<Entry> stream() {
		Stream<Entry> ofPeers = this.peers.all().isEmpty() ? Stream.empty()
				: Stream.of(new Entry(PEER, new PeersHealth(this.peers)));
		return Stream.concat(this.always.stream(), ofPeers);
	}

}
