package io.tofu.spring.documentation;

import java.util.List;

import io.tofu.Ampe;
import io.tofu.AmpeOptions;
import io.tofu.engine.TofuEngine;
import io.tofu.spring.TofuChannel;
import io.tofu.spring.TofuDisconnectedException;
import io.tofu.spring.TofuPeer;
import io.tofu.spring.TofuPeers;
import io.tofu.spring.boot.autoconfigure.TofuAutoConfiguration;
import io.tofu.spring.documentation.LifecycleDocumentationTests.Item;
import io.tofu.spring.documentation.LifecycleDocumentationTests.Stock;
import io.tofu.spring.listener.TofuListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What docs/lifecycle.md shows compiles and does what it says: its Java is the code at
 * the end of this file.
 */
class LifecycleDocumentationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TofuAutoConfiguration.class, JacksonAutoConfiguration.class));

	static List<String> snippets() {
		return Documentation.blocks(Documentation.page("lifecycle.md"), "java");
	}

	@ParameterizedTest
	@MethodSource("snippets")
	void everySnippetStandsBesideThisFile(String snippet) {
		Documentation.assertStandsBeside(getClass(), snippet);
	}

	@Test
	void clientGoesToThePeerThatIsThere() {
		this.runner.withBean(Inventory.class)
			.withBean(Inventories.class)
			.withPropertyValues("tofu.server.address=tcp://127.0.0.1:0", "tofu.peer.away.address=tcp://127.0.0.1:1",
					"tofu.peer.self.address=${local.tofu.address}")
			.run((context) -> {
				TofuPeer self = context.getBean(TofuPeers.class).get("self");
				await().until(() -> self.channel() != null);
				Inventories inventories = context.getBean(Inventories.class);
				assertThat(inventories.get(new Item("tofu"))).isEqualTo(new Stock("tofu", 42));
				context.stop();
				assertThatExceptionOfType(TofuDisconnectedException.class)
					.isThrownBy(() -> inventories.get(new Item("tofu")))
					.matches(TofuDisconnectedException::notProcessed);
			});
	}

	@Test
	void sharedEngineOutlivesTheContextsThatUseIt() {
		try (Ampe engine = SharedEngine.ENGINE) {
			for (int i = 0; i < 2; i++) {
				this.runner.withUserConfiguration(SharedEngine.class)
					.run((context) -> assertThat(context.getBean(Ampe.class)).isSameAs(engine));
				assertThat(engine.isRunning()).isTrue();
			}
		}
	}

	record Item(String name) {
	}

	record Stock(String name, int count) {
	}

	static class Inventory {

		@TofuListener("stock.get")
		Stock stock(Item item) {
			return new Stock(item.name(), 42);
		}

	}

}

@Service
class Inventories {

	private final TofuPeers peers;

	Inventories(TofuPeers peers) {
		this.peers = peers;
	}

	Stock get(Item item) {
		TofuDisconnectedException away = null;
		for (TofuPeer peer : this.peers.all()) {
			TofuChannel channel = peer.channel();
			if (channel == null) {
				continue;
			}
			try {
				return channel.route("stock.get").body(item).request(Stock.class);
			}
			catch (TofuDisconnectedException ex) {
				if (!ex.notProcessed()) {
					throw ex;
				}
				away = ex;
			}
		}
		throw (away != null) ? away : new TofuDisconnectedException("No stock is connected", true);
	}

}

@Configuration(proxyBeanMethods = false)
class SharedEngine {

	static final Ampe ENGINE = TofuEngine.start(AmpeOptions.defaults());

	@Bean(destroyMethod = "")
	Ampe ampe() {
		return ENGINE;
	}

}
