package io.tofu.spring.listener;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import io.tofu.Address;
import io.tofu.Ampe;
import io.tofu.AmpeOptions;
import io.tofu.engine.TofuEngine;
import io.tofu.spring.ConnectionSettings;
import io.tofu.spring.PeerSettings;
import io.tofu.spring.StreamSettings;
import io.tofu.spring.TofuChannel;
import io.tofu.spring.TofuConnections;
import io.tofu.spring.TofuMessageConverter;
import io.tofu.spring.TofuPeers;
import io.tofu.spring.TofuServers;
import io.tofu.spring.TofuTraffic;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.messaging.converter.JacksonJsonMessageConverter;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application with listeners over the real engine, wired by hand.
 */
final class Application implements AutoCloseable {

	private static final AtomicInteger threads = new AtomicInteger();

	/**
	 * How many messages may wait for the receive thread before the engine stops reading.
	 */
	static final int INBOX = 256;

	private final Ampe ampe = TofuEngine.start(AmpeOptions.builder().inboxMessages(INBOX).build());

	private final ExecutorService executor = Executors
		.newCachedThreadPool((task) -> new Thread(task, "tofu-listener-" + threads.incrementAndGet()));

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private final TofuListenerRegistry registry;

	private final TofuServers servers;

	private final TofuConnections connections;

	private final TofuTraffic traffic;

	private Application(TofuListenerSettings settings, String listenOn, Map<String, PeerSettings> peers,
			List<HandlerMethodArgumentResolver> resolvers, Object... beans) {
		this(settings, listenOn, peers, resolvers, Duration.ofSeconds(5), beans);
	}

	private Application(TofuListenerSettings settings, String listenOn, Map<String, PeerSettings> peers,
			List<HandlerMethodArgumentResolver> resolvers, Duration gracePeriod, Object... beans) {
		this(settings, StreamSettings.DEFAULTS, listenOn, peers, resolvers, gracePeriod, beans);
	}

	private Application(TofuListenerSettings settings, StreamSettings streams, String listenOn,
			Map<String, PeerSettings> peers, List<HandlerMethodArgumentResolver> resolvers, Duration gracePeriod,
			Object... beans) {
		TofuMessageConverter converter = new TofuMessageConverter(List.of(new JacksonJsonMessageConverter()));
		Set<String> names = new LinkedHashSet<>(peers.keySet());
		names.add(TofuChannel.SERVER);
		this.registry = new TofuListenerRegistry(settings, converter, this.executor, names, resolvers);
		this.connections = new TofuConnections(this.ampe, converter, this.registry, this.context, this.executor,
				new ConnectionSettings(Duration.ofSeconds(5), settings.maxJoinedSize(), streams));
		this.servers = new TofuServers(this.connections, List.of(listenOn));
		TofuPeers dialled = new TofuPeers(this.connections, peers);
		this.traffic = new TofuTraffic(this.connections, this.servers, dialled, gracePeriod);
		this.context.registerBean(TofuListenerAnnotationBeanPostProcessor.class);
		this.context.registerBean(TofuListenerRegistry.class, () -> this.registry);
		this.context.registerBean(TofuConnections.class, () -> this.connections);
		this.context.registerBean(TofuTraffic.class, () -> this.traffic);
		for (int i = 0; i < beans.length; i++) {
			register("bean" + i, beans[i]);
		}
		this.context.refresh();
	}

	@SuppressWarnings("unchecked")
	private void register(String name, Object bean) {
		this.context.registerBean(name, (Class<Object>) bean.getClass(), () -> bean);
	}

	static Application of(Object... beans) {
		return of(TofuListenerSettings.defaults(), beans);
	}

	static Application of(TofuListenerSettings settings, Object... beans) {
		return new Application(settings, "tcp://127.0.0.1:0", Map.of(), List.of(), beans);
	}

	static Application of(HandlerMethodArgumentResolver resolver, Object... beans) {
		return new Application(TofuListenerSettings.defaults(), "tcp://127.0.0.1:0", Map.of(), List.of(resolver),
				beans);
	}

	/** An application that soon gives up what is in flight when it stops. */
	static Application withGracePeriod(Duration gracePeriod, TofuListenerSettings settings, Object... beans) {
		return new Application(settings, "tcp://127.0.0.1:0", Map.of(), List.of(), gracePeriod, beans);
	}

	/** An application with streams of its own kind. */
	static Application withStreams(StreamSettings streams, TofuListenerSettings settings, Object... beans) {
		return new Application(settings, streams, "tcp://127.0.0.1:0", Map.of(), List.of(), Duration.ofSeconds(5),
				beans);
	}

	/** An application with streams of its own kind. */
	static Application withStreams(StreamSettings streams, Object... beans) {
		return withStreams(streams, TofuListenerSettings.defaults(), beans);
	}

	/** An application that is also a client of whoever is at an address. */
	static Application withPeer(String name, PeerSettings peer, Object... beans) {
		return new Application(TofuListenerSettings.defaults(), "tcp://127.0.0.1:0", Map.of(name, peer), List.of(),
				beans);
	}

	int port() {
		return ((Address.TcpServer) this.servers.all().get(0).boundAddress()).port();
	}

	TofuListenerRegistry registry() {
		return this.registry;
	}

	TofuConnections connections() {
		return this.connections;
	}

	TofuTraffic traffic() {
		return this.traffic;
	}

	/** Whether it does not listen, because it stops or has stopped. */
	boolean isDeaf() {
		return this.servers.all().get(0).boundAddress() == null;
	}

	RawPeer connect() throws Exception {
		return RawPeer.connect(port());
	}

	RawPeer greet() throws Exception {
		return RawPeer.greeted(port());
	}

	/** Messages out of the pool. */
	long messagesInUse() {
		return this.ampe.stats().messagesInUse();
	}

	void stop() {
		this.context.stop();
	}

	/** Ends it, and checks that every message has found its way back. */
	@Override
	public void close() {
		this.context.close();
		await().untilAsserted(() -> assertThat(messagesInUse()).as("messages in use").isZero());
		assertThat(this.registry.inFlight()).as("in flight").isZero();
		this.ampe.close();
		this.executor.shutdownNow();
	}

}
