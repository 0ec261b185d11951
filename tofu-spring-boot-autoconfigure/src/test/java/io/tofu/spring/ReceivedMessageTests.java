package io.tofu.spring;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.tofu.Ampe;
import io.tofu.Message;
import io.tofu.OpCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.messaging.MessageHeaders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Frames and their headers, as they come and go. */
class ReceivedMessageTests {

	private TestApplication application;

	private Ampe ampe;

	private TofuChannel channel;

	@BeforeEach
	void start() {
		this.application = TestApplication.with().start();
		this.ampe = this.application.ampe;
		this.channel = new TofuChannel(this.application.connections.session(), 9, null);
	}

	@AfterEach
	void stop() {
		assertThat(this.ampe.stats().messagesInUse()).isZero();
		this.application.close();
	}

	@Test
	void textHeadersKeepNameAndOrderOfValues() {
		try (Message message = frame(false, "")) {
			message.headers().add("Tenant", "a").add("tag", "x").add("tag", "y").add("tag", "z");
			MessageHeaders headers = HeaderMapping.toSpring(this.channel, message);
			assertThat(headers).containsEntry("Tenant", "a").containsEntry("tag", List.of("x", "y", "z"));
			assertThat(HeaderMapping.textHeaders(headers))
				.isEqualTo(Map.of("Tenant", List.of("a"), "tag", List.of("x", "y", "z")));
			Map<String, List<String>> read = HeaderMapping.read(message.headers());
			assertThat(read.keySet()).containsExactly("Tenant", "tag");
			assertThat(read).containsEntry("tag", List.of("x", "y", "z"));
		}
	}

	@Test
	void originIsKnown() {
		try (Message message = frame(false, "")) {
			message.headers().add("content-type", "text/plain");
			assertThat(HeaderMapping.toSpring(this.channel, message)).containsOnly(
					Map.entry("content-type", "text/plain"), Map.entry("contentType", "text/plain"),
					Map.entry(TofuHeaders.CHANNEL, this.channel), Map.entry(TofuHeaders.MESSAGE_ID, 5L),
					Map.entry(TofuHeaders.OP_CODE, OpCode.REQUEST));
		}
	}

	@Test
	void peersMayCallHeadersIdAndTimestamp() {
		try (Message message = frame(false, "")) {
			message.headers().add("id", "42").add("timestamp", "yesterday");
			MessageHeaders headers = HeaderMapping.toSpring(this.channel, message);
			assertThat(headers).containsEntry("id", "42").containsEntry("timestamp", "yesterday");
			assertThat(headers.getId()).isNull();
			assertThat(headers.getTimestamp()).isNull();
		}
	}

	@Test
	void oneHeaderMoreLeavesIdAndTimestampAlone() {
		try (Message message = frame(false, "")) {
			message.headers().add("id", "42").add("timestamp", "yesterday");
			assertThat(TofuMessageConverter
				.withHeader(this.application.connections.converter().copyOut(this.channel, message, new byte[0]),
						"more", 1)
				.getHeaders()).containsEntry("id", "42")
				.containsEntry("timestamp", "yesterday")
				.containsEntry("more", 1);
		}
	}

	@Test
	@Timeout(20)
	void aHeaderThatComesOverAndOverAgainTakesNoTime() {
		try (Message message = frame(false, "")) {
			for (int i = 0; i < 10_000; i++) {
				message.headers().add("a", "b");
			}
			for (int i = 0; i < 200; i++) {
				assertThat(HeaderMapping.toSpring(this.channel, message)).containsKey("a");
			}
		}
	}

	@Test
	void valuesAreWrittenOneByOne() {
		try (Message message = frame(false, "")) {
			Map<String, Object> headers = new LinkedHashMap<>();
			headers.put("count", 3);
			headers.put("tag", List.of("x", "y"));
			headers.put("none", null);
			HeaderMapping.write(headers, message.headers());
			assertThat(message.headers()).extracting("name", "value")
				.containsExactly(tuple("count", "3"), tuple("tag", "x"), tuple("tag", "y"));
			assertThatIllegalArgumentException()
				.isThrownBy(() -> HeaderMapping.write(Map.of("a", "b\r\nforged:c"), message.headers()));
		}
	}

	@ParameterizedTest
	@MethodSource
	void errorsArePrintable(String message, String printable) {
		assertThat(HeaderMapping.error("internal", message).get(TofuHeaders.ERROR_MESSAGE)).isEqualTo(printable);
	}

	static Stream<Arguments> errorsArePrintable() {
		return Stream.of(arguments("plain", "plain"),
				arguments("a\r\nerror-type:forged\tx\u0000y\u0085z", "a  error-type:forged x y z"),
				arguments(" \r\n ", null), arguments(null, null), arguments("x".repeat(5000), "x".repeat(1024)),
				arguments("ü".repeat(600), "ü".repeat(512)), arguments("x" + "😀".repeat(300), "x" + "😀".repeat(255)));
	}

	@Test
	void framesAreJoinedInOrder() {
		JoinedPayload payload = new JoinedPayload(this.channel, 100);
		Message first = frame(true, "one ");
		first.headers().add("route", "r");
		Message second = frame(true, "two ");
		second.headers().add("route", "ignored");
		assertThat(payload.add(first)).isFalse();
		assertThat(payload.add(second)).isFalse();
		assertThat(payload.add(frame(false, "three"))).isTrue();
		assertThat(payload.toMessage().getPayload()).asString().isEqualTo("one two three");
		assertThat(payload.toMessage().getHeaders()).containsEntry("route", "r");
		assertThatIllegalStateException().isThrownBy(first::opCode);
	}

	@Test
	void singleFrameIsThePayload() {
		JoinedPayload payload = new JoinedPayload(this.channel, 3);
		assertThat(payload.add(frame(false, "one"))).isTrue();
		assertThat(payload.isTooLarge()).isFalse();
		assertThat(payload.toMessage().getPayload()).asString().isEqualTo("one");
	}

	@Test
	void whatIsTooLargeIsDiscardedToItsEnd() {
		JoinedPayload payload = new JoinedPayload(this.channel, 7);
		assertThat(payload.add(frame(true, "1234567"))).isFalse();
		assertThat(payload.isTooLarge()).isFalse();
		assertThat(payload.add(frame(true, "8"))).isFalse();
		assertThat(payload.isTooLarge()).isTrue();
		assertThat(payload.add(frame(true, "9"))).isFalse();
		assertThat(payload.add(frame(false, ""))).isTrue();
		assertThat(payload.isTooLarge()).isTrue();
		assertThat(payload.toMessage().getPayload()).isEmpty();
	}

	@Test
	void payloadWithoutFramesIsNoMessage() {
		assertThatIllegalStateException().isThrownBy(new JoinedPayload(this.channel, 7)::toMessage);
	}

	private Message frame(boolean more, String body) {
		Message frame = this.ampe.get().opCode(OpCode.REQUEST).messageId(5).more(more);
		frame.body().append(body.getBytes(StandardCharsets.UTF_8));
		return frame;
	}

}
