package io.tofu.benchmarks.contender.spring;

import io.tofu.benchmarks.load.Contender;
import io.tofu.benchmarks.load.Endpoint;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts applications that say nothing. */
final class Applications {

	private Applications() {
	}

	/** An application with these properties, each {@code name=value}. */
	static ConfigurableApplicationContext start(Class<?> configuration, String... properties) {
		System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
		return new SpringApplicationBuilder(configuration).web(WebApplicationType.NONE)
			.logStartupInfo(false)
			.registerShutdownHook(false)
			.properties("spring.main.banner-mode=off")
			.properties(properties)
			.run();
	}

	/** An application that was started and listens. */
	record Serving(ConfigurableApplicationContext application, Endpoint endpoint) implements Contender.Server {

		@Override
		public void close() {
			this.application.close();
		}

	}

}
