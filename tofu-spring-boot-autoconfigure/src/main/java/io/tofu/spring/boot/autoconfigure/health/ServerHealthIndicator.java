package io.tofu.spring.boot.autoconfigure.health;

import java.util.Set;

import io.tofu.Address;
import io.tofu.spring.TofuServer;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/** UP while one address is listened on. */
final class ServerHealthIndicator implements HealthIndicator {

	private final TofuServer server;

	ServerHealthIndicator(TofuServer server) {
		this.server = server;
	}

	/** The key of a server, made different from those that are taken. */
	static String unique(TofuServer server, Set<String> taken) {
		String key = key(server.address());
		String unique = key;
		for (int number = 2; taken.contains(unique); number++) {
			unique = key + "-" + number;
		}
		return unique;
	}

	/** An address without what cannot stand in a path of a URL. */
	static String key(String configured) {
		Address address = Address.server(configured);
		if (address instanceof Address.TcpServer tcp) {
			return "tcp-" + (tcp.host().isEmpty() ? "" : tcp.host() + "-") + tcp.port();
		}
		return address.toString().replaceAll("[^A-Za-z0-9._]+", "-").replaceAll("-$", "");
	}

	@Override
	public Health health() {
		Health.Builder health = Health.status(status()).withDetail("address", this.server.address());
		Address bound = this.server.boundAddress();
		if (bound != null && !bound.toString().equals(this.server.address())) {
			health.withDetail("boundAddress", bound.toString());
		}
		String failure = this.server.lastFailure();
		if (failure != null) {
			health.withDetail("lastFailure", failure);
		}
		return health.build();
	}

	private Status status() {
		return switch (this.server.state()) {
			case LISTENING -> Status.UP;
			case STOPPED -> Status.OUT_OF_SERVICE;
			case FAILED -> Status.DOWN;
		};
	}

}
