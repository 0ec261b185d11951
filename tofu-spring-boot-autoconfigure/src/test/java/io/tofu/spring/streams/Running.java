package io.tofu.spring.streams;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.tofu.Ampe;
import io.tofu.AmpeStats;
import io.tofu.spring.TofuChannel;
import io.tofu.spring.TofuClient;
import io.tofu.spring.TofuConnections;
import io.tofu.spring.TofuPeerConnectedEvent;
import io.tofu.spring.boot.autoconfigure.TofuAutoConfiguration;
import io.tofu.spring.listener.TofuListenerRegistry;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** An application with one bean of listeners, in this JVM. */
final class Running implements AutoCloseable {

	static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final Duration POLL = Duration.ofMillis(5);

	private final Queue<TofuChannel> connected = new ConcurrentLinkedQueue<>();

	private final ConfigurableApplicationContext context;

	private final boolean listens;

	private Running(Object bean, List<String> properties, boolean listens) {
		this.listens = listens;
		this.context = new SpringApplicationBuilder(Configuration.class).web(WebApplicationType.NONE)
			.registerShutdownHook(false)
			.properties("spring.main.banner-mode=off")
			.initializers((starting) -> register((GenericApplicationContext) starting, bean))
			.listeners(this::remember)
			.run(properties.stream().map((property) -> "--" + property).toArray(String[]::new));
	}

	private void remember(ApplicationEvent event) {
		if (event instanceof TofuPeerConnectedEvent connection) {
			this.connected.add(connection.channel());
		}
	}

	@SuppressWarnings("unchecked")
	private static void register(GenericApplicationContext context, Object bean) {
		context.registerBean((Class<Object>) bean.getClass(), () -> bean);
	}

	/** An application that listens on a free port. */
	static Running listening(Object bean, String... properties) {
		List<String> all = new ArrayList<>(Arrays.asList(properties));
		all.add("tofu.server.address=tcp://127.0.0.1:0");
		return new Running(bean, all, true);
	}

	/** An application that connects to another one, its peer. */
	static Running connectedTo(int port, Object bean, String... properties) {
		List<String> all = new ArrayList<>(Arrays.asList(properties));
		all.add("tofu.peer.other.address=tcp://127.0.0.1:" + port);
		all.add("tofu.peer.other.connect-wait=30s");
		all.add("tofu.peer.other.reconnect.initial-interval=10ms");
		all.add("tofu.peer.other.reconnect.max-interval=50ms");
		return new Running(bean, all, false);
	}

	int port() {
		return Integer.parseInt(this.context.getEnvironment().getRequiredProperty("local.tofu.port"));
	}

	/** A request to whom it is connected to. */
	TofuClient.RequestSpec request(String route) {
		return request().route(route).timeout(PATIENCE);
	}

	private TofuClient.RequestSpec request() {
		TofuClient client = this.context.getBean(TofuClient.class);
		return this.listens ? client.channel(channel()) : client.peer("other");
	}

	/** The one connection there is; waits for it. */
	TofuChannel channel() {
		return open().orElseGet(
				() -> await().atMost(PATIENCE).pollInterval(POLL).until(this::open, Optional::isPresent).orElseThrow());
	}

	private Optional<TofuChannel> open() {
		// One whose Hello was not answered takes no requests
		return this.connected.stream().filter(TofuChannel::isOpen).findAny();
	}

	TofuListenerRegistry registry() {
		return this.context.getBean(TofuListenerRegistry.class);
	}

	AmpeStats stats() {
		return this.context.getBean(Ampe.class).stats();
	}

	/** Checks that nothing of what happened is left, whether or not connections are. */
	void assertNothingIsLeft() {
		await().atMost(PATIENCE).untilAsserted(() -> {
			assertThat(registry().inFlight()).as("in flight").isZero();
			assertThat(stats().messagesInUse()).as("messages in use").isZero();
			assertThat(stats().queuedBytes()).as("bytes to be sent").isZero();
			assertThat(this.context.getBean(TofuConnections.class).channels()).noneMatch(TofuChannel::awaitsAnswer);
		});
	}

	@Override
	public void close() {
		this.context.close();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ TofuAutoConfiguration.class, JacksonAutoConfiguration.class,
			PropertyPlaceholderAutoConfiguration.class })
	static class Configuration {

	}

}
