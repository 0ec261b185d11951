package io.tofu.spring;

import java.time.Duration;
import java.util.Map;

import io.tofu.Message;
import io.tofu.OpCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

/** What a channel does at its end and afterwards. */
@Timeout(60)
class ChannelEndTests {

	/** A number rests until so many others were released, and a few more. */
	private static final int REST = 1500;

	private TestApplication server;

	@BeforeEach
	void start() {
		this.server = TestApplication.with().settings(Duration.ofHours(1), 1000).addresses("tcp://127.0.0.1:0").start();
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	/** The stranger whose connection has got the number of one that has ended. */
	@Test
	void aStrangerGetsNothingOfIt() throws Exception {
		RawPeer gone = RawPeer.greet(this.server.address());
		TofuChannel old = this.server.connections.channels().iterator().next();
		try (Message late = old.newMessage(OpCode.SIGNAL, 0)) {
			gone.close();
			await().until(() -> old.ended().isDone());
			try (RawPeer stranger = stranger(old.number())) {
				assertThatExceptionOfType(TofuDisconnectedException.class).isThrownBy(() -> old.post(late));
				assertThatExceptionOfType(TofuDisconnectedException.class).isThrownBy(() -> old.route("news").signal());
				assertThatExceptionOfType(TofuDisconnectedException.class)
					.isThrownBy(() -> old.newMessage(OpCode.SIGNAL, 0));
				old.respond(OpCode.REQUEST, 5, Map.of(), "late");
				assertThat(old.sender().tell(OpCode.BYE_SIGNAL, Map.of())).isFalse();
				old.pauseReceive();
				stranger.send(OpCode.REQUEST, 9, "", "whom do you hear?");
				assertThat(stranger.receive()).satisfies((answer) -> {
					assertThat(answer.id()).isEqualTo(9);
					assertThat(answer.body()).isEqualTo("whom do you hear?");
				});
			}
		}
	}

	@Test
	void whoWaitsForItsHelloResponseIsSentAwayWithoutWaiting() throws Exception {
		this.server.handler.reactions.remove(OpCode.HELLO_REQUEST);
		try (RawPeer undecided = RawPeer.connect(this.server.address())) {
			undecided.send(OpCode.HELLO_REQUEST, 1, "~connect_to:tcp|127.0.0.1|1\r\n", "");
			await().until(() -> !this.server.handler.texts(OpCode.HELLO_REQUEST).isEmpty());
			TofuChannel channel = this.server.connections.channels().iterator().next();
			channel.close();
			RawPeer.Frame bye = undecided.receive();
			assertThat(bye.opCode()).isEqualTo(OpCode.BYE_REQUEST);
			undecided.send(OpCode.BYE_RESPONSE, bye.id(), "", "");
			await().until(() -> channel.ended().isDone());
			assertThat(this.server.events(TofuPeerConnectedEvent.class)).isEmpty();
			assertThat(this.server.events(TofuPeerDisconnectedEvent.class)).isEmpty();
		}
	}

	/** The peer that is connected under this number, as soon as one is. */
	private RawPeer stranger(int number) throws Exception {
		for (int i = 0; i < REST; i++) {
			RawPeer peer = RawPeer.greet(this.server.address());
			if (this.server.connections.channels().stream().anyMatch((channel) -> channel.number() == number)) {
				return peer;
			}
			peer.close();
		}
		return fail("The number " + number + " was not used again");
	}

}
