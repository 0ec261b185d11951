package io.tofu.behaviour;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import io.tofu.Address;
import io.tofu.AmpeStatus;
import io.tofu.BinaryHeader;
import io.tofu.Message;
import io.tofu.OpCode;
import io.tofu.TextHeader;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How connections come to be, or do not.
 */
abstract class ConnectingBehaviour extends EngineBehaviour {

	private static final int QUEUED = 100;

	ConnectingBehaviour(Supplier<Wire> wire) {
		super(wire);
	}

	@Test
	@Scenario(4)
	@DisplayName("where nobody listens → HelloResponse connect_failed, then the end")
	void nobodyListens() throws Exception {
		Node node = node();
		Address deadEnd = this.wire.deadEnd();
		BinaryHeader hello = node.hello(deadEnd).header("mine", "kept").body("kept, too").post();
		node.expectFromEngine(OpCode.HELLO_RESPONSE, AmpeStatus.CONNECT_FAILED)
			.on(hello.channelNumber())
			.withId(hello.messageId())
			.withHeader("mine", "kept")
			.withHeader(Address.CONNECT_TO, deadEnd.wire())
			.withBody("kept, too")
			.withReason();
		new End(node, hello.channelNumber(), hello.messageId()).expectEnd().withId(hello.messageId());
		node.expectNothingElse();
	}

	@ParameterizedTest(name = "{0} → HelloResponse invalid_address, then the end")
	@Scenario(4)
	@ValueSource(strings = { "tcp", "tcp|127.0.0.1", "tcp|127.0.0.1|0", "tcp|127.0.0.1|x", "tcp|127.0.0.1|65536",
			"udp|127.0.0.1|7099", "uds|", "tcp://127.0.0.1:7099", "unix:/tmp/x" })
	void addressCannotBeRead(String address) {
		Node node = node();
		assertRefused(node, node.draft(OpCode.HELLO_REQUEST).header(Address.CONNECT_TO, address).post());
	}

	@Test
	@Scenario(4)
	@DisplayName("a HelloRequest with an address to listen on → HelloResponse invalid_address, then the end")
	void addressHeaderMustFit() {
		Node node = node();
		String server = this.wire.freshServer().wire();
		assertRefused(node, node.draft(OpCode.HELLO_REQUEST).header(Address.LISTEN_ON, server).post());
	}

	@Test
	@Scenario(6)
	@DisplayName("one group is client and server")
	void oneGroupIsClientAndServer() {
		Node node = node();
		Listener listener = node.listen(this.wire.freshServer());
		BinaryHeader hello = node.hello(listener.address()).header("who", "me").body("hi").id(77).post();

		Received arrived = node.expect(OpCode.HELLO_REQUEST).withId(77).withHeader("who", "me").withBody("hi");
		assertThat(List.of(listener.channel(), hello.channelNumber(), arrived.channel())).doesNotHaveDuplicates();
		node.draft(OpCode.HELLO_RESPONSE).on(arrived.channel()).id(77).header("answer", "welcome").post();
		node.expect(OpCode.HELLO_RESPONSE).on(hello.channelNumber()).withId(77).withHeader("answer", "welcome");

		listener.abort();
		BinaryHeader bye = node.draft(OpCode.BYE_SIGNAL).on(hello.channelNumber()).post();
		List<Received> ends = List.of(node.receive(), node.receive());
		assertThat(ends).allMatch((end) -> end.isLastOf(end.channel()));
		assertThat(ends).extracting(Received::channel)
			.containsExactlyInAnyOrder(hello.channelNumber(), arrived.channel());
		assertThat(ends).filteredOn((end) -> end.channel() == hello.channelNumber())
			.extracting(Received::id)
			.containsExactly(bye.messageId());
		assertThat(ends).filteredOn((end) -> end.channel() == arrived.channel())
			.extracting(Received::id)
			.containsExactly(77L);
		node.expectNothingElse();
	}

	@Test
	void helloArrivesWithAllItsHeaders() {
		Node server = node();
		Listener listener = server.listen(this.wire.freshServer());
		Node client = node();
		client.hello(listener.address()).header("X-Spaces", "  a b\tc ").header("X", "1").header("X", "2").post();
		server.expect(OpCode.HELLO_REQUEST)
			.withHeaders(new TextHeader(Address.CONNECT_TO, listener.address().wire()),
					new TextHeader("X-Spaces", "a b\tc"), new TextHeader("X", "1"), new TextHeader("X", "2"));
	}

	@Test
	void messagesMayBePostedBeforeTheConnectionIsUp() {
		Node server = node();
		Listener listener = server.listen(this.wire.freshServer());
		Node client = node();
		End end = client.connect(listener.address());
		for (int i = 1; i <= QUEUED; i++) {
			end.send(OpCode.SIGNAL).id(i).post();
		}
		int channel = server.expect(OpCode.HELLO_REQUEST).withId(end.helloId()).channel();
		for (int i = 1; i <= QUEUED; i++) {
			server.expect(OpCode.SIGNAL).on(channel).withId(i);
		}
	}

	@Test
	void messagesForAConnectionThatFailsComeBackInOrder() throws Exception {
		Node node = node();
		try (Saturated saturated = Saturated.over(this.wire)) {
			End end = node.connect(saturated.address());
			for (int i = 1; i <= QUEUED; i++) {
				end.send(OpCode.SIGNAL).id(i).body("body " + i).attachment(i).post();
			}
			saturated.stopListening();
			end.expectFromEngine(OpCode.HELLO_RESPONSE, AmpeStatus.CONNECT_FAILED).withId(end.helloId());
			for (int i = 1; i <= QUEUED; i++) {
				Received returned = end.expectFromEngine(OpCode.SIGNAL, AmpeStatus.CONNECT_FAILED).withId(i);
				assertThat(returned.withBody("body " + i).attachment()).isEqualTo(i);
			}
			end.expectEnd().withId(end.helloId());
			node.expectNothingElse();
		}
	}

	@Test
	void connectionThatIsNotUpInTimeFails() throws Exception {
		use((options) -> options.connectTimeout(Duration.ofMillis(100)));
		Node node = node();
		try (Saturated saturated = Saturated.over(this.wire)) {
			End end = node.connect(saturated.address());
			end.expectFromEngine(OpCode.HELLO_RESPONSE, AmpeStatus.CONNECT_TIMEOUT).withId(end.helloId()).withReason();
			end.expectEnd().withId(end.helloId());
		}
	}

	@Test
	void connectingCanBeAborted() throws Exception {
		Node node = node();
		try (Saturated saturated = Saturated.over(this.wire)) {
			End end = node.connect(saturated.address());
			end.send(OpCode.REQUEST).id(5).post();
			BinaryHeader bye = end.send(OpCode.BYE_SIGNAL).post();
			end.expectFromEngine(OpCode.HELLO_RESPONSE, AmpeStatus.CHANNEL_CLOSED).withId(end.helloId());
			end.expectFromEngine(OpCode.REQUEST, AmpeStatus.CHANNEL_CLOSED).withId(5);
			end.expectEnd().withId(bye.messageId());
			node.expectNothingElse();
		}
	}

	@Test
	@Scenario(1)
	@DisplayName("a group closes while it connects")
	void groupClosesWhileItConnects() throws Exception {
		use((options) -> options.closeTimeout(Duration.ofMillis(100)));
		Node node = node();
		try (Saturated saturated = Saturated.over(this.wire)) {
			node.connect(saturated.address());
			node.close();
			assertThat(ampe().stats().channels()).isZero();
			assertThat(ampe().stats().messagesInUse()).isZero();
		}
	}

	@Test
	void connectsAsSoonAsThereIsRoom() throws Exception {
		Node node = node();
		try (Saturated saturated = Saturated.over(this.wire)) {
			End end = node.connect(saturated.address());
			node.goRound();
			RawPeer peer = keep(new RawPeer(saturated.acceptOurs()));
			RawFrame hello = peer.expect(OpCode.HELLO_REQUEST);
			assertThat(hello.id()).isEqualTo(end.helloId());
		}
	}

	@Test
	@Scenario(8)
	@DisplayName("a client retries from one template until the server is there")
	void clientRetriesFromATemplate() throws Exception {
		Node server = node();
		Node client = node();
		Address address = this.wire.deadEnd();
		try (Message template = client.hello(address).header("who", "me").message()) {
			for (int i = 0; i < 50; i++) {
				BinaryHeader hello = client.group().post(template.copyHeaders());
				client.expectFromEngine(OpCode.HELLO_RESPONSE, AmpeStatus.CONNECT_FAILED).withHeader("who", "me");
				new End(client, hello.channelNumber(), hello.messageId()).expectEnd();
			}
			assertThat(template.messageId()).isZero();
			Listener listener = server.listen(this.wire.freshServer());
			listener.address().format(template);
			client.group().post(template.copyHeaders());
			server.accept();
			client.expect(OpCode.HELLO_RESPONSE);
		}
	}

	@Test
	@Scenario(13)
	@DisplayName("the accepting side asks, the connecting side answers")
	void peersAreEqual() {
		Dialogue dialogue = dialogue();
		BinaryHeader request = dialogue.server().request("who are you?").post();
		dialogue.client().expect(OpCode.REQUEST).withId(request.messageId()).withBody("who are you?");
		dialogue.client().send(OpCode.RESPONSE).id(request.messageId()).body("a client").post();
		dialogue.server().expect(OpCode.RESPONSE).withId(request.messageId()).withBody("a client");
		dialogue.server().send(OpCode.BYE_REQUEST).id(9).post();
		dialogue.client().expect(OpCode.BYE_REQUEST).withId(9);
	}

	@Test
	@Scenario(14)
	@DisplayName("a client is rejected with a ByeSignal instead of a HelloResponse")
	void serverRejects() {
		Node server = node();
		Listener listener = server.listen(this.wire.freshServer());
		Node client = node();
		End there = client.connect(listener.address());
		End here = new End(server, server.expect(OpCode.HELLO_REQUEST).channel(), there.helloId());
		here.abort();
		there.expectEnd().withId(there.helloId());
		client.expectNothingElse();
		assertThat(Dialogue.between(client, server, listener.address())).as("others are welcome").isNotNull();
	}

	private void assertRefused(Node node, BinaryHeader hello) {
		node.expectFromEngine(OpCode.HELLO_RESPONSE, AmpeStatus.INVALID_ADDRESS)
			.on(hello.channelNumber())
			.withId(hello.messageId())
			.withReason();
		new End(node, hello.channelNumber(), hello.messageId()).expectEnd().withId(hello.messageId());
		node.expectNothingElse();
	}

}
