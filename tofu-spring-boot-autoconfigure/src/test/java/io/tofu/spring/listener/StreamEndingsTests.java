package io.tofu.spring.listener;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import io.tofu.OpCode;
import io.tofu.spring.ErrorTypes;
import io.tofu.spring.ReadChannels;
import io.tofu.spring.StreamSettings;
import io.tofu.spring.TofuDisconnectedException;
import io.tofu.spring.TofuRemoteException;
import io.tofu.spring.TofuTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * How a stream that a listener reads may end: whatever it is but the end that the sender
 * meant is an exception, and nothing of it is left.
 */
@Timeout(60)
class StreamEndingsTests {

	private static final StreamSettings IMPATIENT = new StreamSettings(1000, Duration.ofMillis(100));

	private static final StreamSettings STREAMS = new StreamSettings(1000, Duration.ofSeconds(30));

	private static final TofuListenerSettings SHORT_ELEMENTS = new TofuListenerSettings(64, Ordering.EXCHANGE, true,
			256, 1024, 1 << 24, 1000, 1 << 26, IncludeMessage.NEVER);

	@ParameterizedTest
	@ValueSource(strings = { "bytes", "elements", "flux" })
	void theSenderMaySayThatItFailed(String route) throws Exception {
		Reader reader = new Reader();
		try (Application application = Application.of(reader); RawPeer peer = application.greet()) {
			peer.send(OpCode.REQUEST, 1, true, bytes("\"a\""), "route:" + route);
			peer.send(OpCode.REQUEST, 1, false, bytes("x"), "error-type:no_paper", "error-message:Sorry");
			assertThat(peer.receive().header("error-type")).isEqualTo(ErrorTypes.CANCELLED);
			Throwable failure = reader.failure(route);
			assertThat(failure).isInstanceOf(TofuRemoteException.class).hasMessage("no_paper: Sorry");
			assertThat(reader.read).as("what came before").containsExactly("a");
			assertPing(peer);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "bytes", "elements", "flux" })
	@SuppressWarnings("try")
	void theEndOfTheChannelIsNoEndOfTheData(String route) throws Exception {
		Reader reader = new Reader();
		try (Application application = Application.of(reader); RawPeer peer = application.greet()) {
			peer.send(OpCode.REQUEST, 1, true, bytes("\"a\""), "route:" + route);
			reader.begun.await();
			peer.close();
			assertThat(reader.failure(route)).isInstanceOf(TofuDisconnectedException.class)
				.hasMessageContaining("The connection has ended");
			await().until(() -> application.registry().inFlight() == 0);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "bytes", "elements", "flux" })
	void aSenderThatSendsNothingMoreIsGivenUp(String route) throws Exception {
		Reader reader = new Reader();
		try (Application application = Application.withStreams(IMPATIENT, reader);
				RawPeer peer = RawPeer.starter(application.port(), 1000)) {
			peer.send(OpCode.REQUEST, 1, true, bytes("\"a\""), "route:" + route);
			RawPeer.Frame cancel = peer.receive();
			assertThat(cancel.messageId()).isOne();
			assertThat(cancel.header("tofu-cancel")).isEqualTo("request");
			assertThat(peer.receive().header("error-type")).isEqualTo(ErrorTypes.TIMEOUT);
			assertThat(reader.failure(route)).isInstanceOf(TofuTimeoutException.class)
				.hasMessageContaining("tofu.stream.idle-timeout");
			assertPing(peer);
		}
	}

	@Test
	void framesWithoutBytesAreNothing() throws Exception {
		try (Application application = Application.withStreams(IMPATIENT, new Reader());
				RawPeer peer = application.greet()) {
			peer.send(OpCode.REQUEST, 1, true, bytes("\"a\""), "route:bytes");
			CompletableFuture<RawPeer.Frame> answer = CompletableFuture.supplyAsync(() -> receive(peer));
			await().pollInterval(Duration.ofMillis(5)).until(() -> {
				peer.send(OpCode.REQUEST, 1, true, new byte[0]);
				return answer.isDone();
			});
			assertThat(answer.join().header("error-type")).isEqualTo(ErrorTypes.TIMEOUT);
		}
	}

	@Test
	void aConsumerThatTakesNothingOfAFullStreamIsGivenUp() throws Exception {
		Reader reader = new Reader();
		try (Application application = Application.withStreams(IMPATIENT, reader); RawPeer peer = application.greet()) {
			peer.send(OpCode.REQUEST, 1, true, new byte[1000], "route:idle");
			await().until(() -> ReadChannels.streams(application.connections()) == 0);
			assertPing(peer);
			reader.goOn.countDown();
			assertThat(peer.receive().header("error-type")).isEqualTo(ErrorTypes.TIMEOUT);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "first", "close" })
	void whatAListenerDoesNotReadIsDiscarded(String route) throws Exception {
		try (Application application = Application.withStreams(STREAMS, new Reader());
				RawPeer peer = application.greet()) {
			peer.send(OpCode.REQUEST, 1, true, bytes("abc"), "route:" + route);
			assertThat(peer.receive().text()).isEqualTo("a");
			await().until(() -> application.registry().inFlight() == 0);
			for (int i = 0; i < 20; i++) {
				peer.send(OpCode.REQUEST, 1, true, new byte[500]);
			}
			assertPing(peer);
			peer.send(OpCode.REQUEST, 1, false, bytes("end"), "route:ping");
			assertPing(peer);
			peer.send(OpCode.REQUEST, 1, "", "route:ping");
			assertThat(peer.receive().messageId()).as("a new one of the same id").isOne();
		}
	}

	@Test
	void whoeverClosesAStreamTellsAStarter() throws Exception {
		try (Application application = Application.withStreams(STREAMS, new Reader());
				RawPeer peer = RawPeer.starter(application.port(), 1000)) {
			peer.send(OpCode.REQUEST, 1, true, bytes("abc"), "route:close");
			assertThat(peer.receive().header("tofu-cancel")).isEqualTo("request");
			assertThat(peer.receive().text()).isEqualTo("a");
			peer.send(OpCode.REQUEST, 2, true, bytes("abc"), "route:first");
			assertThat(peer.receive().text()).as("the answer says it all").isEqualTo("a");
			assertPing(peer);
		}
	}

	@Test
	void anElementMustNotBeTooLong() throws Exception {
		try (Application application = Application.withStreams(STREAMS, SHORT_ELEMENTS, new Reader());
				RawPeer peer = application.greet()) {
			peer.send(OpCode.REQUEST, 1, true, bytes("\"" + "a".repeat(600)), "route:elements", "tofu-part:continued");
			peer.send(OpCode.REQUEST, 1, true, bytes("a".repeat(600)), "tofu-part:continued");
			assertThat(peer.receive().header("error-type")).isEqualTo(ErrorTypes.TOO_LARGE);
			peer.send(OpCode.REQUEST, 2, true, bytes("\"" + "a".repeat(900)), "route:elements", "tofu-part:continued");
			peer.send(OpCode.REQUEST, 2, false, bytes("a".repeat(98) + "\""));
			assertThat(peer.receive().text()).isEqualTo("1");
		}
	}

	@Test
	void partsWithoutEndAreTooLongThoughTheyAreEmpty() throws Exception {
		try (Application application = Application.withStreams(STREAMS, SHORT_ELEMENTS, new Reader());
				RawPeer peer = application.greet()) {
			peer.send(OpCode.REQUEST, 1, true, bytes(""), "route:elements", "tofu-part:continued");
			for (int i = 0; i < 1000 / 64; i++) {
				peer.send(OpCode.REQUEST, 1, true, bytes(""), "tofu-part:continued");
			}
			assertThat(peer.receive().header("error-type")).isEqualTo(ErrorTypes.TOO_LARGE);
		}
	}

	@Test
	void anElementMustHaveAnEnd() throws Exception {
		try (Application application = Application.of(new Reader()); RawPeer peer = application.greet()) {
			peer.send(OpCode.REQUEST, 1, true, bytes("\"a"), "route:elements", "tofu-part:continued");
			peer.send(OpCode.REQUEST, 1, false, bytes(""), "tofu-part:end");
			RawPeer.Frame answer = peer.receive();
			assertThat(answer.header("error-type")).isEqualTo(ErrorTypes.BAD_REQUEST);
			assertThat(answer.header("error-message")).isEqualTo("The stream ended in the middle of an element");
			peer.send(OpCode.REQUEST, 2, false, bytes("\"a"), "route:elements", "tofu-part:continued");
			assertThat(peer.receive().header("error-type")).isEqualTo(ErrorTypes.BAD_REQUEST);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "elements", "flux" })
	void anElementMustBeWhatTheListenerTakes(String route) throws Exception {
		try (Application application = Application.of(new Reader()); RawPeer peer = application.greet()) {
			peer.send(OpCode.REQUEST, 1, true, bytes("\"a\""), "route:" + route);
			peer.send(OpCode.REQUEST, 1, true, bytes("{"));
			assertThat(peer.receive().header("error-type")).isEqualTo(ErrorTypes.BAD_REQUEST);
			peer.send(OpCode.REQUEST, 2, true, bytes(""), "route:" + route);
			assertThat(peer.receive().header("error-type")).as("nothing is no object")
				.isEqualTo(ErrorTypes.BAD_REQUEST);
		}
	}

	private static void assertPing(RawPeer peer) throws IOException {
		peer.send(OpCode.REQUEST, 99, "", "route:ping");
		assertThat(peer.receive().text()).isEqualTo("pong");
	}

	private static RawPeer.Frame receive(RawPeer peer) {
		try {
			return peer.receive();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static byte[] bytes(String text) {
		return text.getBytes(UTF_8);
	}

	static class Reader {

		private final List<String> read = new ArrayList<>();

		private final CountDownLatch begun = new CountDownLatch(1);

		private final CountDownLatch goOn = new CountDownLatch(1);

		private final CompletableFuture<Throwable> failure = new CompletableFuture<>();

		/** What the listener got, without what an InputStream must wrap around it. */
		Throwable failure(String route) {
			Throwable seen = this.failure.join();
			if (!route.equals("bytes")) {
				return seen;
			}
			assertThat(seen).isInstanceOf(IOException.class);
			return seen.getCause();
		}

		@TofuListener("bytes")
		void bytes(InputStream body) throws IOException {
			try {
				this.read.add(new String(body.readNBytes(3), UTF_8).replace("\"", ""));
				this.begun.countDown();
				body.read();
			}
			catch (IOException ex) {
				this.failure.complete(ex);
				throw ex;
			}
		}

		/** Unlike a String, a StringBuilder is made from JSON. */
		@TofuListener("elements")
		int elements(Stream<StringBuilder> elements) {
			try {
				Iterator<StringBuilder> iterator = elements.iterator();
				while (iterator.hasNext()) {
					this.read.add(String.valueOf(iterator.next()));
					this.begun.countDown();
				}
				return this.read.size();
			}
			catch (RuntimeException ex) {
				this.failure.complete(ex);
				throw ex;
			}
		}

		@TofuListener("flux")
		Mono<Integer> flux(Flux<StringBuilder> elements) {
			return elements.doOnNext((element) -> {
				this.read.add(String.valueOf(element));
				this.begun.countDown();
			}).doOnError(this.failure::complete).then(Mono.just(0));
		}

		@TofuListener("idle")
		int idle(InputStream body) throws Exception {
			this.goOn.await();
			return body.read();
		}

		@TofuListener("first")
		String first(InputStream body) throws IOException {
			return Character.toString(body.read());
		}

		@TofuListener("close")
		String close(InputStream body) throws IOException {
			try (body) {
				return Character.toString(body.read());
			}
		}

		@TofuListener("ping")
		String ping() {
			return "pong";
		}

	}

}
