package io.tofu.spring;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.tofu.OpCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** What becomes of the frames of a peer that is only a socket. */
@Timeout(60)
class DispatcherTests {

	private static final String CONNECT_TO = "~connect_to:tcp|127.0.0.1|1\r\n";

	private TestApplication server;

	@BeforeEach
	void start() {
		this.server = TestApplication.with()
			.addresses("tcp://127.0.0.1:0")
			.settings(Duration.ofMillis(300), 1000)
			.start();
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void plainHelloGetsAnEmptyAnswer() throws IOException {
		try (RawPeer peer = RawPeer.connect(this.server.address())) {
			peer.send(OpCode.HELLO_REQUEST, 42, CONNECT_TO, "");
			assertThat(peer.receive()).isEqualTo(new RawPeer.Frame(OpCode.HELLO_RESPONSE, false, 42, "", ""));
			await().untilAsserted(() -> assertThat(this.server.events(TofuPeerConnectedEvent.class)).singleElement()
				.satisfies((event) -> assertThat(event.channel().isAccepted()).isTrue()));
		}
		await().untilAsserted(() -> assertThat(this.server.events(TofuPeerDisconnectedEvent.class)).hasSize(1));
		assertThat(this.server.handler.closed).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource(names = { "REQUEST", "RESPONSE", "SIGNAL", "HELLO_RESPONSE", "BYE_REQUEST" })
	void firstFrameThatIsNoHelloEndsTheConnection(OpCode opCode) throws IOException {
		try (RawPeer peer = RawPeer.connect(this.server.address())) {
			peer.send(opCode, 5, "", "");
			assertThat(peer.receive()).isNull();
			await().until(() -> this.server.connections.channels().isEmpty());
			assertThat(this.server.handler.received).isEmpty();
			assertThat(this.server.events(TofuPeerConnectedEvent.class)).isEmpty();
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "REQUEST", "BYE_REQUEST" })
	void requestWithoutAnIdEndsTheConnection(OpCode opCode) throws IOException {
		try (RawPeer peer = RawPeer.greet(this.server.address())) {
			peer.send(opCode, 0, "", "");
			assertThat(peer.receive()).isNull();
			assertThat(this.server.handler.texts(opCode)).isEmpty();
		}
		await().untilAsserted(() -> assertThat(this.server.ampe.stats().messagesInUse()).isZero());
	}

	@Test
	void peersAreNotAskedBeforeTheirHelloIsAnswered() throws Exception {
		CompletableFuture<TofuChannel> greeted = new CompletableFuture<>();
		this.server.handler.reactions.put(OpCode.HELLO_REQUEST, (channel, id, message) -> greeted.complete(channel));
		try (RawPeer peer = RawPeer.connect(this.server.address())) {
			peer.send(OpCode.HELLO_REQUEST, 1, CONNECT_TO, "");
			TofuClient.RequestSpec request = greeted.get(10, TimeUnit.SECONDS).route("who");
			assertThatExceptionOfType(TofuDisconnectedException.class).isThrownBy(() -> request.request(String.class));
		}
	}

	@Test
	void secondHelloEndsTheConnection() throws IOException {
		try (RawPeer peer = RawPeer.greet(this.server.address())) {
			peer.send(OpCode.HELLO_REQUEST, 2, CONNECT_TO, "");
			peer.send(OpCode.REQUEST, 3, "", "unheard");
			assertThat(peer.receive()).isNull();
			assertThat(this.server.handler.texts(OpCode.REQUEST)).isEmpty();
		}
	}

	@Test
	void framesBehindAnUndecidedHelloWait() throws Exception {
		CompletableFuture<TofuChannel> greeted = new CompletableFuture<>();
		this.server.handler.reactions.put(OpCode.HELLO_REQUEST, (channel, id, message) -> greeted.complete(channel));
		try (RawPeer peer = RawPeer.connect(this.server.address())) {
			peer.send(OpCode.HELLO_REQUEST, 1, CONNECT_TO, "");
			TofuChannel channel = greeted.get(10, TimeUnit.SECONDS);
			for (int i = 2; i < 100; i++) {
				peer.send(OpCode.REQUEST, i, "", String.valueOf(i));
			}
			await().during(Duration.ofMillis(50)).until(() -> this.server.handler.texts(OpCode.REQUEST).isEmpty());
			channel.respond(OpCode.HELLO_REQUEST, 1, Map.of("welcome", "yes"), null);
			assertThat(peer.receive().headers()).isEqualTo("welcome:yes\r\n");
			for (int i = 2; i < 100; i++) {
				assertThat(peer.receive().body()).isEqualTo(String.valueOf(i));
			}
		}
	}

	@Test
	void rejectedPeerIsToldWhyAndNotHeard() throws Exception {
		CompletableFuture<TofuChannel> greeted = new CompletableFuture<>();
		this.server.handler.reactions.put(OpCode.HELLO_REQUEST, (channel, id, message) -> greeted.complete(channel));
		try (RawPeer peer = RawPeer.connect(this.server.address())) {
			peer.send(OpCode.HELLO_REQUEST, 1, CONNECT_TO, "");
			peer.send(OpCode.REQUEST, 2, "", "unheard");
			TofuChannel channel = greeted.get(10, TimeUnit.SECONDS);
			channel.reject(ErrorTypes.UNAUTHORIZED, "go away");
			channel.respond(OpCode.HELLO_REQUEST, 1, Map.of(), null);
			channel.reject(ErrorTypes.INTERNAL, null);
			peer.send(OpCode.REQUEST, 3, "", "unheard");
			assertThat(peer.receive()).isEqualTo(new RawPeer.Frame(OpCode.HELLO_RESPONSE, false, 1,
					"error-type:unauthorized\r\nerror-message:go away\r\n", ""));
			RawPeer.Frame bye = peer.receive();
			assertThat(bye.opCode()).isEqualTo(OpCode.BYE_REQUEST);
			peer.send(OpCode.BYE_RESPONSE, bye.id(), "", "");
			assertThat(peer.receive()).isNull();
			assertThat(this.server.handler.texts(OpCode.REQUEST)).isEmpty();
			assertThat(channel.isRejected()).isTrue();
			assertThat(channel.isOpen()).isFalse();
		}
	}

	@Test
	void rejectedPeerThatStaysIsDropped() throws IOException {
		this.server.handler.reactions.put(OpCode.HELLO_REQUEST,
				(channel, id, message) -> channel.reject(ErrorTypes.UNAUTHORIZED, null));
		try (RawPeer peer = RawPeer.connect(this.server.address())) {
			peer.send(OpCode.HELLO_REQUEST, 1, CONNECT_TO, "");
			assertThat(peer.receive().opCode()).isEqualTo(OpCode.HELLO_RESPONSE);
			assertThat(peer.receive().opCode()).isEqualTo(OpCode.BYE_REQUEST);
			assertThat(peer.receive()).isNull();
		}
	}

	@Test
	void openChannelCanBeRejectedToo() throws IOException {
		try (RawPeer peer = RawPeer.greet(this.server.address())) {
			TofuChannel channel = this.server.connections.channels().iterator().next();
			channel.reject(ErrorTypes.UNAUTHORIZED, null);
			peer.send(OpCode.REQUEST, 3, "", "unheard");
			assertThat(peer.receive().opCode()).isEqualTo(OpCode.BYE_REQUEST);
			peer.send(OpCode.BYE_REQUEST, 4, "", "");
			assertThat(peer.receive()).isEqualTo(new RawPeer.Frame(OpCode.BYE_RESPONSE, false, 4, "", ""));
			assertThat(this.server.handler.texts(OpCode.REQUEST)).isEmpty();
		}
	}

	@Test
	void postedHelloResponseDecidesTheHello() throws IOException {
		this.server.handler.reactions.put(OpCode.HELLO_REQUEST, (channel, id, message) -> {
			io.tofu.Message answer = channel.newMessage(OpCode.HELLO_RESPONSE, id);
			answer.headers().add("by", "hand");
			channel.post(answer);
		});
		try (RawPeer peer = RawPeer.connect(this.server.address())) {
			peer.send(OpCode.HELLO_REQUEST, 1, CONNECT_TO, "");
			assertThat(peer.receive().headers()).isEqualTo("by:hand\r\n");
			peer.send(OpCode.REQUEST, 2, "", "heard");
			assertThat(peer.receive().body()).isEqualTo("heard");
		}
	}

	@Test
	void responseThatNobodyWaitsForIsLeftToTheListeners() throws IOException {
		try (RawPeer peer = RawPeer.greet(this.server.address())) {
			peer.send(OpCode.RESPONSE, 99, "", "unasked");
			await()
				.untilAsserted(() -> assertThat(this.server.handler.texts(OpCode.RESPONSE)).containsExactly("unasked"));
		}
	}

	@Test
	void handlerThatFailsIsAnInternalError() throws IOException {
		this.server.handler.reactions.put(OpCode.REQUEST, (channel, id, message) -> {
			throw new IllegalStateException("broken");
		});
		try (RawPeer peer = RawPeer.greet(this.server.address())) {
			peer.send(OpCode.REQUEST, 7, "", "x");
			assertThat(peer.receive())
				.isEqualTo(new RawPeer.Frame(OpCode.RESPONSE, false, 7, "error-type:internal\r\n", ""));
			this.server.handler.reactions.put(OpCode.REQUEST, TestHandler::echo);
			peer.send(OpCode.REQUEST, 8, "", "goes on");
			assertThat(peer.receive().body()).isEqualTo("goes on");
		}
	}

	@Test
	void closingWaitsForThePeerAndThenDrops() throws Exception {
		try (RawPeer peer = RawPeer.greet(this.server.address())) {
			TofuChannel channel = this.server.connections.channels().iterator().next();
			CompletableFuture<String> answer = channel.route("last").requestAsync(String.class);
			long id = peer.receive().id();
			channel.close();
			channel.close();
			assertThat(channel.isOpen()).isFalse();
			assertThat(peer.receive().opCode()).isEqualTo(OpCode.BYE_REQUEST);
			peer.send(OpCode.RESPONSE, id, "", "in time");
			assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("in time");
			assertThat(peer.receive()).isNull();
			await().until(() -> this.server.connections.channels().isEmpty());
		}
	}

	@Test
	void nothingLeaksWhateverPeersDo() throws IOException {
		for (int i = 0; i < 20; i++) {
			try (RawPeer peer = RawPeer.greet(this.server.address())) {
				peer.send(OpCode.REQUEST, 2, true, "", "never ends");
				peer.send(OpCode.SIGNAL, 3, "", "x");
				peer.send(OpCode.RESPONSE, 4, "", "x");
			}
		}
		await().until(() -> this.server.connections.channels().isEmpty());
		await().untilAsserted(() -> assertThat(this.server.ampe.stats().messagesInUse()).isZero());
	}

}
