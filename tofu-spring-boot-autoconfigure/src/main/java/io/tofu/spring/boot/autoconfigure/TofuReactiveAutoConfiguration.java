package io.tofu.spring.boot.autoconfigure;

import io.tofu.spring.ReactiveTofuClient;
import io.tofu.spring.TofuClient;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for the tofu client of applications that have Reactor.
 */
@AutoConfiguration(after = TofuAutoConfiguration.class)
@ConditionalOnClass(Mono.class)
@ConditionalOnBean(TofuClient.class)
public final class TofuReactiveAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ReactiveTofuClient reactiveTofuClient(TofuClient client) {
		return new ReactiveTofuClient(client);
	}

}
