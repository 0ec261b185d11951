package io.tofu.spring.boot.autoconfigure;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonValue;
import io.tofu.Message;
import io.tofu.OpCode;
import io.tofu.spring.ReactiveTofuClient;
import io.tofu.spring.TofuChannel;
import io.tofu.spring.TofuClient;
import io.tofu.spring.TofuHeaders;
import io.tofu.spring.TofuPeerConnectedEvent;
import io.tofu.spring.TofuStream;
import io.tofu.spring.listener.TofuListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.event.EventListener;
import org.springframework.messaging.handler.annotation.Header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What docs/threads.md says of who runs the application's code. */
@Timeout(60)
class ThreadsTests {

	private static final String LISTENER = "tofu-listener-";

	private static final String CALLBACK = "tofu-callback-";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, TofuAutoConfiguration.class,
				TofuReactiveAutoConfiguration.class))
		.withPropertyValues("tofu.server.address=tcp://127.0.0.1:0", "tofu.peer.self.address=${local.tofu.address}")
		.withBean(Places.class);

	@Test
	void listenersAndWhatTheyReadAndReturn() {
		this.runner.run((context) -> {
			TofuClient client = context.getBean(TofuClient.class);
			assertThat(client.peer("self").route("method").request(String.class)).startsWith(LISTENER);
			assertThat(client.peer("self").route("later").request(String.class)).startsWith("\"" + LISTENER);
			assertThat(client.peer("self").route("flux").body(Stream.of("a", "b")).request(String.class))
				.startsWith(LISTENER);
			try (TofuStream<String> answer = client.peer("self").route("returned").requestStream(String.class)) {
				assertThat(answer.stream().toList()).hasSize(2)
					.allSatisfy((name) -> assertThat(name).startsWith(LISTENER));
			}
		});
	}

	@Test
	void theClient() {
		this.runner.run((context) -> {
			TofuClient client = context.getBean(TofuClient.class);
			String own = Thread.currentThread().getName();
			Source source = new Source();
			assertThat(client.peer("self").route("echo").body(source).request(String.class)).isEqualTo("x");
			assertThat(source.readers).containsExactly(own);
			Source later = new Source();
			CompletableFuture<String> place = client.peer("self")
				.route("echo")
				.body(later)
				.requestAsync(String.class)
				.thenApply((answer) -> Thread.currentThread().getName());
			assertThat(place.join()).satisfiesAnyOf((name) -> assertThat(name).startsWith(CALLBACK),
					(name) -> assertThat(name).isEqualTo(own));
			assertThat(later.readers).isNotEmpty().allSatisfy((name) -> assertThat(name).startsWith(CALLBACK));
		});
	}

	@Test
	void whatComesBackLater() {
		this.runner.run((context) -> {
			Set<String> signals = ConcurrentHashMap.newKeySet();
			context.getBean(TofuClient.class)
				.peer("self")
				.route("progress")
				.onSignal((signal) -> signals.add(Thread.currentThread().getName()))
				.request(byte[].class);
			assertThat(signals).isNotEmpty().allSatisfy((name) -> assertThat(name).startsWith(CALLBACK));
			Mono<String> elements = context.getBean(ReactiveTofuClient.class)
				.peer("self")
				.route("returned")
				.requestStream(String.class)
				.map((element) -> Thread.currentThread().getName())
				.last();
			assertThat(elements.block()).startsWith(CALLBACK);
			Places places = context.getBean(Places.class);
			await().until(() -> !places.events.isEmpty());
			assertThat(places.events).allSatisfy((name) -> assertThat(name).startsWith(CALLBACK));
		});
	}

	static class Places {

		final Set<String> events = ConcurrentHashMap.newKeySet();

		private final ExecutorService other = Executors.newSingleThreadExecutor();

		@TofuListener("method")
		String method() {
			return here();
		}

		/** Comes into being elsewhere. */
		@TofuListener("later")
		CompletableFuture<Converted> later() {
			return CompletableFuture.supplyAsync(Converted::new, this.other);
		}

		@TofuListener("flux")
		Mono<String> flux(Flux<String> elements) {
			return elements.map((element) -> here()).last();
		}

		@TofuListener("returned")
		Stream<String> returned() {
			return Stream.of(1, 2).map((number) -> here());
		}

		@TofuListener("echo")
		String echo(String text) {
			return text;
		}

		@TofuListener("progress")
		void progress(@Header(TofuHeaders.MESSAGE_ID) long id, TofuChannel channel) {
			Message signal = channel.newMessage(OpCode.SIGNAL, id);
			channel.post(signal);
		}

		@EventListener
		void connected(TofuPeerConnectedEvent event) {
			this.events.add(here());
		}

		private static String here() {
			return Thread.currentThread().getName();
		}

	}

	/** Knows where it was converted. */
	static class Converted {

		@JsonValue
		String text() {
			return Thread.currentThread().getName();
		}

	}

	/** Knows who has read it. */
	private static final class Source extends InputStream {

		final Set<String> readers = ConcurrentHashMap.newKeySet();

		private final InputStream content = new ByteArrayInputStream("x".getBytes(StandardCharsets.US_ASCII));

		@Override
		public int read() throws IOException {
			this.readers.add(Thread.currentThread().getName());
			return this.content.read();
		}

	}

}
