package io.tofu.spring.documentation.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.tofu.Ampe;
import io.tofu.OpCode;
import io.tofu.spring.ReactiveTofuClient;
import io.tofu.spring.TofuChannel;
import io.tofu.spring.TofuClient;
import io.tofu.spring.TofuDisconnectedException;
import io.tofu.spring.TofuHeaders;
import io.tofu.spring.TofuRemoteException;
import io.tofu.spring.boot.autoconfigure.TofuAutoConfiguration;
import io.tofu.spring.boot.autoconfigure.TofuReactiveAutoConfiguration;
import io.tofu.spring.documentation.Documentation;
import io.tofu.spring.listener.TofuListener;
import io.tofu.spring.service.ImportTofuServices;
import io.tofu.spring.service.TofuExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.stereotype.Component;
import org.springframework.stereotype.Service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What docs/client.md and docs/coming-from.md show of tofu compiles and does what it
 * says: it is the code at the end of this file and of those beside it.
 */
@Timeout(60)
class ClientDocumentationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TofuAutoConfiguration.class, TofuReactiveAutoConfiguration.class,
				JacksonAutoConfiguration.class))
		.withPropertyValues("tofu.server.address=tcp://127.0.0.1:0",
				"tofu.peer.inventory.address=${local.tofu.address}", "tofu.peer.inventory.connect-wait=10s",
				"tofu.peer.rip.address=${local.tofu.address}", "tofu.peer.rip.connect-wait=10s");

	static Stream<String> snippets() {
		return Stream.of("client.md", "coming-from.md")
			.flatMap((page) -> Documentation.blocks(Documentation.page(page), "java").stream())
			.filter((snippet) -> snippet.contains("ofu"));
	}

	@ParameterizedTest
	@MethodSource("snippets")
	void everySnippetStandsBesideThisFile(String snippet) {
		Documentation.assertStandsBeside(getClass(), snippet);
	}

	@Test
	void theAttributesAreThoseOfTheAnnotation() {
		String table = Documentation
			.matches(Documentation.page("client.md"), "^\\| attribute \\| meaning \\|$\\n(.*?)^$")
			.findFirst()
			.orElseThrow()
			.group(1);
		for (java.lang.reflect.Method attribute : TofuExchange.class.getDeclaredMethods()) {
			assertThat(table).contains("`" + attribute.getName() + "`");
		}
	}

	@Test
	void shop() {
		this.runner.withBean(StockRoom.class).withBean(Shop.class).run((context) -> {
			Shop shop = context.getBean(Shop.class);
			assertThat(shop.stockOf(new Item("pen"))).isEqualTo(new Stock("pen", 3));
			assertThat(shop.all()).containsExactly(new Stock("pen", 3));
			assertThat(shop.stockLater(new Item("pen")).get(10, TimeUnit.SECONDS)).isEqualTo(new Stock("pen", 3));
			shop.sold(new Item("pen"));
			await().untilAsserted(
					() -> assertThat(context.getBean(StockRoom.class).sold).containsExactly(new Item("pen")));
		});
	}

	@Test
	void patience() {
		this.runner.withBean(StockRoom.class).withBean(Patience.class).run((context) -> {
			Patience patience = context.getBean(Patience.class);
			assertThat(patience.stockOf(new Item("pen"))).isEqualTo(new Stock("pen", 3));
			assertThat(patience.stockOf(new Item("ink"))).isEqualTo(new Stock("ink", 0));
		});
	}

	@Test
	void reports() {
		this.runner.withBean(ReportMaker.class).withBean(Reports.class).run((context) -> {
			Reports reports = context.getBean(Reports.class);
			assertThat(reports.report(new Item("pen"))).isEqualTo("All about pen");
			assertThat(reports.progress()).containsExactly("0 %", "50 %", "100 %");
		});
	}

	@Test
	void inventory() {
		this.runner.withBean(StockRoom.class).withUserConfiguration(Clients.class).run((context) -> {
			Inventory inventory = context.getBean(Inventory.class);
			assertThat(inventory.get(new Item("pen"), "blue")).isEqualTo(new Stock("pen", 3));
			assertThat(inventory.reserve("pen", Duration.ofSeconds(10)).get(10, TimeUnit.SECONDS))
				.isEqualTo(new Stock("pen", 2));
			inventory.sold(new Item("pen"));
			await().untilAsserted(
					() -> assertThat(context.getBean(StockRoom.class).sold).containsExactly(new Item("pen")));
		});
	}

	@Test
	void reactiveShop() {
		this.runner.withBean(StockRoom.class).withBean(ReactiveShop.class).run((context) -> {
			ReactiveShop shop = context.getBean(ReactiveShop.class);
			assertThat(shop.stockOf(new Item("pen")).block(Duration.ofSeconds(10))).isEqualTo(new Stock("pen", 3));
			shop.sold(new Item("pen")).block(Duration.ofSeconds(10));
			await().untilAsserted(
					() -> assertThat(context.getBean(StockRoom.class).sold).containsExactly(new Item("pen")));
		});
	}

	@Test
	void printer() {
		this.runner.withBean(Rip.class)
			.withBean(Printer.class)
			.run((context) -> assertThat(context.getBean(Printer.class).pages(new byte[] { 1 })).containsExactly("7-1",
					"7-2"));
	}

	@Test
	void comingFromElsewhere() {
		this.runner.withBean(StockService.class).withUserConfiguration(Imported.class).run((context) -> {
			StockClient client = context.getBean(StockClient.class);
			assertThat(client.get(new Item("pen"))).isEqualTo(new Stock("pen", 3));
			client.sold(new Item("pen"));
			await().untilAsserted(() -> assertThat(client.get(new Item("pen"))).isEqualTo(new Stock("pen", 2)));
		});
	}

}

@Configuration(proxyBeanMethods = false)
@ImportTofuServices(StockClient.class)
class Imported {

}

class Rip {

	@TofuListener
	Message<byte[]> rip(byte[] document, @Header("Job-Id") String job) {
		return MessageBuilder.withPayload(document).setHeader("Page", List.of(job + "-1", job + "-2")).build();
	}

}

@Service
class Shop {

	private final TofuClient client;

	Shop(TofuClient client) {
		this.client = client;
	}

	Stock stockOf(Item item) {
		return this.client.peer("inventory")
			.route("stock.get")
			.header("tenant", "blue")
			.body(item)
			.timeout(Duration.ofSeconds(2))
			.request(Stock.class);
	}

	List<Stock> all() {
		return this.client.peer("inventory").route("stock.list").request(new ParameterizedTypeReference<List<Stock>>() {
		});
	}

	CompletableFuture<Stock> stockLater(Item item) {
		return this.client.peer("inventory").route("stock.get").body(item).requestAsync(Stock.class);
	}

	void sold(Item item) {
		this.client.peer("inventory").route("stock.sold").body(item).signal();
	}

}

@Service
class Patience {

	private final TofuClient client;

	Patience(TofuClient client) {
		this.client = client;
	}

	Stock stockOf(Item item) {
		TofuClient.RequestSpec request = this.client.peer("inventory").route("stock.get").body(item);
		try {
			return request.request(Stock.class);
		}
		catch (TofuDisconnectedException ex) {
			if (ex.notProcessed()) {
				return request.request(Stock.class);
			}
			throw ex;
		}
		catch (TofuRemoteException ex) {
			if (ex.type().equals("out_of_stock")) {
				return new Stock(item.name(), 0);
			}
			throw ex;
		}
	}

}

@Service
class Reports {

	private final TofuClient client;

	private final List<String> progress = new CopyOnWriteArrayList<>();

	Reports(TofuClient client) {
		this.client = client;
	}

	String report(Item item) {
		return this.client.peer("inventory")
			.route("report.make")
			.body(item)
			.onSignal((signal) -> this.progress.add(new String(signal.getPayload(), StandardCharsets.UTF_8)))
			.request(String.class);
	}

	List<String> progress() {
		return this.progress;
	}

}

@Component
class ReportMaker {

	@TofuListener("report.make")
	String make(Item item, TofuChannel channel, @Header(TofuHeaders.MESSAGE_ID) long id) {
		for (int percent = 0; percent <= 100; percent += 50) {
			io.tofu.Message progress = channel.newMessage(OpCode.SIGNAL, id);
			progress.body().append((percent + " %").getBytes(StandardCharsets.UTF_8));
			channel.post(progress);
		}
		return "All about " + item.name();
	}

}

@TofuExchange(route = "stock", peer = "inventory")
interface Inventory {

	@TofuExchange("get")
	Stock get(Item item, @Header("tenant") String tenant);

	@TofuExchange("{name}.reserve")
	CompletableFuture<Stock> reserve(@DestinationVariable String name, Duration timeout);

	@TofuExchange(route = "sold", op = OpCode.SIGNAL)
	void sold(Item item);

}

@Configuration
@ImportTofuServices(Inventory.class)
class Clients {

}

@Service
class ReactiveShop {

	private final ReactiveTofuClient client;

	ReactiveShop(ReactiveTofuClient client) {
		this.client = client;
	}

	Mono<Stock> stockOf(Item item) {
		return this.client.peer("inventory").route("stock.get").body(item).request(Stock.class);
	}

	Mono<Void> sold(Item item) {
		return this.client.peer("inventory").route("stock.sold").body(item).signal();
	}

}

@Service
class Printer {

	private final TofuClient client;

	private final Ampe ampe;

	Printer(TofuClient client, Ampe ampe) {
		this.client = client;
		this.ampe = ampe;
	}

	List<String> pages(byte[] document) {
		try (io.tofu.Message job = this.ampe.get()) {
			job.headers().add("Job-Id", "7");
			job.body().append(document);
			try (io.tofu.Message answer = this.client.peer("rip").body(job).request(io.tofu.Message.class)) {
				return answer.headers().all("Page");
			}
		}
	}

}

@Component
class StockService {

	private final Map<String, Integer> counts = new ConcurrentHashMap<>(Map.of("pen", 3));

	@TofuListener("stock.get")
	Stock get(Item item) {
		return new Stock(item.name(), this.counts.getOrDefault(item.name(), 0));
	}

	@TofuListener("stock.sold")
	void sold(Item item) {
		this.counts.computeIfPresent(item.name(), (name, count) -> count - 1);
	}

}

@TofuExchange(route = "stock", peer = "inventory")
interface StockClient {

	@TofuExchange("get")
	Stock get(Item item);

	@TofuExchange(route = "sold", op = OpCode.SIGNAL)
	void sold(Item item);

}
