package io.tofu.spring.listener;

import java.util.ArrayList;
import java.util.List;

import io.tofu.Ampe;
import io.tofu.spring.TofuClient;
import io.tofu.spring.TofuPeer;
import io.tofu.spring.TofuPeers;
import io.tofu.spring.boot.autoconfigure.TofuAutoConfiguration;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application as Spring Boot starts it, with listeners of the test's.
 */
final class BootApplication implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private BootApplication(List<String> properties, Object... beans) {
		this.context = new SpringApplicationBuilder(Configuration.class).web(WebApplicationType.NONE)
			.registerShutdownHook(false)
			.initializers((context) -> register((GenericApplicationContext) context, beans))
			.run(properties.stream().map((property) -> "--" + property).toArray(String[]::new));
	}

	@SuppressWarnings("unchecked")
	private static void register(GenericApplicationContext context, Object... beans) {
		for (int i = 0; i < beans.length; i++) {
			Object bean = beans[i];
			context.registerBean("bean" + i, (Class<Object>) bean.getClass(), () -> bean);
		}
	}

	/** An application that listens. */
	static BootApplication server(Link link, String address, List<String> properties, Object... beans) {
		List<String> all = new ArrayList<>(properties);
		all.add("tofu.server.address=" + address);
		all.add("spring.threads.virtual.enabled=" + link.hasVirtualThreads());
		return new BootApplication(all, beans);
	}

	/** An application that connects to another one, under the name {@code main}. */
	static BootApplication client(Link link, BootApplication server, List<String> properties, Object... beans) {
		List<String> all = new ArrayList<>(properties);
		all.add("tofu.peer.main.address=" + server.address());
		all.add("spring.threads.virtual.enabled=" + link.hasVirtualThreads());
		return new BootApplication(all, beans);
	}

	/** Where it can be reached. */
	String address() {
		return this.context.getEnvironment().getRequiredProperty("local.tofu.address");
	}

	TofuClient.RequestSpec request(String route) {
		return this.context.getBean(TofuClient.class).peer("main").route(route);
	}

	TofuPeer main() {
		return this.context.getBean(TofuPeers.class).get("main");
	}

	TofuListenerRegistry registry() {
		return this.context.getBean(TofuListenerRegistry.class);
	}

	/** Ends it, and checks before that nothing was left over. */
	@Override
	public void close() {
		if (!this.context.isActive()) {
			return;
		}
		await().untilAsserted(() -> {
			assertThat(registry().inFlight()).as("in flight").isZero();
			assertThat(this.context.getBean(Ampe.class).stats().messagesInUse()).as("messages in use").isZero();
		});
		this.context.close();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ TofuAutoConfiguration.class, JacksonAutoConfiguration.class,
			PropertyPlaceholderAutoConfiguration.class })
	static class Configuration {

	}

}
