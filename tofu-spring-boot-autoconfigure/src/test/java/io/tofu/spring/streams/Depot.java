package io.tofu.spring.streams;

import java.io.IOException;
import java.io.InputStream;

import io.tofu.spring.boot.autoconfigure.TofuAutoConfiguration;
import io.tofu.spring.lifecycle.ChildProcess;
import io.tofu.spring.listener.TofuListener;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

/** A program that takes and gives much. */
@SpringBootConfiguration(proxyBeanMethods = false)
@ImportAutoConfiguration({ TofuAutoConfiguration.class, JacksonAutoConfiguration.class,
		PropertyPlaceholderAutoConfiguration.class })
class Depot {

	/** What a slow consumer rests after each megabyte, in milliseconds. */
	static final long REST = 4;

	private final Footprint footprint = new Footprint();

	public static void main(String[] arguments) {
		ChildProcess.endWithParent();
		start(Depot.class, arguments);
	}

	static ConfigurableApplicationContext start(Class<?> configuration, String... arguments) {
		return new SpringApplicationBuilder(configuration).web(WebApplicationType.NONE)
			.properties("spring.main.banner-mode=off")
			.run(arguments);
	}

	/** Reads slowly, and answers with the digest. */
	@TofuListener("up")
	String up(InputStream content) throws IOException {
		return Content.consume(content, REST);
	}

	@TofuListener("down")
	InputStream down(long size) {
		return new Content(size);
	}

	@TofuListener("echo")
	String echo(String text) {
		this.footprint.look();
		return text;
	}

	@TofuListener("footprint")
	String footprint() {
		return this.footprint.toString();
	}

}
