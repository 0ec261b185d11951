package io.tofu.spring.boot.autoconfigure;

import io.tofu.AmpeOptions;
import io.tofu.AmpeOptionsBuilder;

/**
 * Changes the options of the auto-configured engine. Beans of this type are called in
 * their order, after the {@code tofu.engine} properties and the
 * {@link io.tofu.EngineListener} of the application were set.
 */
@FunctionalInterface
public interface AmpeOptionsCustomizer {

	/**
	 * Changes the options.
	 * @param options the options so far
	 */
	void customize(AmpeOptionsBuilder options);

}
