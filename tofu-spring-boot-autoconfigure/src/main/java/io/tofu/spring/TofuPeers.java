package io.tofu.spring;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.context.EmbeddedValueResolverAware;
import org.springframework.util.Assert;
import org.springframework.util.StringValueResolver;

/** The peers that this application connects to, by name. Thread-safe. */
public final class TofuPeers implements EmbeddedValueResolverAware {

	private final Map<String, TofuPeer> peers = new LinkedHashMap<>();

	private @Nullable StringValueResolver resolver;

	/**
	 * Peers that are not connected yet.
	 * @param connections whose group gets the connections
	 * @param peers how to connect, by name; the name {@link TofuChannel#SERVER} is
	 * reserved
	 */
	public TofuPeers(TofuConnections connections, Map<String, PeerSettings> peers) {
		Assert.isTrue(!peers.containsKey(TofuChannel.SERVER),
				() -> "A peer cannot be called '" + TofuChannel.SERVER + "'");
		peers.forEach((name, settings) -> this.peers.put(name, new TofuPeer(connections, name, settings)));
		connections.beforeStop(this::stop);
	}

	@Override
	public void setEmbeddedValueResolver(StringValueResolver resolver) {
		this.resolver = resolver;
	}

	/**
	 * One of them.
	 * @param name its name
	 * @return the peer
	 * @throws IllegalArgumentException with the known names if there is none
	 */
	public TofuPeer get(String name) {
		TofuPeer peer = this.peers.get(name);
		Assert.notNull(peer, () -> "There is no peer '" + name + "', only " + this.peers.keySet());
		return peer;
	}

	/**
	 * All of them.
	 * @return the peers in the order of their configuration
	 */
	public Collection<TofuPeer> all() {
		return Collections.unmodifiableCollection(this.peers.values());
	}

	/** Begins to connect to all that are not connected, and does not wait for them. */
	void start() {
		this.peers.values().forEach((peer) -> peer.start(resolve(peer.settings().address())));
	}

	/** Connects no more; connections stay. */
	void stop() {
		this.peers.values().forEach(TofuPeer::stop);
	}

	private String resolve(String text) {
		String resolved = (this.resolver != null) ? this.resolver.resolveStringValue(text) : text;
		return (resolved != null) ? resolved : text;
	}

}
