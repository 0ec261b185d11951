package io.tofu.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

import io.tofu.Message;
import io.tofu.OpCode;
import io.tofu.TextHeader;
import org.jspecify.annotations.Nullable;

/**
 * What a message says, wherever it is: posted, on the wire, received or returned.
 */
record Frame(OpCode opCode, long id, boolean more, String headers, ByteBuffer body) {

	static final int HEADER_LENGTH = 16;

	private static final int MORE = 0x20;

	/** Origin, internal bits and a status, which no receiver believes. */
	private static final int FORGED = 0xD016;

	private static final int LENGTHS = 12;

	/** More bytes than a body may have. */
	private static final byte[] BYTES = new byte[Message.MAX_BODY_LENGTH + 1024];

	static {
		new Random(BYTES.length).nextBytes(BYTES);
	}

	/** A frame whose content follows from its id. */
	static Frame of(OpCode opCode, long id, boolean more, int size) {
		String headers = (id % 3 == 0) ? "" : "n:" + id + "\r\n";
		int offset = (size > Message.MAX_BODY_LENGTH) ? 0 : (int) (id % 512);
		return new Frame(opCode, id, more, headers, ByteBuffer.wrap(BYTES, offset, size).slice());
	}

	/** What a message says, the reason of its return left out. */
	static Frame of(Message message) {
		StringBuilder headers = new StringBuilder();
		for (TextHeader header : message.headers()) {
			if (!header.name().equals(Message.REASON)) {
				headers.append(header.name()).append(':').append(header.value()).append("\r\n");
			}
		}
		return new Frame(message.opCode(), message.messageId(), message.hasMore(), headers.toString(),
				ByteBuffer.wrap(message.body().toByteArray()));
	}

	/** The next complete frame of a buffer, which is taken out; or null. */
	static @Nullable Frame next(ByteBuffer in) {
		if (in.remaining() < HEADER_LENGTH) {
			return null;
		}
		int start = in.position();
		int headersLength = in.getShort(start + LENGTHS) & 0xFFFF;
		int bodyLength = in.getShort(start + LENGTHS + 2) & 0xFFFF;
		if (in.remaining() < HEADER_LENGTH + headersLength + bodyLength) {
			return null;
		}
		int proto = in.get(start + 2);
		Laws.require((proto & ~(0xF | MORE)) == 0 && in.get(start + 3) == 0, "a clean frame on the wire, not " + proto);
		long id = in.getLong(start + 4);
		byte[] headers = new byte[headersLength];
		byte[] body = new byte[bodyLength];
		in.position(start + HEADER_LENGTH).get(headers).get(body);
		return new Frame(OpCode.of(proto & 0xF), id, (proto & MORE) != 0, new String(headers, StandardCharsets.UTF_8),
				ByteBuffer.wrap(body));
	}

	/** The bytes of a frame with a code of its own, as a peer sends them. */
	byte[] encode(int code) {
		byte[] text = this.headers.getBytes(StandardCharsets.UTF_8);
		int junk = (this.id % 2 == 0) ? FORGED : 0;
		return ByteBuffer.allocate(HEADER_LENGTH + text.length + this.body.limit())
			.putShort((short) this.id)
			.putShort((short) (((code | (this.more ? MORE : 0)) << 8) | junk))
			.putLong(this.id)
			.putShort((short) text.length)
			.putShort((short) this.body.limit())
			.put(text)
			.put(this.body.duplicate())
			.array();
	}

	byte[] encode() {
		return encode(this.opCode.code());
	}

	/** Writes this into a blank message. */
	Message write(Message message) {
		message.opCode(this.opCode).messageId(this.id).more(this.more);
		for (String line : this.headers.split("\r\n")) {
			int colon = line.indexOf(':');
			if (colon > 0) {
				message.headers().add(line.substring(0, colon), line.substring(colon + 1));
			}
		}
		message.body().set(this.body.duplicate());
		return message;
	}

	Frame withId(long id) {
		return new Frame(this.opCode, id, this.more, this.headers, this.body);
	}

	Frame withOpCode(OpCode opCode) {
		return new Frame(opCode, this.id, this.more, this.headers, this.body);
	}

	Frame withHeader(String name, String value) {
		return new Frame(this.opCode, this.id, this.more, this.headers + name + ":" + value + "\r\n", this.body);
	}

	int length() {
		return HEADER_LENGTH + this.headers.length() + this.body.limit();
	}

	/** Whether the connection ends behind it. */
	boolean isFarewell() {
		return this.opCode == OpCode.BYE_RESPONSE || this.opCode == OpCode.BYE_SIGNAL;
	}

	/** The first and the last ones of many. */
	static String show(List<Frame> frames) {
		int shown = 6;
		if (frames.size() <= 2 * shown) {
			return frames.toString();
		}
		return frames.size() + ": " + frames.subList(0, shown) + " … "
				+ frames.subList(frames.size() - shown, frames.size());
	}

	@Override
	public String toString() {
		return this.opCode + "#" + Long.toHexString(this.id) + (this.more ? "+" : "") + "[" + this.headers.length()
				+ "/" + this.body.limit() + "]";
	}

}
