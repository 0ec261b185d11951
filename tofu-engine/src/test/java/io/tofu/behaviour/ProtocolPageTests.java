package io.tofu.behaviour;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.tofu.AmpeOptions;
import io.tofu.OpCode;
import io.tofu.TextHeader;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What docs/protocol.md says about frames, text headers, operations and limits is what
 * the engine does.
 */
class ProtocolPageTests extends EngineBehaviour {

	private static final Pattern HEX_LINE = Pattern.compile("^((?:[0-9a-f]{2} )*[0-9a-f]{2})(?: {2,}.*)?$",
			Pattern.MULTILINE);

	private static final Pattern HEADER = Pattern.compile("`([^`]*)`(?:=`([^`]*)`| empty)");

	private final Page page = Page.of("protocol.md");

	ProtocolPageTests() {
		super(Wire::tcp);
	}

	@Test
	void annotatedFramesAreFrames() {
		List<String> blocks = this.page.blocks("hex");
		assertThat(bytes(blocks.get(0))).isEqualTo(GoldenConversation.load().said().get(0));
		List<RawFrame> frames = frames(bytes(blocks.get(1)));
		assertThat(frames).hasSize(2);
		RawFrame request = frames.get(0).is(OpCode.REQUEST);
		assertThat(request.hasMore()).isTrue();
		assertThat(request.channel()).isEqualTo(258);
		assertThat(request.id()).isEqualTo(0x1122334455667788L);
		assertThat(request.text()).isEqualTo("Hello");
		RawFrame farewell = frames.get(1).is(OpCode.BYE_RESPONSE);
		assertThat(farewell.channel()).isEqualTo(3);
		assertThat(farewell.id()).isEqualTo(9);
	}

	@Test
	void conversationIsTheOneThatWasRecorded() throws IOException {
		List<String> shown = this.page.blocks("text")
			.stream()
			.flatMap(String::lines)
			.filter((line) -> line.startsWith("> ") || line.startsWith("< "))
			.toList();
		try (InputStream in = getClass().getResourceAsStream("/golden/conversation.txt")) {
			List<String> recorded = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
			assertThat(recorded).containsSubsequence(shown);
		}
		assertThat(shown).hasSizeGreaterThan(10);
	}

	@Test
	void operationsAreThoseOfTheEngine() {
		List<List<String>> rows = this.page.table("opcode", "operation", "travels", "answered by");
		assertThat(rows).hasSameSizeAs(OpCode.values());
		for (List<String> row : rows) {
			OpCode opCode = OpCode.of(Integer.parseInt(row.get(0)));
			assertThat(opCode).isNotNull();
			assertThat(row.get(1)).isEqualTo(name(opCode));
			OpCode reply = opCode.reply();
			boolean answered = reply != null && reply != opCode && !row.get(2).equals("never");
			assertThat(row.get(3)).as("what answers " + opCode).isEqualTo(answered ? name(reply) : "");
		}
	}

	@Test
	void textHeadersAreReadAsTheTableSays() {
		Node server = node();
		RawPeer peer = rawPeer(server.listen(this.wire.freshServer()).address());
		End end = peer.shakeHands(server, 1);
		for (List<String> row : this.page.table("bytes", "headers")) {
			String bytes = unescaped(row.get(0).substring(1, row.get(0).indexOf('`', 1)));
			peer.write(RawFrame.of(OpCode.SIGNAL).withId(2).withHeaders(bytes));
			assertThat(end.expect(OpCode.SIGNAL).headers()).as(row.get(0)).isEqualTo(headers(row.get(1)));
		}
	}

	@Test
	void limitsAreTheDefaultsOfTheOptions() {
		Map<String, String> shown = new HashMap<>();
		for (List<String> row : this.page.table("what", "default", "option")) {
			shown.put(row.get(2), row.get(1));
		}
		AmpeOptions defaults = AmpeOptions.defaults();
		assertThat(shown).containsEntry("`helloTimeout`", defaults.helloTimeout().toSeconds() + " s")
			.containsEntry("`byeTimeout`", defaults.byeTimeout().toSeconds() + " s")
			.containsEntry("`connectTimeout`", defaults.connectTimeout().toSeconds() + " s")
			.containsEntry("`closeTimeout`", defaults.closeTimeout().toSeconds() + " s")
			.containsEntry("`backlog`", String.valueOf(defaults.backlog()));
	}

	/** HELLO_REQUEST is called HelloRequest by people. */
	private static String name(OpCode opCode) {
		StringBuilder name = new StringBuilder();
		for (String word : opCode.name().split("_")) {
			name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
		}
		return name.toString();
	}

	private static List<TextHeader> headers(String cell) {
		List<TextHeader> headers = new ArrayList<>();
		Matcher matcher = HEADER.matcher(cell);
		while (matcher.find()) {
			String value = matcher.group(2);
			headers.add(new TextHeader(unescaped(matcher.group(1)), (value != null) ? unescaped(value) : ""));
		}
		return headers;
	}

	private static String unescaped(String shown) {
		return shown.replace("\\r", "\r").replace("\\n", "\n").replace('\u2420', ' ');
	}

	private static byte[] bytes(String block) {
		StringBuilder hex = new StringBuilder();
		Matcher matcher = HEX_LINE.matcher(block);
		while (matcher.find()) {
			hex.append(hex.isEmpty() ? "" : " ").append(matcher.group(1));
		}
		return RawFrame.hex(hex.toString());
	}

	private static List<RawFrame> frames(byte[] bytes) {
		List<RawFrame> frames = new ArrayList<>();
		ByteBuffer in = ByteBuffer.wrap(bytes);
		while (in.hasRemaining()) {
			int start = in.position();
			int length = RawFrame.HEADER_LENGTH + (in.getShort(start + 12) & 0xFFFF)
					+ (in.getShort(start + 14) & 0xFFFF);
			byte[] frame = new byte[length];
			in.get(frame);
			frames.add(RawFrame.decode(frame));
		}
		return frames;
	}

}
