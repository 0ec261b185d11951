package io.tofu.engine;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;

import io.tofu.AmpeException;
import io.tofu.AmpeStatus;
import io.tofu.OpCode;
import io.tofu.Origin;
import io.tofu.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link Frame} against the golden vectors of the specification.
 */
class FrameTests {

	private static final HexFormat HEX = HexFormat.ofDelimiter(" ").withUpperCase();

	@Test
	void headerTellsTheLength() {
		ByteBuffer header = frame("12 34 00 FF AA BB CC DD EE FF 00 11 56 78 9A BC");
		assertThat(Frame.length(header, 0)).isEqualTo(16 + 0x5678 + 0x9ABC);
		assertThat(header.position()).isZero();
		ByteBuffer largest = frame("FF FF 00 00 00 00 00 00 00 00 00 01 FF FF FF FF");
		assertThat(Frame.length(largest, 0)).isEqualTo(16 + 65535 + 65535);
	}

	@Test
	void lengthIsReadFromAnyIndex() {
		assertThat(Frame.length(frame("EE EE EE 00 03 06 00 00 00 00 00 00 00 00 09 00 01 00 02"), 3)).isEqualTo(19);
	}

	@Test
	void decodesEveryFieldUnsignedAndBelievesNothingLocal() {
		ByteBuffer in = ByteBuffer.allocate(16 + 0x5678 + 0x9ABC)
			.put(frame("12 34 F0 FF AA BB CC DD EE FF 00 11 56 78 9A BC"))
			.rewind();
		Envelope envelope = new Envelope(null);
		Frame.decode(in, envelope);
		assertThat(in.hasRemaining()).isFalse();
		assertThat(envelope.channelNumber()).isZero();
		assertThat(envelope.opCode()).isEqualTo(OpCode.REQUEST);
		assertThat(envelope.more()).isTrue();
		assertThat(envelope.origin()).isEqualTo(Origin.APPLICATION);
		assertThat(envelope.status()).isEqualTo(AmpeStatus.SUCCESS);
		assertThat(envelope.messageId()).isEqualTo(0xAABBCCDDEEFF0011L);
		assertThat(envelope.headers().length()).isEqualTo(0x5678);
		assertThat(envelope.body().length()).isEqualTo(0x9ABC);
	}

	@ParameterizedTest
	@ValueSource(ints = { 8, 9, 10, 11, 12, 13, 14, 15 })
	void operationsThatDoNotTravelAreProtocolErrors(int opCode) {
		ByteBuffer header = frame("00 00 00 00 00 00 00 00 00 00 00 01 00 00 00 00");
		for (int bits : new int[] { 0, 0x10, 0x20, 0xF0 }) {
			header.put(2, (byte) (bits | opCode));
			assertThatExceptionOfType(AmpeException.class).isThrownBy(() -> Frame.length(header, 0))
				.satisfies((ex) -> assertThat(ex.status()).isEqualTo(AmpeStatus.PROTOCOL_ERROR));
		}
	}

	@ParameterizedTest
	@CsvSource({ "REQUEST, 0", "RESPONSE, 1", "SIGNAL, 2", "HELLO_REQUEST, 3", "HELLO_RESPONSE, 4", "BYE_REQUEST, 5",
			"BYE_RESPONSE, 6", "BYE_SIGNAL, 7" })
	void operationsThatTravel(OpCode opCode, int code) {
		ByteBuffer header = frame("00 00 00 00 00 00 00 00 00 00 00 01 00 00 00 00").put(2, (byte) code);
		assertThat(Frame.length(header, 0)).isEqualTo(16);
		Envelope envelope = new Envelope(null);
		Frame.decode(header, envelope);
		assertThat(envelope.opCode()).isEqualTo(opCode);
	}

	@Test
	void encodesTheGoldenFrames() {
		Envelope hello = Envelopes.of(OpCode.HELLO_REQUEST, 1, "~connect_to:tcp|127.0.0.1|7099\r\n", "");
		hello.channelNumber(7);
		assertThat(Envelopes.encoded(hello)).startsWith(bytes("00 07 03 00 00 00 00 00 00 00 00 01 00 20 00 00"))
			.endsWith("~connect_to:tcp|127.0.0.1|7099\r\n".getBytes(US_ASCII))
			.hasSize(16 + 0x20);

		Envelope request = Envelopes.of(OpCode.REQUEST, 0x1122334455667788L, "", "Hello");
		request.channelNumber(0x0102);
		request.more(true);
		assertThat(Envelopes.encoded(request))
			.isEqualTo(bytes("01 02 20 00 11 22 33 44 55 66 77 88 00 00 00 05 48 65 6C 6C 6F"));

		Envelope byeResponse = Envelopes.of(OpCode.BYE_RESPONSE, 9, "", "");
		byeResponse.channelNumber(3);
		assertThat(Envelopes.encoded(byeResponse)).isEqualTo(bytes("00 03 06 00 00 00 00 00 00 00 00 09 00 00 00 00"));
	}

	@Test
	void encodesInPiecesOfEverySize() {
		Envelope envelope = Envelopes.random(new Random(Seeds.next()), 40);
		byte[] whole = Envelopes.encoded(envelope);
		for (int size = 1; size <= whole.length + 1; size++) {
			ByteBuffer all = ByteBuffer.allocate(whole.length);
			int written = 0;
			while (written < whole.length) {
				ByteBuffer piece = ByteBuffer.allocate(size);
				int before = written;
				written = Frame.encode(envelope, written, piece);
				assertThat(piece.position()).isEqualTo(written - before).isPositive();
				all.put(piece.flip());
			}
			assertThat(all.array()).as("pieces of " + size).isEqualTo(whole);
		}
	}

	@Test
	void decodesWhatItEncodes() {
		Random random = new Random(Seeds.next());
		for (int i = 0; i < 200; i++) {
			Envelope sent = Envelopes.random(random, 1000);
			Envelope received = new Envelope(null);
			Frame.decode(ByteBuffer.wrap(Envelopes.encoded(sent)), received);
			assertThat(Envelopes.describe(received)).isEqualTo(Envelopes.describe(sent));
		}
	}

	private static ByteBuffer frame(String hex) {
		return ByteBuffer.wrap(bytes(hex));
	}

	private static byte[] bytes(String hex) {
		return HEX.parseHex(hex);
	}

}
