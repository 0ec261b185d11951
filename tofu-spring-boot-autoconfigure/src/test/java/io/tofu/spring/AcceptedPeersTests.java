package io.tofu.spring;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.tofu.AmpeOptions;
import io.tofu.OpCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.messaging.converter.MessageConversionException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What the accepting side knows of those that have connected to it, and does with them.
 */
@Timeout(60)
class AcceptedPeersTests {

	private TestApplication server;

	private TestApplication blue;

	private TestApplication green;

	@BeforeEach
	void start() {
		this.server = TestApplication.with()
			.options(AmpeOptions.builder().sendQueueMessages(2).build())
			.addresses("tcp://127.0.0.1:0")
			.start();
		this.blue = client("blue");
		this.green = client("green");
		await().until(() -> this.blue.peer().channel() != null && this.green.peer().channel() != null);
		await().until(() -> this.server.servers.channels().size() == 2);
	}

	@AfterEach
	void close() {
		this.blue.close();
		this.green.close();
		this.server.close();
	}

	@Test
	void channelsHaveHelloHeadersAndAddresses() {
		assertThat(this.server.servers.channels()).allSatisfy((channel) -> {
			assertThat(channel.isAccepted()).isTrue();
			assertThat(channel.peer()).isEqualTo(TofuChannel.SERVER);
			assertThat(channel.info().localAddress()).isEqualTo(this.server.address());
			assertThat(channel.info().remoteAddress()).startsWith("tcp://127.0.0.1:");
			assertThat(channel.info().messagesIn()).isPositive();
		});
		assertThat(this.server.servers.channels("tenant", "blue")).singleElement()
			.satisfies((channel) -> assertThat(channel.helloHeaders()).containsEntry("tenant", List.of("blue")));
		assertThat(this.server.servers.channels("tenant", "red")).isEmpty();
		assertThat(this.server.servers.channels("colour", "blue")).isEmpty();
	}

	@Test
	void dialledChannelsAreNotAmongThem() {
		assertThat(this.blue.servers.channels()).isEmpty();
		assertThat(this.blue.connections.channels()).hasSize(1);
	}

	@Test
	void peersWithoutAnswerToTheirHelloAreNotAmongThem() {
		this.server.handler.reactions.put(OpCode.HELLO_REQUEST, (channel, id, message) -> {
		});
		try (TestApplication undecided = client("red")) {
			await().until(() -> this.server.connections.channels().size() == 3);
			await().until(() -> this.server.handler.texts(OpCode.HELLO_REQUEST).size() == 3);
			assertThat(this.server.servers.channels()).hasSize(2);
			assertThat(undecided.peer().channel()).isNull();
			TofuChannel waiting = this.server.connections.channels()
				.stream()
				.filter(TofuChannel::isUndecided)
				.findAny()
				.orElseThrow();
			assertThatExceptionOfType(TofuDisconnectedException.class)
				.isThrownBy(() -> waiting.route("echo").request(String.class))
				.withMessageContaining("the Hello of the peer is not answered yet")
				.matches(TofuDisconnectedException::notProcessed);
		}
	}

	@Test
	void requestGoesToTheOneThatIsMeant() {
		TofuChannel channel = this.server.servers.channels("tenant", "green").get(0);
		assertThat(channel.route("echo").body("hello").request(String.class)).isEqualTo("hello");
		channel.route("news").body("for you").signal();
		await().until(() -> this.green.handler.texts(OpCode.SIGNAL).contains("for you"));
		assertThat(this.green.handler.texts(OpCode.REQUEST)).containsExactly("hello");
		assertThat(this.blue.handler.texts(OpCode.REQUEST)).isEmpty();
		assertThat(this.blue.handler.texts(OpCode.SIGNAL)).isEmpty();
	}

	@Test
	void signalGoesToAll() {
		Map<TofuChannel, TofuException> missed = this.server.servers.broadcast(this.server.servers.channels(), "news")
			.header("number", "7")
			.body(Map.of("price", 12))
			.signal();
		assertThat(missed).isEmpty();
		for (TestApplication client : List.of(this.blue, this.green)) {
			await().until(() -> client.handler.texts(OpCode.SIGNAL).size() == 1);
			assertThat(client.handler.texts(OpCode.SIGNAL)).containsExactly("{\"price\":12}");
			assertThat(client.handler.received)
				.anySatisfy((message) -> assertThat(message.getHeaders()).containsEntry(TofuHeaders.ROUTE, "news")
					.containsEntry("number", "7")
					.containsEntry(TofuHeaders.CONTENT_TYPE, "application/json"));
		}
	}

	@Test
	void requestGoesToAllAndEachAnswersForItself() {
		this.green.handler.reactions.put(OpCode.REQUEST,
				(channel, id, message) -> channel.respondError(OpCode.REQUEST, id, ErrorTypes.OVERLOADED, null));
		List<TofuChannel> channels = this.server.servers.channels();
		Map<TofuChannel, CompletableFuture<String>> answers = this.server.servers.broadcast(channels, "echo")
			.body("who is there?")
			.timeout(Duration.ofSeconds(20))
			.requestAsync(String.class);
		assertThat(answers).containsOnlyKeys(channels);
		assertThat(answers.get(this.server.servers.channels("tenant", "blue").get(0)))
			.succeedsWithin(Duration.ofSeconds(20))
			.isEqualTo("who is there?");
		assertThat(answers.get(this.server.servers.channels("tenant", "green").get(0)))
			.failsWithin(Duration.ofSeconds(20))
			.withThrowableThat()
			.havingCause()
			.isInstanceOf(TofuRemoteException.class);
	}

	@Test
	void whoDoesNotReadMissesItAndHoldsNobodyUp() throws Exception {
		try (RawPeer stuck = RawPeer.connect(this.server.address())) {
			stuck.send(OpCode.HELLO_REQUEST, 1, "tenant:stuck\r\n", "");
			await().until(() -> this.server.servers.channels("tenant", "stuck").size() == 1);
			TofuChannel channel = this.server.servers.channels("tenant", "stuck").get(0);
			TofuBroadcast broadcast = this.server.servers.broadcast(List.of(channel), "bulk").body(new byte[60_000]);
			await().pollInterval(Duration.ofMillis(1)).until(() -> !broadcast.signal().isEmpty());
			Map<TofuChannel, TofuException> missed = this.server.servers
				.broadcast(this.server.servers.channels(), "news")
				.body("to all")
				.signal();
			assertThat(missed).containsOnlyKeys(channel);
			assertThat(missed.get(channel)).isInstanceOf(TofuTimeoutException.class)
				.hasMessageContaining("does not take");
			await().until(() -> this.blue.handler.texts(OpCode.SIGNAL).contains("to all")
					&& this.green.handler.texts(OpCode.SIGNAL).contains("to all"));
		}
	}

	@Test
	void whatCannotBeConvertedGoesToNobody() {
		TofuBroadcast broadcast = this.server.servers.broadcast(this.server.servers.channels(), "news")
			.header(TofuHeaders.CONTENT_TYPE, "application/x-unknown")
			.body(Map.of("price", 12));
		assertThatExceptionOfType(MessageConversionException.class).isThrownBy(broadcast::signal);
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> broadcast.requestAsync(String.class));
	}

	@Test
	void peerIsSentAwayAndItsAddressStillKnown() throws Exception {
		TofuChannel channel = this.server.servers.channels("tenant", "blue").get(0);
		String address = channel.info().remoteAddress();
		channel.close();
		assertThat(this.server.servers.channels()).doesNotContain(channel);
		channel.ended().get(10, TimeUnit.SECONDS);
		await().untilAsserted(() -> assertThat(this.server.events(TofuPeerDisconnectedEvent.class)).singleElement()
			.satisfies((event) -> {
				assertThat(event.channel()).isSameAs(channel);
				assertThat(event.channel().info().remoteAddress()).isEqualTo(address);
			}));
		assertThat(this.server.events(TofuPeerConnectedEvent.class)).extracting(TofuPeerConnectedEvent::channel)
			.contains(channel);
	}

	@Test
	void whatComesBehindOurGoodbyeIsNotHandled() throws Exception {
		try (RawPeer raw = RawPeer.greet(this.server.address())) {
			await().until(() -> this.server.servers.channels().size() == 3);
			TofuChannel channel = this.server.servers.channels()
				.stream()
				.filter((each) -> each.helloHeaders().get("tenant") == null)
				.findFirst()
				.orElseThrow();
			channel.close();
			assertThat(raw.receive().opCode()).isEqualTo(OpCode.BYE_REQUEST);
			raw.send(OpCode.REQUEST, 7, "route:echo\r\n", "too late");
			raw.send(OpCode.BYE_RESPONSE, 1, "", "");
			channel.ended().get(10, TimeUnit.SECONDS);
			assertThat(this.server.handler.texts(OpCode.REQUEST)).isEmpty();
		}
	}

	private TestApplication client(String tenant) {
		return TestApplication.with()
			.peer("peer", PeerSettings.builder(this.server.address()).header("tenant", tenant).build())
			.start();
	}

}
