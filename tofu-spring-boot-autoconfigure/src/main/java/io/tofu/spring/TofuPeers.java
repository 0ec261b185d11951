package io.tofu.spring;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import org.springframework.context.EmbeddedValueResolverAware;
import org.springframework.util.Assert;
import org.springframework.util.StringValueResolver;

/** The peers that this application connects to, by name. Thread-safe. */
public final class TofuPeers implements EmbeddedValueResolverAware {

	/** The wait for a connection ends by itself; this only makes sure that it does. */
	private static final Duration SLACK = Duration.ofSeconds(1);

	private final TofuConnections connections;

	/**
	 * Held for changes of what follows, and while peers are begun or ceased to be
	 * connected to: none is connected to that was forgotten, or after the stop.
	 */
	private final Object lock = new Object();

	/** Never changed, but replaced. */
	private volatile Map<String, TofuPeer> peers;

	private boolean started;

	private volatile @Nullable StringValueResolver resolver;

	/**
	 * Peers that are not connected yet.
	 * @param connections whose group gets the connections
	 * @param peers how to connect, by name; the name {@link TofuChannel#SERVER} is
	 * reserved
	 */
	public TofuPeers(TofuConnections connections, Map<String, PeerSettings> peers) {
		this.connections = connections;
		Map<String, TofuPeer> created = new LinkedHashMap<>();
		peers.forEach((name, settings) -> created.put(name, create(name, settings)));
		this.peers = Collections.unmodifiableMap(created);
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
		Map<String, TofuPeer> known = this.peers;
		TofuPeer peer = known.get(name);
		Assert.notNull(peer, () -> "There is no peer '" + name + "', only " + known.keySet());
		return peer;
	}

	/**
	 * All of them.
	 * @return the peers of this moment, in the order of their configuration, those that
	 * came later behind
	 */
	public Collection<TofuPeer> all() {
		return this.peers.values();
	}

	/**
	 * Adds a peer that becomes known only now, and begins to connect to it; before the
	 * start of the application that waits for the start. Returns at once: a failure to
	 * connect is seen at the peer, whatever its start-up policy.
	 * @param name a name that no other peer has
	 * @param settings how to connect
	 * @return the peer
	 * @throws IllegalArgumentException if the name is empty, taken or reserved
	 * @throws TofuException if the address cannot be read
	 */
	public TofuPeer connect(String name, PeerSettings settings) {
		TofuPeer peer = create(name, settings);
		synchronized (this.lock) {
			Assert.isTrue(!this.peers.containsKey(name), () -> "There is already a peer '" + name + "'");
			if (this.started) {
				peer.connector().start(this::resolve);
			}
			Map<String, TofuPeer> more = new LinkedHashMap<>(this.peers);
			more.put(name, peer);
			this.peers = Collections.unmodifiableMap(more);
		}
		return peer;
	}

	/**
	 * Says goodbye to a peer, connects to it no more, and forgets its name. Returns at
	 * once. Requests that it has not answered when it agrees fail.
	 * @param name its name
	 * @throws IllegalArgumentException with the known names if there is none
	 */
	public void disconnect(String name) {
		TofuPeer peer;
		synchronized (this.lock) {
			peer = get(name);
			Map<String, TofuPeer> fewer = new LinkedHashMap<>(this.peers);
			fewer.remove(name);
			this.peers = Collections.unmodifiableMap(fewer);
			close(peer);
		}
	}

	TofuConnections connections() {
		return this.connections;
	}

	/**
	 * Begins to connect to all that are not connected, and waits for those without which
	 * the application is not to start.
	 * @throws TofuPeerException if one of these is not connected in time; none is then
	 * @throws TofuException if an address cannot be read
	 */
	void start() {
		long begin = System.nanoTime();
		try {
			List<TofuPeer> needed;
			synchronized (this.lock) {
				this.started = true;
				all().forEach((peer) -> peer.connector().start(this::resolve));
				needed = all().stream()
					.filter((peer) -> peer.settings().startupFailurePolicy() == StartupFailurePolicy.STOP)
					.toList();
			}
			needed.forEach((peer) -> await(peer, begin));
		}
		catch (RuntimeException ex) {
			synchronized (this.lock) {
				this.started = false;
				all().forEach(TofuPeers::close);
			}
			throw ex;
		}
	}

	/** Connects no more; connections stay. */
	void stop() {
		synchronized (this.lock) {
			this.started = false;
			all().forEach((peer) -> peer.connector().stop());
		}
	}

	private TofuPeer create(String name, PeerSettings settings) {
		Assert.hasText(name, "A peer needs a name");
		Assert.isTrue(!name.equals(TofuChannel.SERVER), () -> "A peer cannot be called '" + TofuChannel.SERVER + "'");
		return new TofuPeer(this.connections, name, settings);
	}

	private void await(TofuPeer peer, long begin) {
		Duration limit = peer.settings().connectTimeout().minusNanos(System.nanoTime() - begin);
		Duration left = limit.isNegative() ? Duration.ZERO : limit;
		try {
			peer.connector().connection(left).get(left.plus(SLACK).toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException | TimeoutException ex) {
			if (!all().contains(peer)) {
				// Somebody has decided that it is not needed
				return;
			}
			String failure = peer.lastFailure();
			String late = "not within " + peer.settings().connectTimeout().toMillis() + " ms";
			throw new TofuPeerException(peer.name(), peer.address(), (failure != null) ? failure : late, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new TofuPeerException(peer.name(), peer.address(), "the starting thread was interrupted", ex);
		}
	}

	private static void close(TofuPeer peer) {
		TofuChannel channel = peer.connector().stop();
		if (channel != null) {
			channel.close();
		}
	}

	private String resolve(String text) {
		StringValueResolver current = this.resolver;
		String resolved = (current != null) ? current.resolveStringValue(text) : text;
		return (resolved != null) ? resolved : text;
	}

}
