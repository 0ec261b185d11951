package io.tofu.spring;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Where a request goes.
 *
 * @param connections whom the connection belongs to
 * @param connection gives a connection that takes requests, waited for at most for a
 * while
 * @param requestTimeout how long a request takes at most, unless it says so itself
 */
record RequestTarget(TofuConnections connections, Function<Duration, CompletableFuture<TofuChannel>> connection,
		Duration requestTimeout) {

	static RequestTarget of(TofuPeer peer) {
		PeerSettings settings = peer.settings();
		return new RequestTarget(peer.connections(),
				(limit) -> peer.connector()
					.connection((limit.compareTo(settings.connectWait()) < 0) ? limit : settings.connectWait()),
				settings.requestTimeout());
	}

	static RequestTarget of(TofuChannel channel) {
		TofuPeer peer = channel.dialledBy();
		Duration timeout = (peer != null) ? peer.settings().requestTimeout() : PeerSettings.DEFAULT_REQUEST_TIMEOUT;
		return new RequestTarget(channel.connections(), (limit) -> CompletableFuture.completedFuture(channel), timeout);
	}

}
