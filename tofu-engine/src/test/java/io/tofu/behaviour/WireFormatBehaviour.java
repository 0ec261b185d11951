package io.tofu.behaviour;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Supplier;

import io.tofu.Address;
import io.tofu.AmpeStatus;
import io.tofu.BinaryHeader;
import io.tofu.Message;
import io.tofu.OpCode;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The bytes that peers see, against golden frames, in both directions.
 */
abstract class WireFormatBehaviour extends EngineBehaviour {

	WireFormatBehaviour(Supplier<Wire> wire) {
		super(wire);
	}

	@Test
	void writesTheGoldenFrames() {
		RawListener listener = rawListener();
		End end = node().connect(listener.address());
		RawPeer peer = listener.accept();
		RawFrame hello = peer.expect(OpCode.HELLO_REQUEST);
		assertThat(hello.id()).isEqualTo(end.helloId());
		assertThat(hello.headersText()).isEqualTo("~connect_to:" + listener.address().wire() + "\r\n");
		assertThat(hello.body()).isEmpty();

		end.request("Hello").id(0x1122334455667788L).more().post();
		assertThat(withoutChannel(peer.read(21)))
			.isEqualTo(RawFrame.hex("20 00 11 22 33 44 55 66 77 88 00 00 00 05 48 65 6C 6C 6F"));

		end.send(OpCode.RESPONSE).id(-1).header("a", "b").post();
		assertThat(withoutChannel(peer.read(21)))
			.isEqualTo(RawFrame.hex("01 00 FF FF FF FF FF FF FF FF 00 05 00 00 61 3A 62 0D 0A"));

		end.send(OpCode.BYE_RESPONSE).id(9).post();
		assertThat(withoutChannel(peer.read(16))).isEqualTo(RawFrame.hex("06 00 00 00 00 00 00 00 00 09 00 00 00 00"));
	}

	@Test
	void readsTheGoldenFrames() {
		Node server = node();
		RawPeer peer = rawPeer(server.listen(this.wire.freshServer()).address());
		peer.write(RawFrame.hex("00 07 03 00 00 00 00 00 00 00 00 01 00 20 00 00"))
			.write("~connect_to:tcp|127.0.0.1|7099\r\n".getBytes(US_ASCII));
		int channel = server.expect(OpCode.HELLO_REQUEST)
			.withId(1)
			.withHeader(Address.CONNECT_TO, "tcp|127.0.0.1|7099")
			.withBody("")
			.channel();
		peer.write(RawFrame.hex("01 02 20 00 11 22 33 44 55 66 77 88 00 00 00 05 48 65 6C 6C 6F"));
		server.expect(OpCode.REQUEST).on(channel).withId(0x1122334455667788L).withMore(true).withBody("Hello");
		peer.write(RawFrame.hex("00 03 06 00 00 00 00 00 00 00 00 09 00 00 00 00"));
		server.expect(OpCode.BYE_RESPONSE).on(channel).withId(9).withMore(false);
	}

	@Test
	void serverSpeaksAsTheOriginalDid() {
		GoldenConversation golden = GoldenConversation.load();
		Node server = node();
		RawPeer client = rawPeer(server.listen(this.wire.freshServer()).address());
		for (int i = 0; i < golden.said().size(); i++) {
			RawFrame said = RawFrame.decode(golden.said().get(i));
			client.write(golden.said().get(i));
			try (Message message = server.group().waitReceive(Node.PATIENCE)) {
				assertThat(message).isNotNull();
				assertSame(said, Received.of(message).fromApplication());
				message.opCode(message.opCode().reply());
				server.group().post(message);
			}
			byte[] answer = golden.answered().get(i);
			assertThat(withoutChannel(client.read(answer.length))).isEqualTo(withoutChannel(answer));
		}
		client.close();
		server.expectFromEngine(OpCode.SIGNAL, AmpeStatus.CHANNEL_CLOSED).withId(1001);
	}

	@Test
	void clientSpeaksAsTheOriginalDid() {
		GoldenConversation golden = GoldenConversation.load();
		Node client = node();
		RawListener listener = rawListener();
		Address address = listener.address();
		RawFrame hello = RawFrame.decode(golden.said().get(0));
		BinaryHeader posted = drafted(client, hello, address).post();
		RawPeer server = listener.accept();
		String spoken = hello.headersText().replace("tcp|127.0.0.1|17098", address.wire());
		RawFrame arrived = server.expect(OpCode.HELLO_REQUEST);
		assertThat(arrived.headersText()).isEqualTo(spoken);
		assertThat(arrived.body()).isEqualTo(hello.body());
		for (int i = 0; i < golden.said().size(); i++) {
			if (i > 0) {
				byte[] said = golden.said().get(i);
				drafted(client, RawFrame.decode(said), address).on(posted.channelNumber()).post();
				byte[] bytes = server.read(said.length);
				assertThat(withoutChannel(bytes)).isEqualTo(withoutChannel(said));
				assertThat(RawFrame.decode(bytes).channel()).isEqualTo(arrived.channel());
			}
			server.write(golden.answered().get(i));
			RawFrame answer = RawFrame.decode(golden.answered().get(i));
			assertSame(answer, client.receive().fromApplication().on(posted.channelNumber()));
		}
		server.expectEnd();
		server.close();
		client.expectFromEngine(OpCode.SIGNAL, AmpeStatus.CHANNEL_CLOSED).withId(1001);
	}

	@Test
	void wholeConversationAtOnceIsReadFrameByFrame() {
		GoldenConversation golden = GoldenConversation.load();
		Node server = node();
		RawPeer client = rawPeer(server.listen(this.wire.freshServer()).address());
		ByteBuffer all = ByteBuffer.allocate(golden.said().stream().mapToInt((bytes) -> bytes.length).sum());
		golden.said().forEach(all::put);
		Runnable write = () -> client.write(all.array());
		inBackground(write);
		for (byte[] said : golden.said()) {
			assertSame(RawFrame.decode(said), server.receive().fromApplication());
		}
	}

	@Test
	void receivedHeadersAreSentAgainUnchangedUnlessEdited() {
		Node server = node();
		RawPeer peer = rawPeer(server.listen(this.wire.freshServer()).address());
		peer.shakeHands(server, 1);
		String odd = " a : b \r\n\r\nc\r\n: end\r\nrest";
		peer.write(RawFrame.of(OpCode.REQUEST).withId(2).withHeaders(odd));
		try (Message message = server.group().waitReceive(Node.PATIENCE)) {
			assertThat(message).isNotNull();
			assertThat(message.headers().first(" a ")).isEqualTo("b");
			server.group().post(message.opCode(OpCode.RESPONSE));
		}
		assertThat(peer.expect(OpCode.RESPONSE).headersText()).isEqualTo(odd);

		peer.write(RawFrame.of(OpCode.REQUEST).withId(3).withHeaders(odd));
		try (Message message = server.group().waitReceive(Node.PATIENCE)) {
			assertThat(message).isNotNull();
			message.headers().add("d", "e");
			server.group().post(message.opCode(OpCode.RESPONSE));
		}
		assertThat(peer.expect(OpCode.RESPONSE).headersText()).isEqualTo(" a : b \r\nc\r\nd:e\r\n");
	}

	@Test
	void channelNumberOfTheSenderMeansNothingToTheReceiver() {
		Node server = node();
		RawPeer peer = rawPeer(server.listen(this.wire.freshServer()).address());
		peer.write(RawFrame.hello(1).onChannel(65535));
		int channel = server.expect(OpCode.HELLO_REQUEST).channel();
		for (int number : new int[] { 0, 1, 65534, 65535 }) {
			peer.write(RawFrame.of(OpCode.SIGNAL).onChannel(number).withId(2));
			server.expect(OpCode.SIGNAL).on(channel);
		}
	}

	@Test
	void whatTheEngineMadeTravelsAsAnApplicationsMessage() {
		RawListener.Connected connected = rawListener().connect(node());
		Node node = connected.end().node();
		node.group().updateReceiver(null);
		try (Message update = node.group().waitReceive()) {
			update.headers().add(Received.REASON, "local").add("kept", "1").add("~tls", "local");
			node.group().post(update.channelNumber(connected.end().channel()).messageId(4));
		}
		RawFrame frame = connected.peer().expect(OpCode.SIGNAL);
		assertThat(frame.id()).isEqualTo(4);
		assertThat(frame.headersText()).isEqualTo("kept:1\r\n");
	}

	@Test
	void welcomeAndByeSignalNeverTravel() {
		Node server = node();
		Listener listener = server.listen(this.wire.freshServer());
		RawPeer peer = rawPeer(listener.address());
		End end = peer.shakeHands(server, 1);
		listener.abort();
		end.abort();
		peer.expectEnd();
	}

	private static Draft drafted(Node node, RawFrame frame, Address address) {
		Draft draft = node.draft(frame.opCode()).id(frame.id()).more(frame.hasMore()).body(frame.body());
		if (frame.opCode() == OpCode.HELLO_REQUEST) {
			draft.to(address);
		}
		for (String line : frame.headersText().split("\r\n")) {
			int colon = line.indexOf(':');
			if (colon > 0 && !line.startsWith(Address.CONNECT_TO)) {
				draft.header(line.substring(0, colon), line.substring(colon + 1));
			}
		}
		return draft;
	}

	private static void assertSame(RawFrame frame, Received received) {
		received.is(frame.opCode()).withId(frame.id()).withMore(frame.hasMore()).withBody(frame.body());
		assertThat(received.header().headersLength()).isEqualTo(frame.headers().length);
	}

	private static byte[] withoutChannel(byte[] frame) {
		return Arrays.copyOfRange(frame, 2, frame.length);
	}

}
