package io.tofu.spring.boot.autoconfigure;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.context.annotation.Scope;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.annotation.AnnotationUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * An application that connects to the peer {@code stock}, does not listen, and has one
 * bean with listeners.
 */
final class MistakenApplication {

	private static final String ACTION = "Action:";

	private MistakenApplication() {
	}

	/** Starts it without JSON, and stops it again. */
	static void start(Class<?> listeners) {
		run(listeners, Plain.class);
	}

	static void startWithJson(Class<?> listeners) {
		run(listeners, WithJson.class);
	}

	/** Checks that it does not start, and what is printed then. */
	static void assertExplains(Class<?> listeners, String first, String second, String action, CapturedOutput output) {
		assertThatException().isThrownBy(() -> start(listeners));
		assertThat(output.getAll()).contains("APPLICATION FAILED TO START", first, second, ACTION);
		assertThat(output.getAll().substring(output.getAll().indexOf(ACTION))).contains(action);
	}

	private static void run(Class<?> listeners, Class<?> application) {
		Scope scope = AnnotationUtils.findAnnotation(listeners, Scope.class);
		new SpringApplicationBuilder(application).web(WebApplicationType.NONE)
			.initializers((context) -> ((GenericApplicationContext) context).registerBean("listeners", listeners,
					(definition) -> definition.setScope((scope != null) ? scope.value() : "singleton")))
			.run("--tofu.peer.stock.address=tcp://127.0.0.1:1")
			.close();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ TofuAutoConfiguration.class, PropertyPlaceholderAutoConfiguration.class })
	static class Plain {

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ TofuAutoConfiguration.class, PropertyPlaceholderAutoConfiguration.class,
			JacksonAutoConfiguration.class })
	static class WithJson {

	}

}
