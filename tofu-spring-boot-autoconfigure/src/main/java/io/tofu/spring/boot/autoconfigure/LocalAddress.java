package io.tofu.spring.boot.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.tofu.Address;
import io.tofu.spring.TofuServer;
import io.tofu.spring.TofuServerStartedEvent;
import io.tofu.spring.TofuServers;

import org.springframework.context.ApplicationListener;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Publishes where the application really listens: {@code local.tofu.port}, the port of
 * the first TCP address, and {@code local.tofu.address}, the first address as a peer on
 * this machine connects to it.
 */
final class LocalAddress implements ApplicationListener<TofuServerStartedEvent> {

	static final String PORT = "local.tofu.port";

	static final String ADDRESS = "local.tofu.address";

	private static final String PROPERTY_SOURCE_NAME = "tofu.local";

	private static final Set<String> ALL_INTERFACES = Set.of("", "0.0.0.0", "::");

	private final TofuServers servers;

	private final Map<String, Object> published = new ConcurrentHashMap<>();

	LocalAddress(TofuServers servers, ConfigurableEnvironment environment) {
		this.servers = servers;
		environment.getPropertySources().addFirst(new MapPropertySource(PROPERTY_SOURCE_NAME, this.published));
	}

	/** Whether a text has a placeholder that has a value only once we listen. */
	static boolean isReferredToIn(String text) {
		return text.contains("${" + PORT) || text.contains("${" + ADDRESS);
	}

	/** Whether such a placeholder gets a value if we listen on these addresses. */
	static boolean isPublishedFor(String text, List<String> servers) {
		return text.contains("${" + PORT)
				? servers.stream().anyMatch((server) -> Address.server(server) instanceof Address.TcpServer)
				: !servers.isEmpty();
	}

	@Override
	public void onApplicationEvent(TofuServerStartedEvent event) {
		List<Address> bound = this.servers.all()
			.stream()
			.map(TofuServer::boundAddress)
			.filter(Objects::nonNull)
			.toList();
		bound.stream().findFirst().ifPresent((first) -> this.published.put(ADDRESS, toConnectTo(first)));
		bound.stream()
			.filter(Address.TcpServer.class::isInstance)
			.map(Address.TcpServer.class::cast)
			.findFirst()
			.ifPresent((first) -> this.published.put(PORT, first.port()));
	}

	private static String toConnectTo(Address bound) {
		if (bound instanceof Address.TcpServer tcp && ALL_INTERFACES.contains(tcp.host())) {
			return Address.tcpClient("", tcp.port()).toString();
		}
		return bound.toString();
	}

}
