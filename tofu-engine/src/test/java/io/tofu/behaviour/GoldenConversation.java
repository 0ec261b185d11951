package io.tofu.behaviour;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * What two running originals said to each other, byte for byte.
 *
 * @param said what the client said
 * @param answered what the server answered to each of it
 */
record GoldenConversation(List<byte[]> said, List<byte[]> answered) {

	private static final String FILE = "/golden/conversation.txt";

	private static final int LARGEST = 65535;

	private static final String BIG = " big";

	static GoldenConversation load() {
		try (InputStream in = GoldenConversation.class.getResourceAsStream(FILE)) {
			List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
			return new GoldenConversation(frames(lines, '>'), frames(lines, '<'));
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	private static List<byte[]> frames(List<String> lines, char direction) {
		return lines.stream().filter((line) -> !line.isEmpty() && line.charAt(0) == direction).map((line) -> {
			String hex = line.substring(line.indexOf(": ") + 2);
			return hex.endsWith(BIG) ? big(RawFrame.hex(hex.substring(0, hex.length() - BIG.length())))
					: RawFrame.hex(hex);
		}).toList();
	}

	private static byte[] big(byte[] header) {
		int headersLength = ByteBuffer.wrap(header).getShort(12) & 0xFFFF;
		byte[] headers = (headersLength == LARGEST) ? longHeaders()
				: "X-Big:body\r\n".getBytes(StandardCharsets.US_ASCII);
		return ByteBuffer.allocate(header.length + headers.length + LARGEST)
			.put(header)
			.put(headers)
			.put(longBody())
			.array();
	}

	private static byte[] longHeaders() {
		byte[] headers = new byte[LARGEST];
		Arrays.fill(headers, (byte) 'v');
		headers[0] = 'H';
		headers[1] = ':';
		headers[LARGEST - 2] = '\r';
		headers[LARGEST - 1] = '\n';
		return headers;
	}

	private static byte[] longBody() {
		byte[] body = new byte[LARGEST];
		for (int i = 0; i < body.length; i++) {
			body[i] = (byte) (7 + 31 * i);
		}
		return body;
	}

}
