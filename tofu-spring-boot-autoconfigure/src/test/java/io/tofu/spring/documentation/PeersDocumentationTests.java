package io.tofu.spring.documentation;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.tofu.spring.PeerSettings;
import io.tofu.spring.TofuChannel;
import io.tofu.spring.TofuException;
import io.tofu.spring.TofuPeer;
import io.tofu.spring.TofuPeerConnectedEvent;
import io.tofu.spring.TofuPeers;
import io.tofu.spring.TofuServers;
import io.tofu.spring.boot.autoconfigure.TofuAutoConfiguration;
import io.tofu.spring.listener.TofuListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What docs/peers.md shows compiles and does what it says: its Java is the code at the
 * end of this file.
 */
@Timeout(60)
class PeersDocumentationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TofuAutoConfiguration.class, JacksonAutoConfiguration.class))
		.withPropertyValues("tofu.server.address=tcp://127.0.0.1:0",
				"tofu.peer.inventory.address=${local.tofu.address}", "tofu.peer.inventory.connect-wait=10s",
				"tofu.peer.inventory.headers.branch=west")
		.withBean(Inventory.class);

	static List<String> snippets() {
		return Documentation.blocks(Documentation.page("peers.md"), "java");
	}

	@ParameterizedTest
	@MethodSource("snippets")
	void everySnippetStandsBesideThisFile(String snippet) {
		Documentation.assertStandsBeside(getClass(), snippet);
	}

	@Test
	void warehouse() {
		this.runner.withBean(Warehouse.class).run((context) -> {
			Warehouse warehouse = context.getBean(Warehouse.class);
			assertThat(warehouse.count("pen")).isEqualTo(3);
			assertThat(warehouse.isThere()).isTrue();
		});
	}

	@Test
	void suppliers() {
		this.runner.withBean(Suppliers.class).run((context) -> {
			String address = context.getEnvironment().getRequiredProperty("local.tofu.address");
			TofuPeer late = context.getBean(Suppliers.class).add("late", address);
			assertThat(late.route("stock.count").body("ink").request(Integer.class)).isEqualTo(3);
			context.getBean(Suppliers.class).remove("late");
			assertThat(context.getBean(TofuPeers.class).all()).extracting(TofuPeer::name).containsExactly("inventory");
		});
	}

	@Test
	void branches() {
		this.runner.withBean(Branches.class).withBean(Welcome.class).run((context) -> {
			TofuServers servers = context.getBean(TofuServers.class);
			await().until(() -> servers.channels().size() == 1);
			Branches branches = context.getBean(Branches.class);
			assertThat(branches.addresses()).singleElement().asString().startsWith("tcp://127.0.0.1:");
			assertThat(branches.countIn("west", "pen")).isEqualTo(3);
			assertThat(branches.countEverywhere("pen").values()).singleElement()
				.satisfies((count) -> assertThat(count.get(10, TimeUnit.SECONDS)).isEqualTo(3));
			Inventory inventory = context.getBean(Inventory.class);
			assertThat(inventory.signals.poll(10, TimeUnit.SECONDS)).isEqualTo("welcome");
			branches.announce(new NewPrice("pen", 12));
			assertThat(inventory.signals.poll(10, TimeUnit.SECONDS)).isEqualTo("pen 12");
		});
	}

	static class Inventory {

		private final BlockingQueue<String> signals = new LinkedBlockingQueue<>();

		@TofuListener("stock.count")
		int count() {
			return 3;
		}

		@TofuListener("price.changed")
		void changed(NewPrice price) {
			this.signals.add(price.article() + " " + price.cents());
		}

		@TofuListener("welcome")
		void welcome() {
			this.signals.add("welcome");
		}

	}

}

record NewPrice(String article, int cents) {
}

@Component
class Warehouse {

	private final TofuPeer inventory;

	Warehouse(@Qualifier("inventory") TofuPeer inventory) {
		this.inventory = inventory;
	}

	int count(String article) {
		return this.inventory.route("stock.count").body(article).request(Integer.class);
	}

	boolean isThere() {
		return this.inventory.state() == TofuPeer.State.CONNECTED;
	}

}

@Component
class Suppliers {

	private final TofuPeers peers;

	Suppliers(TofuPeers peers) {
		this.peers = peers;
	}

	TofuPeer add(String name, String address) {
		return this.peers.connect(name, PeerSettings.builder(address).header("tenant", "blue").build());
	}

	void remove(String name) {
		this.peers.disconnect(name);
	}

}

@Component
class Branches {

	private final TofuServers servers;

	Branches(TofuServers servers) {
		this.servers = servers;
	}

	List<String> addresses() {
		return this.servers.channels().stream().map((channel) -> channel.info().remoteAddress()).toList();
	}

	int countIn(String branch, String article) {
		TofuChannel channel = this.servers.channels("branch", branch).get(0);
		return channel.route("stock.count").body(article).request(Integer.class);
	}

	void announce(NewPrice price) {
		Map<TofuChannel, TofuException> missed = this.servers.broadcast(this.servers.channels(), "price.changed")
			.body(price)
			.signal();
		missed.keySet().forEach(TofuChannel::close);
	}

	Map<TofuChannel, CompletableFuture<Integer>> countEverywhere(String article) {
		return this.servers.broadcast(this.servers.channels(), "stock.count")
			.body(article)
			.timeout(Duration.ofSeconds(2))
			.requestAsync(Integer.class);
	}

}

@Component
class Welcome {

	@EventListener
	void connected(TofuPeerConnectedEvent event) {
		if (event.channel().isAccepted()) {
			event.channel().route("welcome").signal();
		}
	}

}
