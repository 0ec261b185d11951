package io.tofu.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.tofu.OpCode;

/**
 * Envelopes for tests of what queues, reads and writes them.
 */
final class Envelopes {

	private static final OpCode[] TRAVELLING = { OpCode.REQUEST, OpCode.RESPONSE, OpCode.SIGNAL, OpCode.HELLO_REQUEST,
			OpCode.HELLO_RESPONSE, OpCode.BYE_REQUEST };

	private Envelopes() {
	}

	static Envelope withId(long id) {
		Envelope envelope = new Envelope(null);
		envelope.messageId(id);
		return envelope;
	}

	static Envelope of(OpCode opCode, long id, String headers, String body) {
		Envelope envelope = withId(id);
		envelope.opCode(opCode);
		envelope.headers().append(headers.getBytes(StandardCharsets.UTF_8));
		envelope.body().append(body.getBytes(StandardCharsets.UTF_8));
		return envelope;
	}

	/** Any message that can travel and is not the last one. */
	static Envelope random(Random random, int longest) {
		Envelope envelope = withId(random.nextLong());
		envelope.opCode(TRAVELLING[random.nextInt(TRAVELLING.length)]);
		envelope.more(random.nextBoolean());
		envelope.channelNumber(random.nextInt(65536));
		envelope.headers().append(bytes(random, random.nextInt(longest + 1)));
		envelope.body().append(bytes(random, random.nextInt(longest + 1)));
		return envelope;
	}

	/** The whole frame. */
	static byte[] encoded(Envelope envelope) {
		ByteBuffer out = ByteBuffer.allocate(envelope.frameLength());
		Frame.encode(envelope, 0, out);
		return out.array();
	}

	/** The frames one after another. */
	static byte[] encoded(List<Envelope> envelopes) {
		ByteBuffer out = ByteBuffer.allocate(envelopes.stream().mapToInt(Envelope::frameLength).sum());
		envelopes.forEach((envelope) -> out.put(encoded(envelope)));
		return out.array();
	}

	/** What a receiver sees of a message. */
	static String describe(Envelope envelope) {
		return envelope.opCode() + (envelope.more() ? "+ " : " ") + envelope.messageId() + " " + envelope.origin() + " "
				+ envelope.status() + " " + text(envelope.headers().array(), envelope.headers().length()) + "|"
				+ text(envelope.body().array(), envelope.body().length());
	}

	/** The ids along the links, from the given one on. */
	static List<Long> idsFrom(Envelope first) {
		List<Long> ids = new ArrayList<>();
		for (Envelope next = first; next != null; next = next.next) {
			ids.add(next.messageId());
		}
		return ids;
	}

	private static byte[] bytes(Random random, int count) {
		byte[] bytes = new byte[count];
		random.nextBytes(bytes);
		return bytes;
	}

	private static String text(byte[] array, int length) {
		return new String(array, 0, length, StandardCharsets.ISO_8859_1);
	}

}
