package io.tofu.spring.boot.autoconfigure;

import io.tofu.spring.ReactiveTofuClient;
import io.tofu.spring.TofuClient;
import io.tofu.spring.service.TofuServiceProxyFactory;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.context.annotation.ImportCandidates;

import static org.assertj.core.api.Assertions.assertThat;

/** The reactive client is there if Reactor is, and else everything but it. */
class TofuReactiveAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TofuReactiveAutoConfiguration.class, TofuAutoConfiguration.class));

	@Test
	void withReactor() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(ReactiveTofuClient.class));
	}

	@Test
	void withoutReactor() {
		this.runner.withClassLoader(new FilteredClassLoader(Mono.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(ReactiveTofuClient.class)
				.hasSingleBean(TofuClient.class)
				.hasSingleBean(TofuServiceProxyFactory.class));
	}

	@Test
	void withoutTofu() {
		this.runner.withPropertyValues("tofu.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ReactiveTofuClient.class));
	}

	@Test
	void oneOfTheApplicationsOwnIsUsedInstead() {
		this.runner.withBean("mine", ReactiveTofuClient.class, () -> new ReactiveTofuClient(null))
			.run((context) -> assertThat(context).hasSingleBean(ReactiveTofuClient.class).hasBean("mine"));
	}

	@Test
	void itIsFound() {
		assertThat(ImportCandidates.load(org.springframework.boot.autoconfigure.AutoConfiguration.class, null))
			.contains(TofuReactiveAutoConfiguration.class.getName());
	}

}
