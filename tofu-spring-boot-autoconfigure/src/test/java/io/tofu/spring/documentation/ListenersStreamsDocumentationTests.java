package io.tofu.spring.documentation;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.tofu.spring.TofuClient;
import io.tofu.spring.TofuStream;
import io.tofu.spring.boot.autoconfigure.TofuAutoConfiguration;
import io.tofu.spring.listener.TofuListener;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.stereotype.Component;

import static org.assertj.core.api.Assertions.assertThat;

/** What docs/listeners.md shows of streams does what it says. */
class ListenersStreamsDocumentationTests {

	private static final int LONG = 1_000_000;

	@Test
	void bytesAreReadWhileTheyArrive() {
		run((client) -> assertThat(client.route("print")
			.header("title", "Reports")
			.body(new ByteArrayInputStream(new byte[LONG]))
			.request(Long.class)).isEqualTo(LONG));
	}

	@Test
	void elementsAreAnsweredOneByOne() {
		run((client) -> {
			TofuClient.RequestSpec request = client.route("stock.check")
				.body(Stream.of(new Order("pen", 3), new Order("ink", 30), new Order("cap", 11)));
			try (TofuStream<String> items = request.requestStream(String.class)) {
				assertThat(items.stream()).containsExactly("ink", "cap");
			}
		});
	}

	@Test
	void elementsMayBePublished() {
		run((client) -> assertThat(client.route("stock.total")
			.body(Flux.range(1, 100).map((count) -> new Order("pen", count)))
			.request(Integer.class)).isEqualTo(5050));
	}

	private static void run(Consumer<TofuClient.RequestSpec> test) {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(TofuAutoConfiguration.class, JacksonAutoConfiguration.class))
			.withPropertyValues("tofu.server.address=tcp://127.0.0.1:0", "tofu.peer.self.address=${local.tofu.address}",
					"tofu.peer.self.connect-wait=10s")
			.withBean(Prints.class)
			.run((context) -> test.accept(context.getBean(TofuClient.class).peer("self")));
	}

}

@Component
class Prints {

	@TofuListener("print")
	long print(InputStream document, @Header("title") String title) throws IOException {
		return document.transferTo(OutputStream.nullOutputStream());
	}

	@TofuListener("stock.check")
	Stream<String> check(Stream<Order> orders) {
		return orders.filter((order) -> order.count() > 10).map(Order::item);
	}

	@TofuListener("stock.total")
	Mono<Integer> total(Flux<Order> orders) {
		return orders.map(Order::count).reduce(0, Integer::sum);
	}

}
