package io.tofu.spring.service;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.tofu.OpCode;
import io.tofu.spring.TofuChannel;
import io.tofu.spring.TofuPeers;
import io.tofu.spring.TofuRemoteException;
import io.tofu.spring.TofuResponseException;
import io.tofu.spring.TofuTimeoutException;
import io.tofu.spring.boot.autoconfigure.TofuAutoConfiguration;
import io.tofu.spring.listener.TofuListener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.support.MessageBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Interfaces as clients: what their methods send, and what they return. */
@Timeout(60)
class TofuServiceProxyFactoryTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TofuAutoConfiguration.class, JacksonAutoConfiguration.class))
		.withBean(Shop.class)
		.withUserConfiguration(Importing.class)
		.withPropertyValues("tofu.server.address=tcp://127.0.0.1:0", "tofu.peer.self.address=${local.tofu.address}",
				"tofu.peer.self.connect-wait=10s", "shop.peer=self", "shop.region=west");

	@Test
	void objectsComeBackInEveryShape() {
		run((context) -> {
			Items items = context.getBean(Items.class);
			Item pen = new Item("pen", 3);
			assertThat(items.get("pen")).isEqualTo(pen);
			assertThat(items.list()).containsExactly(pen);
			assertThat(items.count("pen")).isEqualTo(3);
			assertThat(items.later("pen").get(10, TimeUnit.SECONDS)).isEqualTo(pen);
			assertThat(items.stage("pen").toCompletableFuture().get(10, TimeUnit.SECONDS).getPayload()).isEqualTo(pen);
			assertThat(items.mono("pen").block(LONG)).isEqualTo(pen);
			assertThat(items.monoMessage("pen").block(LONG)).isNotNull()
				.satisfies((message) -> assertThat(message.getPayload()).isEqualTo(pen));
			Message<Item> message = items.message("pen");
			assertThat(message.getPayload()).isEqualTo(pen);
			assertThat(message.getHeaders()).containsEntry("region", "west");
			try (io.tofu.Message raw = items.raw("pen")) {
				assertThat(raw.headers().first("region")).isEqualTo("west");
			}
			assertThat(items.nothing()).isNull();
			items.done();
		});
	}

	@Test
	void argumentsGoWhereTheirAnnotationsSay() {
		run((context) -> {
			Items items = context.getBean(Items.class);
			assertThat(items.headers("blue", List.of("a", "b"), new int[] { 1, 2 }, null, null,
					Map.of("extra", 5, "more", List.of("x", "y"))))
				.isEqualTo("tenant=blue tags=[a, b] numbers=[1, 2] note=none extra=5 more=[x, y]");
			assertThat(items.paid("blue", new Item("ink", 1))).isEqualTo("ink for blue");
		});
	}

	@Test
	void argumentsThatCannotBeSentAreRefused() {
		run((context) -> {
			Items items = context.getBean(Items.class);
			assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> items.get("a.b"))
				.withMessageContaining("'a.b' for the variable 'name'");
			assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> items.get(""));
			assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> items.get(null))
				.withMessageContaining("'name'")
				.withMessageContaining("Items.get()");
			assertThatExceptionOfType(IllegalArgumentException.class)
				.isThrownBy(() -> items.headers(null, List.of(), new int[0], null, null, Map.of()))
				.withMessageContaining("'tenant'");
		});
	}

	@Test
	void failuresAreThoseOfTheClient() {
		run((context) -> {
			Items items = context.getBean(Items.class);
			assertThatExceptionOfType(TofuRemoteException.class).isThrownBy(items::broken)
				.satisfies((ex) -> assertThat(ex.type()).isEqualTo("broken"));
			assertThatExceptionOfType(TofuTimeoutException.class).isThrownBy(() -> items.never(Duration.ofMillis(50)));
			assertThatExceptionOfType(MessageConversionException.class).isThrownBy(items::noNumber)
				.withMessageContaining("empty");
		});
	}

	@Test
	void signalsAreSentOnceAndMonosWhenSubscribed() {
		run((context) -> {
			Items items = context.getBean(Items.class);
			Shop shop = context.getBean(Shop.class);
			items.sold("pen");
			Mono<Void> later = items.soldLater("ink");
			await().untilAsserted(() -> assertThat(shop.sold).containsExactly("pen"));
			later.block(LONG);
			await().untilAsserted(() -> assertThat(shop.sold).containsExactly("pen", "ink"));
		});
	}

	@Test
	void aChannelSaysWhereToSend() {
		run((context) -> {
			Items items = context.getBean(Items.class);
			items.get("pen");
			TofuChannel channel = context.getBean(TofuPeers.class).get("self").channel();
			assertThat(context.getBean(Anywhere.class).get(channel, "pen")).isEqualTo(new Item("pen", 3));
		});
	}

	@Test
	void itIsAnObjectLikeAnother() {
		run((context) -> {
			Items items = context.getBean(Items.class);
			assertThat(Set.of(items)).contains(context.getBean(Items.class));
			assertThat(items).isNotEqualTo(context.getBean(Anywhere.class));
			assertThat(items).hasToString("client " + Items.class.getName());
			assertThat(items.both()).isEqualTo("pen and pen");
			assertThat(context.getBeansOfType(Items.class)).hasSize(1);
		});
	}

	private void run(ContextConsumer<AssertableApplicationContext> consumer) {
		this.runner.run(consumer);
	}

	@ImportTofuServices(types = Items.class, basePackageClasses = Anywhere.class)
	static class Importing {

	}

	@TofuExchange(route = "items.${shop.region}", peer = "${shop.peer}")
	interface Items {

		@TofuExchange("{name}.get")
		Item get(@DestinationVariable @Nullable String name);

		@TofuExchange("list")
		List<Item> list();

		@TofuExchange("{name}.count")
		int count(@DestinationVariable("name") String item);

		@TofuExchange("{name}.get")
		CompletableFuture<Item> later(@DestinationVariable String name);

		@TofuExchange("{name}.get")
		CompletionStage<Message<Item>> stage(@DestinationVariable String name);

		@TofuExchange("{name}.get")
		Mono<Item> mono(@DestinationVariable String name);

		@TofuExchange("{name}.get")
		Mono<Message<Item>> monoMessage(@DestinationVariable String name);

		@TofuExchange("{name}.get")
		Message<Item> message(@DestinationVariable String name);

		@TofuExchange("{name}.get")
		io.tofu.Message raw(@DestinationVariable String name);

		@TofuExchange("done")
		void done();

		@TofuExchange("done")
		@Nullable Item nothing();

		@TofuExchange("done")
		int noNumber();

		@TofuExchange("headers")
		String headers(@Header("tenant") @Nullable String tenant, @Header("tags") List<String> tags,
				@Header("numbers") int[] numbers, @Header(name = "left-out", required = false) @Nullable String leftOut,
				@Header(name = "note", defaultValue = "none") @Nullable String note, @Headers Map<String, Object> all);

		@TofuExchange("paid")
		String paid(@Header String tenant, @Payload Item item);

		@TofuExchange("broken")
		void broken();

		@TofuExchange("never")
		void never(Duration timeout);

		@TofuExchange(route = "sold", op = OpCode.SIGNAL)
		void sold(String name);

		@TofuExchange(route = "sold", op = OpCode.SIGNAL)
		Mono<Void> soldLater(String name);

		default String both() {
			return get("pen").name() + " and " + get("pen").name();
		}

	}

	interface Anywhere {

		@TofuExchange("items.west.{name}.get")
		Item get(TofuChannel channel, @DestinationVariable String name);

	}

	record Item(String name, int count) {
	}

	static class Shop {

		private final List<String> sold = new CopyOnWriteArrayList<>();

		@TofuListener("items.west.{name}.get")
		Message<Item> get(@DestinationVariable String name) {
			return MessageBuilder.withPayload(new Item(name, 3)).setHeader("region", "west").build();
		}

		@TofuListener("items.west.list")
		List<Item> list() {
			return List.of(new Item("pen", 3));
		}

		@TofuListener("items.west.{name}.count")
		int count() {
			return 3;
		}

		@TofuListener("items.west.done")
		void done() {
		}

		@TofuListener("items.west.headers")
		String headers(@Headers Map<String, Object> headers) {
			assertThat(headers).doesNotContainKey("left-out");
			StringBuilder text = new StringBuilder();
			for (String name : List.of("tenant", "tags", "numbers", "note", "extra", "more")) {
				text.append(name).append('=').append(headers.get(name)).append(' ');
			}
			return text.toString().strip();
		}

		@TofuListener("items.west.paid")
		String paid(Item item, @Header String tenant) {
			return item.name() + " for " + tenant;
		}

		@TofuListener("items.west.broken")
		void broken() {
			throw new TofuResponseException("broken", null);
		}

		@TofuListener("items.west.never")
		CompletableFuture<String> never() {
			return new CompletableFuture<String>().completeOnTimeout("late", 1, TimeUnit.SECONDS);
		}

		@TofuListener("items.west.sold")
		void sold(String name) {
			this.sold.add(name);
		}

	}

}
