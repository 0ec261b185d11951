package io.tofu.spring.boot.autoconfigure.health;

import java.util.LinkedHashMap;
import java.util.Map;

import io.tofu.Ampe;
import io.tofu.spring.TofuPeers;
import io.tofu.spring.TofuServer;
import io.tofu.spring.TofuServers;
import io.tofu.spring.boot.autoconfigure.TofuAutoConfiguration;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the health contributor {@code tofu}: the engine, every address
 * listened on and every peer.
 */
@AutoConfiguration(after = TofuAutoConfiguration.class)
@ConditionalOnClass({ CompositeHealthContributor.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean({ Ampe.class, TofuServers.class, TofuPeers.class })
@ConditionalOnEnabledHealthIndicator("tofu")
public final class TofuHealthContributorAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = { "tofuHealthContributor", "tofuHealthIndicator" })
	CompositeHealthContributor tofuHealthContributor(Ampe ampe, TofuServers servers, TofuPeers peers) {
		Map<String, HealthContributor> contributors = new LinkedHashMap<>();
		contributors.put("engine", new EngineHealthIndicator(ampe));
		if (!servers.all().isEmpty()) {
			contributors.put("server", ofServers(servers));
		}
		return new TofuHealth(contributors, peers);
	}

	private static CompositeHealthContributor ofServers(TofuServers servers) {
		Map<String, TofuServer> byKey = new LinkedHashMap<>();
		for (TofuServer server : servers.all()) {
			byKey.put(ServerHealthIndicator.unique(server, byKey.keySet()), server);
		}
		return CompositeHealthContributor.fromMap(byKey, ServerHealthIndicator::new);
	}

}
