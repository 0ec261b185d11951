package io.tofu.spring.boot.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.tofu.Address;
import io.tofu.AmpeException;
import io.tofu.spring.TofuChannel;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * The addresses of this application and of its peers: those of the
 * {@link TofuConnectionDetails}, else those of the properties. What cannot be read is
 * reported with the key it stands under.
 */
final class ConfiguredAddresses {

	static final String SERVER_KEY = "tofu.server.address";

	private final TofuProperties properties;

	private final TofuConnectionDetails details;

	private final Environment environment;

	ConfiguredAddresses(TofuProperties properties, @Nullable TofuConnectionDetails details, Environment environment) {
		this.properties = properties;
		this.details = (details != null) ? details : new TofuConnectionDetails() {
		};
		this.environment = environment;
	}

	/**
	 * The key in the environment of one of the server's addresses: a list may be written
	 * as one value with commas.
	 */
	static String serverKey(Environment environment, int index) {
		String indexed = SERVER_KEY + "[" + index + "]";
		return environment.containsProperty(indexed) ? indexed : SERVER_KEY;
	}

	List<String> ofServer() {
		List<String> given = this.details.getServerAddresses();
		if (!given.isEmpty()) {
			given.forEach((address) -> checkGiven("this application", address, Address::server));
			return given;
		}
		List<String> configured = this.properties.getServer().getAddress();
		for (int index = 0; index < configured.size(); index++) {
			check(serverKey(this.environment, index), configured.get(index), Address::server);
		}
		return configured;
	}

	/** Addresses by name. */
	Map<String, String> ofPeers() {
		Map<String, String> addresses = new LinkedHashMap<>();
		Map<String, String> given = this.details.getPeerAddresses();
		this.properties.getPeer().forEach((name, peer) -> {
			if (!given.containsKey(name)) {
				addresses.put(name, configured(name, peer.getAddress()));
			}
		});
		given.forEach((name, address) -> checkGiven("the peer '" + name + "'", address, Address::client));
		addresses.putAll(given);
		if (addresses.containsKey(TofuChannel.SERVER)) {
			throw reserved();
		}
		return addresses;
	}

	private String configured(String peer, @Nullable String address) {
		String key = "tofu.peer." + peer + ".address";
		if (!StringUtils.hasText(address)) {
			throw new TofuConfigurationException("The peer '" + peer + "' has no address: " + key + " is not set.",
					"Set " + key + ", for example to tcp://host:7099 or unix:/path/to/socket.");
		}
		if (LocalAddress.isReferredToIn(address)) {
			checkReference(key, address);
		}
		else {
			check(key, address, Address::client);
		}
		return address;
	}

	private void checkReference(String key, String address) {
		if (!LocalAddress.isPublishedFor(address, ofServer())) {
			throw new InvalidConfigurationPropertyValueException(key, address,
					"It refers to what this application listens on, but " + SERVER_KEY + " has no such address.");
		}
	}

	private void check(String key, String address, Consumer<String> parser) {
		try {
			parser.accept(this.environment.resolveRequiredPlaceholders(address));
		}
		catch (AmpeException | IllegalArgumentException ex) {
			throw new InvalidConfigurationPropertyValueException(key, address, ex.getMessage() + ".", ex);
		}
	}

	private static void checkGiven(String whose, String address, Consumer<String> parser) {
		try {
			parser.accept(address);
		}
		catch (AmpeException ex) {
			throw new TofuConfigurationException("TofuConnectionDetails give " + whose + " the address '" + address
					+ "', which cannot be read. " + ex.getMessage() + ".",
					"Correct the bean of type TofuConnectionDetails.");
		}
	}

	private static TofuConfigurationException reserved() {
		return new TofuConfigurationException(
				"A peer is named '" + TofuChannel.SERVER + "' (tofu.peer." + TofuChannel.SERVER
						+ "), but that name is reserved: it stands for the peers that connect to this application.",
				"Give the peer another name. If this application is to listen, set " + SERVER_KEY + " instead.");
	}

}
