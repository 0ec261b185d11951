package io.tofu.engine;

import java.nio.ByteBuffer;

import io.tofu.AmpeException;
import io.tofu.AmpeStatus;
import io.tofu.Bytes;
import io.tofu.OpCode;
import io.tofu.Origin;

/**
 * The form in which a message travels, big-endian: a header of 16 bytes, the text headers
 * and the body.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-------------------------------+---+-+-+-------+---------------+
 *  |  channel number of the sender | 0 |M|O| opcode|     status    |
 *  +-------------------------------+---+-+-+-------+---------------+
 *  |                           message id                          |
 *  |                                                               |
 *  +-------------------------------+-------------------------------+
 *  |     text headers length       |          body length          |
 *  +-------------------------------+-------------------------------+
 *  |                    text headers, then body                    |
 * </pre>
 *
 * M says that more messages with this id follow, O that an engine made the message.
 */
final class Frame {

	static final int HEADER_LENGTH = 16;

	private static final int PROTO_OFFSET = 2;

	private static final int LENGTHS_OFFSET = 12;

	private static final int LENGTH_MASK = 0xFFFF;

	/** Where the fields are in the first eight bytes of a header, read as one number. */
	private static final int CHANNEL_SHIFT = 48;

	private static final int PROTO_SHIFT = 40;

	private static final int STATUS_SHIFT = 32;

	private static final int OPCODE_MASK = 0x0F;

	private static final int ORIGIN_ENGINE = 0x10;

	private static final int MORE = 0x20;

	private Frame() {
	}

	/**
	 * The length of the frame that starts at an index, of which the header is there.
	 * @throws AmpeException {@link AmpeStatus#PROTOCOL_ERROR} if its operation does not
	 * travel
	 */
	static int length(ByteBuffer in, int start) {
		int code = code(in, start);
		if (code > OpCode.BYE_SIGNAL.code()) {
			throw new AmpeException(AmpeStatus.PROTOCOL_ERROR, "the peer sent a frame with operation " + code);
		}
		int lengths = in.getInt(start + LENGTHS_OFFSET);
		return HEADER_LENGTH + (lengths >>> Short.SIZE) + (lengths & LENGTH_MASK);
	}

	/** Whether there is all of a frame whose header is there, or what is no frame. */
	static boolean isComplete(ByteBuffer in, int start) {
		return code(in, start) > OpCode.BYE_SIGNAL.code() || length(in, start) <= in.limit() - start;
	}

	/**
	 * How many complete frames a buffer starts with, up to a peer's last word or to what
	 * is no frame, and not more than that.
	 */
	static int count(ByteBuffer in, int most) {
		int count = 0;
		int start = in.position();
		while (count < most && in.limit() - start >= HEADER_LENGTH) {
			int code = code(in, start);
			if (code > OpCode.BYE_SIGNAL.code() || length(in, start) > in.limit() - start) {
				break;
			}
			count++;
			if (code == OpCode.BYE_RESPONSE.code() || code == OpCode.BYE_SIGNAL.code()) {
				break;
			}
			start += length(in, start);
		}
		return count;
	}

	private static int code(ByteBuffer in, int start) {
		return in.get(start + PROTO_OFFSET) & OPCODE_MASK;
	}

	/**
	 * Moves one complete frame into an envelope. What the peer says about channel number,
	 * origin and status is not believed.
	 */
	static void decode(ByteBuffer in, Envelope into) {
		long first = in.getLong();
		long second = in.getLong();
		int proto = (int) (first >>> PROTO_SHIFT);
		OpCode opCode = OpCode.of(proto & OPCODE_MASK);
		assert opCode != null : "checked by length()";
		into.opCode(opCode);
		into.more((proto & MORE) != 0);
		into.origin(Origin.APPLICATION, AmpeStatus.SUCCESS);
		into.messageId(first << Integer.SIZE | second >>> Integer.SIZE);
		int headersLength = (int) (second >>> Short.SIZE) & LENGTH_MASK;
		int bodyLength = (int) second & LENGTH_MASK;
		into.headers().append(in, headersLength);
		into.body().append(in, bodyLength);
		into.length = HEADER_LENGTH + headersLength + bodyLength;
	}

	/**
	 * Writes as much of a frame as there is room for.
	 * @param from how many bytes of the frame were written before
	 * @return how many bytes of the frame are written now
	 */
	static int encode(Envelope envelope, int from, ByteBuffer out) {
		int written = from;
		if (written < HEADER_LENGTH) {
			written = encodeHeader(envelope, written, out);
		}
		int headersEnd = HEADER_LENGTH + envelope.headers().length();
		if (written >= HEADER_LENGTH && written < headersEnd) {
			written += put(envelope.headers(), written - HEADER_LENGTH, out);
		}
		if (written >= headersEnd) {
			written += put(envelope.body(), written - headersEnd, out);
		}
		return written;
	}

	private static int encodeHeader(Envelope envelope, int from, ByteBuffer out) {
		if (from == 0 && out.remaining() >= HEADER_LENGTH) {
			putHeader(envelope, out);
			return HEADER_LENGTH;
		}
		ByteBuffer header = ByteBuffer.allocate(HEADER_LENGTH);
		putHeader(envelope, header);
		int count = Math.min(HEADER_LENGTH - from, out.remaining());
		out.put(header.array(), from, count);
		return from + count;
	}

	private static void putHeader(Envelope envelope, ByteBuffer out) {
		int proto = envelope.opCode().code() | (envelope.more() ? MORE : 0)
				| ((envelope.origin() == Origin.ENGINE) ? ORIGIN_ENGINE : 0);
		long channelNumber = envelope.channelNumber();
		long messageId = envelope.messageId();
		long lengths = (long) envelope.headers().length() << Short.SIZE | envelope.body().length();
		out.putLong(channelNumber << CHANNEL_SHIFT | (long) proto << PROTO_SHIFT
				| (long) envelope.status().code() << STATUS_SHIFT | messageId >>> Integer.SIZE);
		out.putLong(messageId << Integer.SIZE | lengths);
	}

	private static int put(Bytes bytes, int from, ByteBuffer out) {
		int count = Math.min(bytes.length() - from, out.remaining());
		out.put(bytes.array(), from, count);
		return count;
	}

}
