package io.tofu.spring.boot.autoconfigure;

import java.util.List;
import java.util.regex.Pattern;

import io.tofu.spring.TofuServerException;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/** Explains that an address cannot be listened on: which, configured where, and why. */
final class TofuServerFailureAnalyzer extends AbstractFailureAnalyzer<TofuServerException> {

	private static final Bindable<List<String>> ADDRESSES = Bindable.listOf(String.class);

	/** What the engine says before the reason, and we have said by then. */
	private static final Pattern REPEATED = Pattern.compile("^cannot listen on \\S+: ");

	/** What the system says of a host that is not this machine. */
	private static final String NOT_OURS = "assign requested address";

	private final Environment environment;

	TofuServerFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, TofuServerException cause) {
		int index = Binder.get(this.environment)
			.bind(ConfiguredAddresses.SERVER_KEY, ADDRESSES)
			.orElse(List.of())
			.indexOf(cause.address());
		String key = ConfiguredAddresses.serverKey(this.environment, Math.max(index, 0));
		String source = (index < 0) ? "a bean of type TofuConnectionDetails"
				: "the property '" + key + "'" + origin(key);
		String reason = REPEATED.matcher(cause.reason()).replaceFirst("");
		return new FailureAnalysis("The application cannot listen on " + cause.address() + ", which is given by "
				+ source + ". The reason is: " + reason + ".", action(key, reason), cause);
	}

	private String origin(String key) {
		ConfigurationPropertyName name = ConfigurationPropertyName.of(key);
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			ConfigurationProperty property = source.getConfigurationProperty(name);
			if (property != null) {
				return (property.getOrigin() != null) ? " (originating from '" + property.getOrigin() + "')" : "";
			}
		}
		return "";
	}

	private static String action(String key, String reason) {
		if (reason.contains(NOT_OURS)) {
			return "Set " + key + " to an address of this machine. tcp://:port listens on all of them.";
		}
		return "Stop the process that listens there already, or set " + key
				+ " to another address. A port below 1024 or a socket's directory may also need more rights.";
	}

}
