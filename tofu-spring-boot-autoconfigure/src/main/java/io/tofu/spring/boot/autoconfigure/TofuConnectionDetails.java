package io.tofu.spring.boot.autoconfigure;

import java.util.List;
import java.util.Map;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/**
 * Addresses that are known only when the application starts, as in a test. What a bean of
 * this type names takes precedence over the properties; what it leaves out stays with
 * them.
 */
public interface TofuConnectionDetails extends ConnectionDetails {

	/**
	 * The addresses to listen on, instead of {@code tofu.server.address}.
	 * @return addresses, or an empty list to leave it to the properties
	 */
	default List<String> getServerAddresses() {
		return List.of();
	}

	/**
	 * The addresses of peers by name, instead of {@code tofu.peer.<name>.address}. A name
	 * without properties is a peer with the default ones.
	 * @return addresses of the peers that are not left to the properties
	 */
	default Map<String, String> getPeerAddresses() {
		return Map.of();
	}

}
