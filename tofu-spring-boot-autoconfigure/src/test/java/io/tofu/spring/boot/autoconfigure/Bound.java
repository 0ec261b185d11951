package io.tofu.spring.boot.autoconfigure;

import java.util.Map;

import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/**
 * Properties bound as an application binds them, except that an unknown key is an error.
 */
final class Bound {

	private Bound() {
	}

	static TofuProperties properties(String key, Object value) {
		return properties(Map.of(key, value));
	}

	static TofuProperties properties(Map<String, ?> values) {
		return new Binder(new MapConfigurationPropertySource(values)).bindOrCreate("tofu",
				Bindable.of(TofuProperties.class), new NoUnboundElementsBindHandler(BindHandler.DEFAULT));
	}

}
