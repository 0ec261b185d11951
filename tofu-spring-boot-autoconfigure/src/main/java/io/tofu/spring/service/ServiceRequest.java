package io.tofu.spring.service;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

import io.tofu.spring.TofuChannel;
import io.tofu.spring.TofuClient;
import org.jspecify.annotations.Nullable;

/** What the arguments of one call say. */
final class ServiceRequest {

	private final Map<String, String> variables = new HashMap<>();

	private final Map<String, String[]> headers = new LinkedHashMap<>();

	private @Nullable Object body;

	private @Nullable Duration timeout;

	private @Nullable TofuChannel channel;

	void variable(String name, String value) {
		this.variables.put(name, value);
	}

	void header(String name, String... values) {
		this.headers.put(name, values);
	}

	void body(@Nullable Object body) {
		this.body = body;
	}

	void timeout(Duration timeout) {
		this.timeout = timeout;
	}

	void channel(TofuChannel channel) {
		this.channel = channel;
	}

	/** The request of it, to a peer if no channel was given. */
	TofuClient.RequestSpec fillIn(TofuClient client, String peer, ServiceRoute route) {
		TofuClient.RequestSpec request = (this.channel != null) ? client.channel(this.channel) : client.peer(peer);
		String expanded = route.expand(this.variables);
		if (!expanded.isEmpty()) {
			request.route(expanded);
		}
		this.headers.forEach(request::header);
		if (this.timeout != null) {
			request.timeout(this.timeout);
		}
		return request.body(this.body);
	}

}
