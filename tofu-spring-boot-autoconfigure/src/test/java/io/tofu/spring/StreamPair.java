package io.tofu.spring;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A client and a server with small windows. Closing them checks that nothing is left of
 * what was under way between them.
 */
final class StreamPair implements AutoCloseable {

	static final int WINDOW = 4096;

	private static final Duration LONG = Duration.ofSeconds(20);

	final StreamHandler handler;

	final TestApplication server;

	final TestApplication client;

	StreamPair(StreamHandler.Listener listener) {
		this(LONG, listener);
	}

	StreamPair(Duration idleTimeout, StreamHandler.Listener listener) {
		this.handler = new StreamHandler(listener);
		this.server = TestApplication.with()
			.handler(this.handler)
			.addresses("tcp://127.0.0.1:0")
			.streams(WINDOW, idleTimeout)
			.start();
		this.client = TestApplication.with()
			.peer("peer", PeerSettings.of(this.server.address()))
			.streams(WINDOW, idleTimeout)
			.start();
	}

	TofuClient.RequestSpec request() {
		return this.client.request("stream");
	}

	/** The connection as the client has it. */
	TofuChannel channel() {
		await().until(() -> this.client.peer().channel() != null);
		TofuChannel channel = this.client.peer().channel();
		assertThat(channel).isNotNull();
		return channel;
	}

	@Override
	public void close() {
		try (this.server; this.client) {
			await().untilAsserted(this::nothingIsLeft);
		}
	}

	private void nothingIsLeft() {
		TofuChannel channel = this.client.peer().channel();
		if (channel != null) {
			assertThat(channel.streams().size()).as("streams of the client").isZero();
			assertThat(channel.awaitsAnswer()).as("requests").isFalse();
			assertThat(channel.exchanges().discarded()).as("answers nobody wants").isZero();
		}
		for (TofuChannel accepted : this.server.connections.channels()) {
			assertThat(accepted.streams().size()).as("streams of the server").isZero();
		}
		assertThat(this.handler.open()).as("requests that did not end").isZero();
		assertThat(this.server.ampe.stats().messagesInUse()).as("messages of the server").isZero();
		assertThat(this.client.ampe.stats().messagesInUse()).as("messages of the client").isZero();
	}

}
