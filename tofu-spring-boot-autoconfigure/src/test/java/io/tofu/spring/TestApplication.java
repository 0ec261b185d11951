package io.tofu.spring;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

import io.tofu.Address;
import io.tofu.Ampe;
import io.tofu.AmpeOptions;
import io.tofu.engine.TofuEngine;

import org.springframework.messaging.converter.JacksonJsonMessageConverter;

/** An application with an engine of its own, without Spring's container. */
final class TestApplication implements AutoCloseable {

	final Ampe ampe;

	final TestHandler handler;

	final List<Object> events = new CopyOnWriteArrayList<>();

	final ExecutorService callbacks = Executors.newCachedThreadPool((task) -> new Thread(task, "test-callback"));

	final TofuConnections connections;

	final TofuServers servers;

	final TofuPeers peers;

	final TofuTraffic traffic;

	final TofuClient client;

	private TestApplication(Builder builder) {
		this.ampe = builder.disguise.apply(TofuEngine.start(builder.options));
		this.handler = builder.handler;
		TofuMessageConverter converter = new TofuMessageConverter(List.of(new JacksonJsonMessageConverter()));
		this.connections = new TofuConnections(this.ampe, converter, this.handler, this.events::add,
				builder.detour.apply(this.callbacks), builder.settings);
		this.connections.setKeepAlive(() -> false);
		this.servers = new TofuServers(this.connections, builder.addresses, builder.startupFailurePolicy);
		this.peers = new TofuPeers(this.connections, builder.peers);
		this.traffic = new TofuTraffic(this.connections, this.servers, this.peers, builder.gracePeriod);
		this.client = new TofuClient(this.peers);
	}

	static Builder with() {
		return new Builder();
	}

	static TestApplication listeningOn(String... addresses) {
		return with().addresses(addresses).start();
	}

	static TestApplication connectedTo(String address) {
		return with().peer("peer", PeerSettings.of(address)).start();
	}

	/** How a client on this machine reaches the first server address. */
	String address() {
		return clientAddress(0);
	}

	String clientAddress(int index) {
		Address bound = this.servers.all().get(index).boundAddress();
		return (bound instanceof Address.TcpServer tcp) ? "tcp://127.0.0.1:" + tcp.port() : String.valueOf(bound);
	}

	TofuPeer peer() {
		return this.peers.get("peer");
	}

	TofuClient.RequestSpec request(String route) {
		return this.client.peer("peer").route(route);
	}

	<T> List<T> events(Class<T> type) {
		return this.events.stream().filter(type::isInstance).map(type::cast).toList();
	}

	@Override
	public void close() {
		this.traffic.stop();
		this.connections.destroy();
		this.ampe.close();
		this.callbacks.shutdownNow();
	}

	static final class Builder {

		private final Map<String, PeerSettings> peers = new LinkedHashMap<>();

		private List<String> addresses = List.of();

		private StartupFailurePolicy startupFailurePolicy = StartupFailurePolicy.STOP;

		private ConnectionSettings settings = new ConnectionSettings(Duration.ofSeconds(5), 1024 * 1024);

		private Duration gracePeriod = Duration.ofSeconds(10);

		private TestHandler handler = new TestHandler();

		private AmpeOptions options = AmpeOptions.defaults();

		private UnaryOperator<Ampe> disguise = UnaryOperator.identity();

		private UnaryOperator<Executor> detour = UnaryOperator.identity();

		Builder addresses(String... addresses) {
			this.addresses = List.of(addresses);
			return this;
		}

		Builder startupFailurePolicy(StartupFailurePolicy policy) {
			this.startupFailurePolicy = policy;
			return this;
		}

		Builder peer(String name, PeerSettings settings) {
			this.peers.put(name, settings);
			return this;
		}

		Builder settings(Duration byeTimeout, int maxJoinedSize) {
			this.settings = new ConnectionSettings(byeTimeout, maxJoinedSize);
			return this;
		}

		Builder streams(int window, Duration idleTimeout) {
			this.settings = new ConnectionSettings(this.settings.byeTimeout(), this.settings.maxJoinedSize(),
					new StreamSettings(window, idleTimeout));
			return this;
		}

		Builder gracePeriod(Duration gracePeriod) {
			this.gracePeriod = gracePeriod;
			return this;
		}

		Builder options(AmpeOptions options) {
			this.options = options;
			return this;
		}

		/** Puts something in front of the engine. */
		Builder disguise(UnaryOperator<Ampe> disguise) {
			this.disguise = disguise;
			return this;
		}

		/** Puts something in front of the callback threads. */
		Builder detour(UnaryOperator<Executor> detour) {
			this.detour = detour;
			return this;
		}

		Builder handler(TestHandler handler) {
			this.handler = handler;
			return this;
		}

		TestApplication build() {
			return new TestApplication(this);
		}

		TestApplication start() {
			TestApplication application = build();
			try {
				application.connections.start();
				application.traffic.start();
				return application;
			}
			catch (RuntimeException ex) {
				application.close();
				throw ex;
			}
		}

	}

}
