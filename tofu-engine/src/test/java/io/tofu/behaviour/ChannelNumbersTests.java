package io.tofu.behaviour;

import io.tofu.Address;
import io.tofu.AmpeStatus;
import io.tofu.BinaryHeader;
import io.tofu.ChannelNumbers;
import io.tofu.OpCode;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What happens when all channel numbers are taken.
 */
class ChannelNumbersTests extends EngineBehaviour {

	private static final String NO_ADDRESS = "tcp";

	private static final int FEW = 10;

	ChannelNumbersTests() {
		super(Wire::tcp);
	}

	@Test
	@Scenario(3)
	@DisplayName("row 13: all channel numbers unreleased → channels_exhausted, until an end was received")
	void allNumbersAreTaken() {
		Node node = node();
		BinaryHeader first = fail(node);
		fail(node, ChannelNumbers.LAST - 1);
		assertThat(node.hello(Address.tcpClient("127.0.0.1", 1)).body("kept").refused())
			.isEqualTo(AmpeStatus.CHANNELS_EXHAUSTED);
		assertThat(node.welcome(this.wire.freshServer()).body("kept").refused())
			.isEqualTo(AmpeStatus.CHANNELS_EXHAUSTED);
		assertThat(ampe().stats().channels()).isEqualTo(ChannelNumbers.LAST);

		receiveEnd(node, first);
		assertThat(fail(node).channelNumber()).isEqualTo(first.channelNumber());
		assertThat(node.welcome(this.wire.freshServer()).refused()).isEqualTo(AmpeStatus.CHANNELS_EXHAUSTED);
	}

	@Test
	@Scenario(3)
	@DisplayName("row 13: all channel numbers unreleased: accepting waits, and says so once")
	void acceptingWaitsForANumber() {
		use((options) -> options.maxChannels(FEW));
		Node server = node();
		Listener listener = server.listen(this.wire.freshServer());
		Node node = node();
		BinaryHeader first = fail(node);
		fail(node, FEW - 2);
		RawPeer peer = rawPeer(listener.address());
		peer.write(RawFrame.hello(5));
		server.expectFromEngine(OpCode.SIGNAL, AmpeStatus.ACCEPT_FAILED)
			.on(listener.channel())
			.withId(listener.welcomeId())
			.withReason();

		receiveEnd(node, first);
		Received hello = server.expect(OpCode.HELLO_REQUEST).withId(5);
		server.draft(OpCode.HELLO_RESPONSE).on(hello.channel()).id(5).post();
		assertThat(peer.expect(OpCode.HELLO_RESPONSE).id()).isEqualTo(5);
		new End(server, hello.channel(), 5).abort();
		server.expectNothingElse();
	}

	private static void fail(Node node, int times) {
		for (int i = 0; i < times; i++) {
			fail(node);
		}
	}

	/** Takes a number that is released when the end of the channel is received. */
	private static BinaryHeader fail(Node node) {
		return node.draft(OpCode.HELLO_REQUEST).header(Address.CONNECT_TO, NO_ADDRESS).post();
	}

	private static void receiveEnd(Node node, BinaryHeader hello) {
		node.expectFromEngine(OpCode.HELLO_RESPONSE, AmpeStatus.INVALID_ADDRESS).withId(hello.messageId());
		new End(node, hello.channelNumber(), hello.messageId()).expectEnd();
	}

}
