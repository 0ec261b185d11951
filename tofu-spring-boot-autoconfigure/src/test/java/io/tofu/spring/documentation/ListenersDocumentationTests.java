package io.tofu.spring.documentation;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.tofu.AmpeStatus;
import io.tofu.OpCode;
import io.tofu.spring.ErrorTypes;
import io.tofu.spring.TofuChannel;
import io.tofu.spring.TofuClient;
import io.tofu.spring.TofuPeer;
import io.tofu.spring.TofuPeers;
import io.tofu.spring.TofuRemoteException;
import io.tofu.spring.TofuResponseException;
import io.tofu.spring.boot.autoconfigure.TofuAutoConfiguration;
import io.tofu.spring.listener.Ordering;
import io.tofu.spring.listener.TofuAdvice;
import io.tofu.spring.listener.TofuListener;
import io.tofu.spring.listener.TofuListenerContainer;
import io.tofu.spring.listener.TofuListenerRegistry;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.core.annotation.AliasFor;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.stereotype.Component;
import org.springframework.util.Assert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What docs/listeners.md shows compiles and does what it says: its Java is the code at
 * the end of this file, and of the one for streams.
 */
class ListenersDocumentationTests {

	private static final Path PAGE = Documentation.page("listeners.md");

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TofuAutoConfiguration.class, JacksonAutoConfiguration.class,
				ValidationAutoConfiguration.class))
		.withPropertyValues("tofu.server.address=tcp://127.0.0.1:0", "tofu.peer.self.address=${local.tofu.address}",
				"tofu.peer.self.connect-wait=10s", "tofu.peer.self.headers.tenant=blue", "shop.region=west");

	static List<String> snippets() {
		return Documentation.blocks(PAGE, "java");
	}

	@ParameterizedTest
	@MethodSource("snippets")
	void everySnippetStandsBesideThisFile(String snippet) {
		Documentation.assertStandsBeside(getClass(), snippet);
	}

	@Test
	void theAttributesAreThoseOfTheAnnotation() {
		Stream<String> attributes = tableAfter("## What a listener handles")
			.flatMap((cell) -> Pattern.compile("`(\\w+)`").matcher(cell).results().map((match) -> match.group(1)));
		assertThat(attributes).containsExactlyInAnyOrderElementsOf(
				Arrays.stream(TofuListener.class.getDeclaredMethods()).map(Method::getName).toList());
	}

	@Test
	void theErrorTypesAreThoseThereAre() {
		List<String> types = Arrays.stream(ErrorTypes.class.getFields())
			.map(ListenersDocumentationTests::value)
			.toList();
		assertThat(tableAfter("## Errors").map((cell) -> cell.replace("`", "").strip()))
			.containsExactlyInAnyOrderElementsOf(types);
	}

	@Test
	void orders() {
		this.runner.withBean(Orders.class).run((context) -> {
			assertThat(request(context, "orders.place").body(new Order("pen", 3))
				.header("tenant", "blue")
				.request(Receipt.class)).isEqualTo(new Receipt("3 × pen for blue"));
			assertThat(request(context, "orders.7.cancel").request(String.class)).isNull();
			assertThat(refusal(request(context, "orders.0.cancel")).type()).isEqualTo("too_late");
		});
	}

	@Test
	void stock() {
		this.runner.withBean(Stock.class).run((context) -> {
			request(context, "stock.west.arrived").header("tenant", "blue").body(new Order("pen", 3)).signal();
			await()
				.untilAsserted(() -> assertThat(request(context, "stock.west.count").body("pen").request(Integer.class))
					.isEqualTo(3));
			assertThat(request(context, "stock.west.how-many").body("ink").request(Integer.class)).isZero();
		});
	}

	@Test
	void outOfStock() {
		this.runner.withBean(OutOfStock.class).run((context) -> {
			TofuRemoteException refusal = refusal(request(context, "out"));
			assertThat(refusal.type()).isEqualTo("out_of_stock");
			assertThat(refusal.remoteMessage()).isEqualTo("There are 3 left");
		});
	}

	@Test
	void refusals() {
		this.runner.withBean(Refusals.class).withBean(Refused.class).run((context) -> {
			TofuRemoteException invalid = refusal(request(context, "checked").body(new Name(" ")));
			assertThat(invalid.type()).isEqualTo(ErrorTypes.BAD_REQUEST);
			assertThat(invalid.remoteMessage()).isEqualTo("Not valid: name");
			TofuRemoteException locked = refusal(request(context, "locked").header("tenant", "blue"));
			assertThat(locked.type()).isEqualTo("locked");
			assertThat(locked.remoteMessage()).isEqualTo("Nothing can be done for blue now");
		});
	}

	@Test
	void reception() {
		this.runner.withBean(Reception.class)
			.withPropertyValues("tofu.peer.stranger.address=${local.tofu.address}")
			.run((context) -> {
				TofuPeers peers = context.getBean(TofuPeers.class);
				await().until(() -> peers.get("stranger").state() == TofuPeer.State.REJECTED);
				assertThat(peers.get("stranger").lastFailure()).contains(ErrorTypes.UNAUTHORIZED, "Who are you?");
				await().until(() -> peers.get("self").state() == TofuPeer.State.CONNECTED);
				TofuChannel channel = peers.get("self").channel();
				assertThat(channel).isNotNull();
				assertThat(channel.helloHeaders()).containsEntry("greeting", List.of("Hello, blue"));
				channel.close();
				await().until(() -> peers.get("self").channel() != null && peers.get("self").channel() != channel);
			});
	}

	@Test
	void watch() {
		this.runner.withBean(Watch.class)
			.withPropertyValues("tofu.peer.inventory.address=tcp://127.0.0.1:1")
			.run((context) -> await().untilAsserted(() -> assertThat(context.getBean(Watch.class).lost())
				.hasEntrySatisfying("inventory", (text) -> assertThat(text).contains("127.0.0.1"))));
	}

	@Test
	void maintenance() {
		this.runner.withBean(Maintenance.class).withBean(Orders.class).run((context) -> {
			Maintenance maintenance = context.getBean(Maintenance.class);
			String id = context.getBean(TofuListenerRegistry.class)
				.all()
				.stream()
				.filter((listener) -> listener.route().equals("orders.{id}.cancel"))
				.map(TofuListenerContainer::id)
				.findFirst()
				.orElseThrow();
			maintenance.pause(id);
			assertThat(refusal(request(context, "orders.7.cancel")).type()).isEqualTo(ErrorTypes.UNAVAILABLE);
			maintenance.resume(id);
			assertThat(request(context, "orders.7.cancel").request(String.class)).isNull();
			assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> maintenance.pause("nobody"));
		});
	}

	private static TofuClient.RequestSpec request(ApplicationContext context, String route) {
		return context.getBean(TofuClient.class).peer("self").route(route);
	}

	private static TofuRemoteException refusal(TofuClient.RequestSpec request) {
		TofuRemoteException[] refusal = new TofuRemoteException[1];
		assertThatExceptionOfType(TofuRemoteException.class).isThrownBy(() -> request.request(String.class))
			.satisfies((ex) -> refusal[0] = ex);
		return refusal[0];
	}

	/** The first cells of the rows of the first table behind a heading. */
	private static Stream<String> tableAfter(String heading) {
		String table = Documentation.matches(PAGE, Pattern.quote(heading) + "$.*?((?:^\\|.*?$\\n)+)")
			.findFirst()
			.orElseThrow()
			.group(1);
		return table.lines().skip(2).map((row) -> row.split("\\|")[1]);
	}

	private static String value(Field constant) {
		try {
			return (String) constant.get(null);
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException(ex);
		}
	}

}

record Receipt(String text) {
}

record Name(@NotBlank String value) {
}

class OutOfStock {

	@TofuListener("out")
	void out() {
		throw new TofuResponseException("out_of_stock", "There are 3 left");
	}

}

class Refused {

	@TofuListener("checked")
	void checked(@Valid Name name) {
	}

	@TofuListener("locked")
	void locked() {
		throw new IllegalStateException();
	}

}

@Component
class Orders {

	@TofuListener("orders.place")
	Receipt place(Order order, @Header("tenant") String tenant) {
		return new Receipt(order.count() + " × " + order.item() + " for " + tenant);
	}

	@TofuListener("orders.{id}.cancel")
	void cancel(@DestinationVariable long id) {
		if (id == 0) {
			throw new TofuResponseException("too_late", "It is on its way");
		}
	}

}

@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TofuListener(op = OpCode.SIGNAL, headers = "tenant", ordering = Ordering.CHANNEL)
@interface TenantSignal {

	@AliasFor(annotation = TofuListener.class, attribute = "route")
	String value();

}

@Component
@MessageMapping("stock.${shop.region}")
class Stock {

	private final Map<String, Integer> counts = new ConcurrentHashMap<>();

	@TofuListener("count")
	@TofuListener("how-many")
	int count(String item) {
		return this.counts.getOrDefault(item, 0);
	}

	@TenantSignal("arrived")
	void arrived(Order order) {
		this.counts.merge(order.item(), order.count(), Integer::sum);
	}

}

@TofuAdvice
class Refusals {

	@MessageExceptionHandler
	TofuResponseException invalid(MethodArgumentNotValidException ex) {
		return new TofuResponseException(ErrorTypes.BAD_REQUEST,
				"Not valid: " + ex.getMethodParameter().getParameterName());
	}

	@MessageExceptionHandler
	TofuResponseException locked(IllegalStateException ex, @Header("tenant") String tenant) {
		return new TofuResponseException("locked", "Nothing can be done for " + tenant + " now");
	}

}

@Component
class Reception {

	private final Set<String> present = ConcurrentHashMap.newKeySet();

	@TofuListener(op = OpCode.HELLO_REQUEST, headers = "tenant")
	Message<String> hello(@Header("tenant") String tenant) {
		if (!this.present.add(tenant)) {
			throw new TofuResponseException("twice", "You are here already");
		}
		return MessageBuilder.withPayload("").setHeader("greeting", "Hello, " + tenant).build();
	}

	@TofuListener(op = OpCode.HELLO_REQUEST)
	void stranger(TofuChannel channel) {
		channel.reject(ErrorTypes.UNAUTHORIZED, "Who are you?");
	}

	@TofuListener(op = OpCode.BYE_REQUEST, peer = "server")
	void bye(TofuChannel channel) {
		this.present.remove(channel.helloHeaders().get("tenant").get(0));
	}

}

@Component
class Watch {

	private final Map<String, String> lost = new ConcurrentHashMap<>();

	@TofuListener(status = { AmpeStatus.CHANNEL_CLOSED, AmpeStatus.CONNECT_FAILED }, peer = "inventory")
	void lost(AmpeStatus status, TofuChannel channel, @Header(io.tofu.Message.REASON) String reason) {
		this.lost.put(channel.peer(), status + ": " + reason);
	}

	Map<String, String> lost() {
		return this.lost;
	}

}

@Component
class Maintenance {

	private final TofuListenerRegistry listeners;

	Maintenance(TofuListenerRegistry listeners) {
		this.listeners = listeners;
	}

	void pause(String id) {
		TofuListenerContainer listener = this.listeners.get(id);
		Assert.notNull(listener, () -> "No listener " + id);
		listener.stop();
	}

	void resume(String id) {
		TofuListenerContainer listener = this.listeners.get(id);
		Assert.notNull(listener, () -> "No listener " + id);
		listener.start();
	}

}
