package io.tofu.spring.listener;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.tofu.OpCode;
import io.tofu.spring.ErrorTypes;
import io.tofu.spring.TofuChannel;
import io.tofu.spring.TofuPeer;
import io.tofu.spring.TofuRemoteException;
import io.tofu.spring.TofuResponseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Two auto-configured applications that are each other's peers, over TCP and over a Unix
 * socket, on platform threads and, where Java has them, on virtual ones.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("links")
@Timeout(60)
class TwoApplicationsTests {

	@Parameter
	Link link;

	@TempDir
	Path directory;

	private final Shop shop = new Shop();

	private final Customer customer = new Customer();

	private BootApplication server;

	private BootApplication client;

	static List<Link> links() {
		return Link.possible();
	}

	@BeforeEach
	void start() {
		List<String> properties = List.of("tofu.listener.max-joined-size=300KB");
		this.server = BootApplication.server(this.link, this.link.serverAddress(this.directory), properties, this.shop,
				new Advice());
		this.client = BootApplication.client(this.link, this.server,
				List.of("tofu.peer.main.headers.tenant=blue", "tofu.peer.main.connect-wait=10s"), this.customer);
	}

	@AfterEach
	void stop() {
		this.client.close();
		this.server.close();
	}

	@Test
	void payloadsTravelBothWays() {
		assertThat(this.client.request("order").body(new Order("pen", 3)).request(Receipt.class))
			.isEqualTo(new Receipt("3 × pen"));
		assertThat(this.client.request("orders")
			.body(List.of(new Order("a", 1), new Order("b", 2)))
			.request(new ParameterizedTypeReference<Map<String, Integer>>() {
			})).isEqualTo(Map.of("a", 1, "b", 2));
		assertThat(this.client.request("echo").body(new byte[] { 1, 2 }).request(byte[].class)).containsExactly(1, 2);
		assertThat(this.client.request("stock.ink.of.west").header("lang", "de").request(String.class))
			.isEqualTo("ink west de");
	}

	@Test
	void longPayloadsAreJoinedUpToTheLimit() {
		byte[] body = new byte[300 * 1024];
		body[299_999] = 7;
		assertThat(this.client.request("echo").body(body).request(byte[].class)).isEqualTo(body);
		assertThat(error("echo", new byte[300 * 1024 + 1])).isEqualTo(ErrorTypes.TOO_LARGE);
	}

	@Test
	void errorsKeepTheirTypes() {
		assertThat(error("refused", "")).isEqualTo("out_of_stock");
		assertThat(error("advised", "")).isEqualTo("advised");
		assertThat(error("order", "no JSON")).isEqualTo(ErrorTypes.BAD_REQUEST);
		assertThat(error("broken", "")).isEqualTo(ErrorTypes.INTERNAL);
		assertThat(error("slow", "")).isEqualTo(ErrorTypes.TIMEOUT);
		assertThat(error("nowhere", "")).isEqualTo(ErrorTypes.NOT_FOUND);
	}

	@Test
	void theSideThatListensAsksTheOtherOne() {
		assertThat(this.client.request("ask-me-back").body("Ada").request(String.class)).isEqualTo("My name is Ada");
	}

	@Test
	void signalsArriveInOrder() {
		IntStream.range(0, 1000).forEach((number) -> this.client.request("signal").body(number).signal());
		await().until(() -> this.shop.signals.size() == 1000);
		assertThat(this.shop.signals).containsExactlyElementsOf(IntStream.range(0, 1000).boxed().toList());
	}

	@Test
	void listenersRunOnTheThreadsOfTheApplication() {
		String thread = this.client.request("thread").request(String.class);
		assertThat(thread).contains("tofu-listener-");
		assertThat(thread.startsWith("VirtualThread")).isEqualTo(this.link.hasVirtualThreads());
	}

	@Test
	void helloAndByeAreIntercepted() throws Exception {
		assertThat(this.client.request("echo").request(byte[].class)).isNull();
		TofuPeer main = this.client.main();
		assertThat(main.channel()).isNotNull();
		assertThat(main.channel().helloHeaders()).containsEntry("greeting", List.of("welcome, blue"));
		this.client.close();
		assertThat(this.shop.goodbyes.poll(10, TimeUnit.SECONDS)).isEqualTo("blue");
	}

	@Test
	void aRejectedPeerKnowsWhyAndComesBackOnlyIfItMay() {
		try (BootApplication stranger = BootApplication.client(this.link, this.server, List.of())) {
			await().until(() -> stranger.main().state() == TofuPeer.State.REJECTED);
			assertThat(stranger.main().lastFailure()).contains(ErrorTypes.UNAUTHORIZED, "Who are you?");
		}
		try (BootApplication early = BootApplication.client(this.link, this.server,
				List.of("tofu.peer.main.headers.tenant=early", "tofu.peer.main.reconnect.initial-interval=10ms"))) {
			await().until(() -> early.main().state() == TofuPeer.State.CONNECTED);
			assertThat(this.shop.early).hasSize(2);
		}
	}

	@Test
	void aListenerIsStoppedAndStartedByItsId() {
		TofuListenerContainer echo = this.server.registry().get("echo");
		assertThat(echo).isNotNull();
		echo.stop();
		assertThat(error("echo", "x")).isEqualTo(ErrorTypes.UNAVAILABLE);
		echo.start();
		assertThat(this.client.request("echo").body("x").request(String.class)).isEqualTo("x");
		assertThat(this.server.registry().get("nobody")).isNull();
	}

	private String error(String route, Object body) {
		TofuRemoteException[] refusal = new TofuRemoteException[1];
		assertThatExceptionOfType(TofuRemoteException.class)
			.isThrownBy(() -> this.client.request(route).body(body).request(byte[].class))
			.satisfies((ex) -> refusal[0] = ex);
		return refusal[0].type();
	}

	record Order(String item, int count) {
	}

	record Receipt(String text) {
	}

	static class Shop {

		private final Queue<Integer> signals = new ConcurrentLinkedQueue<>();

		private final Queue<String> early = new ConcurrentLinkedQueue<>();

		private final BlockingQueue<String> goodbyes = new LinkedBlockingQueue<>();

		@TofuListener("order")
		Receipt order(Order order) {
			return new Receipt(order.count() + " × " + order.item());
		}

		@TofuListener("orders")
		CompletableFuture<Map<String, Integer>> orders(List<Order> orders) {
			return CompletableFuture.supplyAsync(
					() -> orders.stream().collect(java.util.stream.Collectors.toMap(Order::item, Order::count)));
		}

		@TofuListener(id = "echo", route = "echo")
		byte[] echo(byte[] body) {
			return body;
		}

		@TofuListener("stock.{item}.of.{region}")
		String stock(@DestinationVariable String item, @DestinationVariable String region, @Header String lang) {
			return item + " " + region + " " + lang;
		}

		@TofuListener("refused")
		void refused() {
			throw new TofuResponseException("out_of_stock", "none left");
		}

		@TofuListener("advised")
		void advised() {
			throw new UnsupportedOperationException();
		}

		@TofuListener("broken")
		void broken() {
			throw new IllegalStateException();
		}

		@TofuListener("slow")
		CompletableFuture<String> slow() {
			return new CompletableFuture<String>().orTimeout(1, TimeUnit.MILLISECONDS);
		}

		@TofuListener("ask-me-back")
		String askBack(String name, TofuChannel channel) {
			return channel.route("name").body(name).request(String.class);
		}

		@TofuListener("signal")
		void signal(int number) {
			this.signals.add(number);
		}

		@TofuListener("thread")
		String thread() {
			return Thread.currentThread().toString() + " " + Thread.currentThread().getName();
		}

		@TofuListener(op = OpCode.HELLO_REQUEST, headers = "tenant")
		Message<?> hello(@Header String tenant, TofuChannel channel) {
			if (tenant.equals("early")) {
				this.early.add(tenant);
				if (this.early.size() == 1) {
					throw new TofuResponseException("closed", "Come later");
				}
			}
			return org.springframework.messaging.support.MessageBuilder.withPayload("")
				.setHeader("greeting", "welcome, " + tenant)
				.build();
		}

		@TofuListener(op = OpCode.HELLO_REQUEST)
		void stranger(TofuChannel channel) {
			channel.reject(ErrorTypes.UNAUTHORIZED, "Who are you?");
		}

		@TofuListener(op = OpCode.BYE_REQUEST, peer = "server")
		void bye(TofuChannel channel) {
			this.goodbyes.add(channel.helloHeaders().get("tenant").get(0));
		}

	}

	@TofuAdvice
	static class Advice {

		@MessageExceptionHandler(UnsupportedOperationException.class)
		TofuResponseException unsupported() {
			return new TofuResponseException("advised", null);
		}

	}

	static class Customer {

		@TofuListener(route = "name", peer = "main")
		String name(String name) {
			return "My name is " + name;
		}

	}

}
