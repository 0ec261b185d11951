package io.tofu.sample;

import io.tofu.sample.quotes.Quotes;
import io.tofu.sample.spooler.Spooler;
import io.tofu.sample.web.Web;
import io.tofu.sample.worker.Worker;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * A print spooler and a worker in one process, or one of them alone:
 * {@code --spring.profiles.active=spooler} or {@code worker}.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({ Quotes.class, Spooler.class, Worker.class, Web.class })
public class SampleApplication {

	public static void main(String[] args) {
		SpringApplication.run(SampleApplication.class, args);
	}

}
