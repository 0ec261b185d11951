package io.tofu.behaviour;

import java.util.function.Supplier;
import java.util.stream.IntStream;

import io.tofu.OpCode;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Frames that arrive in pieces. Between two pieces another connection of the same engine
 * has a dialogue, so that the engine has certainly seen the first piece alone.
 */
abstract class SplitFramesBehaviour extends EngineBehaviour {

	private static final RawFrame FRAME = RawFrame.of(OpCode.REQUEST)
		.onChannel(0x0102)
		.withId(0x1122334455667788L)
		.withMore()
		.withHeaders("a:b\r\nc:d\r\n")
		.withBody("Hello");

	SplitFramesBehaviour(Supplier<Wire> wire) {
		super(wire);
	}

	static IntStream splitPoints() {
		return IntStream.range(1, FRAME.encode().length);
	}

	@ParameterizedTest(name = "a frame split after byte {0}")
	@Scenario(17)
	@MethodSource("splitPoints")
	void splitInTwo(int splitPoint) {
		Scene scene = new Scene();
		byte[] bytes = FRAME.encode();
		scene.split.write(bytes, 0, splitPoint);
		scene.letTheEngineRead();
		scene.split.write(bytes, splitPoint, bytes.length);
		scene.expectFrame();
	}

	@ParameterizedTest(name = "the first frame of a connection split after byte {0}")
	@Scenario(17)
	@ValueSource(ints = { 1, 2, 15, 16, 17, 40, 47 })
	void firstFrameSplitInTwo(int splitPoint) {
		Scene scene = new Scene();
		byte[] bytes = RawFrame.hello(3).encode();
		RawPeer late = rawPeer(scene.listener.address());
		late.write(bytes, 0, splitPoint);
		scene.letTheEngineRead();
		late.write(bytes, splitPoint, bytes.length);
		scene.server.expect(OpCode.HELLO_REQUEST).withId(3);
	}

	@Test
	@Scenario(17)
	@DisplayName("a frame byte by byte, and the next one behind it")
	void byteByByte() {
		Scene scene = new Scene();
		byte[] bytes = FRAME.encode();
		for (int i = 0; i < bytes.length; i++) {
			scene.letTheEngineRead();
			scene.split.write(bytes, i, i + 1);
		}
		scene.expectFrame();
		scene.split.write(bytes);
		scene.expectFrame();
	}

	@Test
	@Scenario(17)
	@DisplayName("pieces that end one frame and begin the next")
	void piecesAcrossFrames() {
		Scene scene = new Scene();
		byte[] bytes = FRAME.encode();
		int half = bytes.length / 2;
		scene.split.write(bytes, 0, half);
		for (int i = 0; i < 20; i++) {
			scene.letTheEngineRead();
			byte[] next = new byte[bytes.length];
			System.arraycopy(bytes, half, next, 0, bytes.length - half);
			System.arraycopy(bytes, 0, next, bytes.length - half, half);
			scene.split.write(next);
			scene.expectFrame();
		}
		scene.letTheEngineRead();
		scene.split.write(bytes, half, bytes.length);
		scene.expectFrame();
	}

	@ParameterizedTest(name = "the largest frame in pieces of {0} bytes")
	@Scenario(17)
	@ValueSource(ints = { 997, 16384, 65536, 131085 })
	void largestFrameInPieces(int size) {
		Scene scene = new Scene();
		byte[] body = new byte[65535];
		body[65534] = 7;
		byte[] bytes = RawFrame.of(OpCode.SIGNAL)
			.withId(4)
			.withHeaders("h:" + "v".repeat(65533))
			.withBody(body)
			.encode();
		for (int from = 0; from < bytes.length; from += size) {
			scene.letTheEngineRead();
			scene.split.write(bytes, from, Math.min(bytes.length, from + size));
		}
		scene.server.expect(OpCode.SIGNAL).withId(4).withBody(body).withHeader("h", "v".repeat(65533));
	}

	/** A server, a peer that sends pieces, and another one that sends whole frames. */
	private final class Scene {

		final Node server = node();

		final Listener listener = this.server.listen(SplitFramesBehaviour.this.wire.freshServer());

		final RawPeer split = rawPeer(this.listener.address());

		final End splitEnd = this.split.shakeHands(this.server, 1);

		final RawPeer whole = rawPeer(this.listener.address());

		final End wholeEnd = this.whole.shakeHands(this.server, 2);

		void letTheEngineRead() {
			this.whole.write(RawFrame.of(OpCode.REQUEST).withId(5));
			this.wholeEnd.expect(OpCode.REQUEST).withId(5);
			this.wholeEnd.send(OpCode.RESPONSE).id(5).post();
			this.whole.expect(OpCode.RESPONSE);
		}

		void expectFrame() {
			this.splitEnd.expect(OpCode.REQUEST)
				.withId(FRAME.id())
				.withMore(true)
				.withHeader("a", "b")
				.withHeader("c", "d")
				.withBody("Hello");
		}

	}

}
