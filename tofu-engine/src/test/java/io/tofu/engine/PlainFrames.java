package io.tofu.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import io.tofu.OpCode;

/**
 * What a stream of bytes says, read from its beginning to its end as the protocol is
 * written, for comparison with {@link FrameReader}.
 *
 * @param messages the frames as the receiver passes them on, in hexadecimal
 * @param ending what stands behind the last one of them
 */
record PlainFrames(List<String> messages, Ending ending) {

	private static final int HEADER = 16;

	private static final int OPCODE_AND_MORE = 0x2F;

	/** How a stream ends. */
	enum Ending {

		/** The last frame is complete. */
		COMPLETE,
		/** A frame has begun. */
		INSIDE_FRAME,
		/** The last frame was the peer's last word; what is behind it does not count. */
		FAREWELL,
		/** What follows is not a frame. */
		VIOLATION

	}

	static PlainFrames of(byte[] stream, int channel) {
		List<String> messages = new ArrayList<>();
		int at = 0;
		while (stream.length - at >= HEADER) {
			int opCode = stream[at + 2] & 0x0F;
			if (opCode > OpCode.BYE_SIGNAL.code()) {
				return new PlainFrames(messages, Ending.VIOLATION);
			}
			int end = at + HEADER + number(stream, at + 12) + number(stream, at + 14);
			if (end > stream.length) {
				break;
			}
			messages.add(passedOn(Arrays.copyOfRange(stream, at, end), channel));
			at = end;
			if (opCode == OpCode.BYE_RESPONSE.code() || opCode == OpCode.BYE_SIGNAL.code()) {
				return new PlainFrames(messages, Ending.FAREWELL);
			}
		}
		return new PlainFrames(messages, (at < stream.length) ? Ending.INSIDE_FRAME : Ending.COMPLETE);
	}

	/**
	 * The receiver's own channel number; no origin, status and internal bits of the peer.
	 */
	private static String passedOn(byte[] frame, int channel) {
		frame[0] = (byte) (channel >>> 8);
		frame[1] = (byte) channel;
		frame[2] &= OPCODE_AND_MORE;
		frame[3] = 0;
		return HexFormat.of().formatHex(frame);
	}

	private static int number(byte[] stream, int at) {
		return (stream[at] & 0xFF) << 8 | (stream[at + 1] & 0xFF);
	}

}
