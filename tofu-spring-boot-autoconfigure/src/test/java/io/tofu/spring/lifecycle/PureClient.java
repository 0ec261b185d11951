package io.tofu.spring.lifecycle;

import io.tofu.spring.TofuClient;
import io.tofu.spring.boot.autoconfigure.TofuAutoConfiguration;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

/** A program that asks its peer one thing, and ends. */
@SpringBootConfiguration(proxyBeanMethods = false)
@ImportAutoConfiguration({ TofuAutoConfiguration.class, JacksonAutoConfiguration.class })
class PureClient {

	public static void main(String[] arguments) {
		ChildProcess.endWithParent();
		ConfigurableApplicationContext context = Station.application(PureClient.class, WebApplicationType.NONE)
			.run(arguments);
		String answer = context.getBean(TofuClient.class)
			.peer("main")
			.route("echo")
			.body("hello")
			.timeout(Station.PATIENCE)
			.request(String.class);
		System.out.println("The answer is " + answer);
	}

}
