package io.tofu.behaviour;

import java.util.function.Supplier;

import io.tofu.Address;
import io.tofu.AmpeStatus;
import io.tofu.BinaryHeader;
import io.tofu.OpCode;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How listeners come up, or do not.
 */
abstract class ListeningBehaviour extends EngineBehaviour {

	ListeningBehaviour(Supplier<Wire> wire) {
		super(wire);
	}

	@Test
	void listenerAnswersWithWhatItWasAsked() {
		Node node = node();
		BinaryHeader welcome = node.welcome(this.wire.freshServer()).header("mine", "kept").body("too").id(5).post();
		assertThat(welcome.channelNumber()).isBetween(1, 65534);
		node.expect(OpCode.WELCOME_RESPONSE)
			.on(welcome.channelNumber())
			.withId(5)
			.withHeader("mine", "kept")
			.withBody("too")
			.withoutHeader(Received.REASON);
	}

	@Test
	@Scenario(5)
	@DisplayName("a busy address → WelcomeResponse listen_failed with a reason, then the end")
	void addressIsBusy() {
		Node node = node();
		Listener first = node.listen(this.wire.freshServer());
		Address busy = Address.server(first.address().wire());
		BinaryHeader welcome = node.welcome(busy).header("mine", "kept").body("too").post();
		node.expectFromEngine(OpCode.WELCOME_RESPONSE, AmpeStatus.LISTEN_FAILED)
			.on(welcome.channelNumber())
			.withId(welcome.messageId())
			.withHeader("mine", "kept")
			.withHeader(Address.LISTEN_ON, busy.wire())
			.withBody("too")
			.withReason();
		expectEnd(node, welcome);
		node.expectNothingElse();
		Node client = node();
		client.connect(first.address());
		node.accept();
		client.expect(OpCode.HELLO_RESPONSE);
	}

	@ParameterizedTest(name = "{0} → WelcomeResponse invalid_address with a reason, then the end")
	@Scenario(5)
	@ValueSource(strings = { "tcp", "tcp|127.0.0.1", "tcp|127.0.0.1|x", "tcp|127.0.0.1|65536", "tcp|127.0.0.1|1|2",
			"udp|127.0.0.1|7099", "uds", "uds|/a|b", "tcp://127.0.0.1:0", "unix:/tmp/x" })
	void addressCannotBeRead(String address) {
		Node node = node();
		assertRefused(node, node.draft(OpCode.WELCOME_REQUEST).header(Address.LISTEN_ON, address).post());
	}

	@Test
	@Scenario(5)
	@DisplayName("a WelcomeRequest with an address to connect to → WelcomeResponse invalid_address, then the end")
	void addressHeaderMustFit() throws Exception {
		Node node = node();
		String client = this.wire.deadEnd().wire();
		assertRefused(node, node.draft(OpCode.WELCOME_REQUEST).header(Address.CONNECT_TO, client).post());
	}

	@Test
	void listenerTakesManyClients() {
		Node server = node();
		Listener listener = server.listen(this.wire.freshServer());
		Node client = node();
		for (int i = 0; i < 50; i++) {
			Dialogue.between(client, server, listener.address());
		}
		assertThat(ampe().stats().channels()).isEqualTo(101);
	}

	@Test
	void closingAListenerLeavesItsConnectionsAlone() {
		Node server = node();
		Listener listener = server.listen(this.wire.freshServer());
		Dialogue dialogue = Dialogue.between(node(), server, listener.address());
		listener.abort();
		dialogue.client().request("still here?").post();
		dialogue.server().expect(OpCode.REQUEST).withBody("still here?");
		Node late = node();
		BinaryHeader hello = late.hello(listener.address()).post();
		late.expectFromEngine(OpCode.HELLO_RESPONSE, AmpeStatus.CONNECT_FAILED, AmpeStatus.UDS_PATH_NOT_FOUND)
			.withId(hello.messageId());
	}

	@Test
	void closedListenersAddressCanBeListenedOnAgain() {
		Node server = node();
		Listener first = server.listen(this.wire.freshServer());
		Dialogue dialogue = Dialogue.between(node(), server, first.address());
		first.abort();
		Listener second = server.listen(Address.server(first.address().wire()));
		assertThat(second.address()).isEqualTo(first.address());
		assertThat(second.channel()).isNotEqualTo(first.channel());
		Dialogue.between(dialogue.client().node(), server, second.address());
	}

	@Test
	void severalGroupsListenInOneEngine() {
		Node one = node();
		Node other = node();
		Listener first = one.listen(this.wire.freshServer());
		Listener second = other.listen(this.wire.freshServer());
		Node client = node();
		Dialogue toFirst = Dialogue.between(client, one, first.address());
		Dialogue toSecond = Dialogue.between(client, other, second.address());
		toSecond.client().request("for the second").post();
		toSecond.server().expect(OpCode.REQUEST).withBody("for the second");
		toFirst.client().request("for the first").post();
		toFirst.server().expect(OpCode.REQUEST).withBody("for the first");
	}

	private static void assertRefused(Node node, BinaryHeader welcome) {
		node.expectFromEngine(OpCode.WELCOME_RESPONSE, AmpeStatus.INVALID_ADDRESS)
			.on(welcome.channelNumber())
			.withId(welcome.messageId())
			.withReason();
		expectEnd(node, welcome);
		node.expectNothingElse();
	}

	private static void expectEnd(Node node, BinaryHeader welcome) {
		new End(node, welcome.channelNumber(), welcome.messageId()).expectEnd().withId(welcome.messageId());
	}

}
