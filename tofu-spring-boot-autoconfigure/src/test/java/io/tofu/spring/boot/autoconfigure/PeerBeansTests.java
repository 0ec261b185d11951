package io.tofu.spring.boot.autoconfigure;

import java.util.Map;

import io.tofu.spring.TofuConnections;
import io.tofu.spring.TofuPeer;
import io.tofu.spring.TofuPeers;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/** Every configured peer is a bean, injected by its name. */
class PeerBeansTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TofuAutoConfiguration.class));

	@Test
	void peersAreInjectedByTheirNames() {
		this.runner
			.withPropertyValues("tofu.peer.stock.address=unix:/nowhere/a",
					"tofu.peer.print-shop.address=unix:/nowhere/b")
			.withBean(Shop.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				TofuPeers peers = context.getBean(TofuPeers.class);
				assertThat(context.getBean(Shop.class).stock).isSameAs(peers.get("stock"));
				assertThat(context.getBean(Shop.class).printer).isSameAs(peers.get("print-shop"));
				assertThat(context.getBeansOfType(TofuPeer.class)).containsOnlyKeys("stockTofuPeer",
						"print-shopTofuPeer");
			});
	}

	@Test
	void theOnlyPeerNeedsNoName() {
		this.runner.withPropertyValues("tofu.peer.stock.address=unix:/nowhere/a")
			.withBean(Kiosk.class)
			.run((context) -> assertThat(context.getBean(Kiosk.class).peer.name()).isEqualTo("stock"));
	}

	@Test
	void thereAreNoneWithoutConfiguredPeers() {
		this.runner.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(TofuPeer.class));
	}

	@Test
	void thereAreNoneWhenTofuIsOff() {
		this.runner.withPropertyValues("tofu.enabled=false", "tofu.peer.stock.address=unix:/nowhere/a")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(TofuPeer.class));
	}

	@Test
	void peersOfTheUsersOwnDoNotDisturb() {
		this.runner.withPropertyValues("tofu.peer.stock.address=unix:/nowhere/a")
			.withUserConfiguration(OwnPeers.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(TofuPeers.class).all()).isEmpty();
			});
	}

	record Shop(@Qualifier("stock") TofuPeer stock, @Qualifier("print-shop") TofuPeer printer) {
	}

	record Kiosk(TofuPeer peer) {
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnPeers {

		@Bean
		TofuPeers peers(TofuConnections connections) {
			return new TofuPeers(connections, Map.of());
		}

	}

}
