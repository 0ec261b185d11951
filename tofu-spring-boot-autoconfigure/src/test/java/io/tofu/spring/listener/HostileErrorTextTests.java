package io.tofu.spring.listener;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.tofu.OpCode;
import io.tofu.spring.ErrorTypes;
import io.tofu.spring.TofuChannel;
import io.tofu.spring.TofuRemoteException;
import io.tofu.spring.TofuResponseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.messaging.handler.annotation.DestinationVariable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Texts of errors that would break out of their header, or fill a log, harm nobody,
 * whichever side makes them.
 */
class HostileErrorTextTests {

	private static final int MAX_LENGTH = 1024;

	private final Handlers handlers = new Handlers();

	private Application application;

	private RawPeer peer;

	@BeforeEach
	void start() throws Exception {
		this.application = Application.of(new TofuListenerSettings(4, Ordering.EXCHANGE, true, 4, 4, 1 << 20, 1 << 20,
				1 << 20, IncludeMessage.ALWAYS), this.handlers);
		this.peer = this.application.greet();
	}

	@AfterEach
	void stop() throws Exception {
		this.peer.close();
		this.application.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "line\r\nroute:stolen\r\n\r\nbody", "\r\n", "", " ", "\u0000\u001b[31m\u0085\u2028",
			"error-type:other", "\ud800 half a pair", "ends in half \ud83d" })
	void anErrorStaysInItsHeaders(String text) throws Exception {
		for (String how : new String[] { "type", "message", "unexpected", "later" }) {
			assertHarmless(answerTo(how, text), how, text);
		}
	}

	@Test
	void aMegabyteOfTextIsCutOff() throws Exception {
		String text = "ü".repeat(512 * 1024);
		for (String how : new String[] { "type", "message", "unexpected", "later" }) {
			assertHarmless(answerTo(how, text), how, text);
		}
		assertThat(answerTo("message", text).header("error-message")).isEqualTo("ü".repeat(MAX_LENGTH / 2));
	}

	@RepeatedTest(5)
	void randomTextsStayInTheirHeaders() throws Exception {
		Random random = new Random(Seeds.next(getClass()));
		for (int i = 0; i < 100; i++) {
			StringBuilder text = new StringBuilder();
			for (int length = random.nextInt(50); length > 0; length--) {
				text.append((char) (random.nextBoolean() ? random.nextInt(0x20) : random.nextInt(0x10000)));
			}
			assertHarmless(answerTo("message", text.toString()), "message", text.toString());
			assertHarmless(answerTo("type", text.toString()), "type", text.toString());
		}
	}

	@Test
	void aRouteThatNobodyHasIsNotEchoedAsItCame() throws Exception {
		this.peer.send(OpCode.REQUEST, 3, "", "route:" + "no\nsuch\u001b[2J".repeat(5000));
		RawPeer.Frame answer = this.peer.receive();
		assertThat(answer.header("error-type")).isEqualTo(ErrorTypes.NOT_FOUND);
		assertThat(answer.header("error-message")).startsWith("No listener for the route 'no such [2J");
		assertThat(answer.header("error-message").getBytes(StandardCharsets.UTF_8))
			.hasSizeLessThanOrEqualTo(MAX_LENGTH);
	}

	@Test
	void whatAPeerAnswersIsKeptButNotInTheExceptionsOwnMessage() throws Exception {
		this.peer.send(OpCode.REQUEST, 1, "", "route:channel");
		TofuChannel channel = this.handlers.channel.get(10, TimeUnit.SECONDS);
		this.peer.receive();
		CompletableFuture<String> answer = channel.route("back").requestAsync(String.class);
		String text = "x\n2026-01-01 ERROR forged\u001b[2J" + "y".repeat(50_000);
		this.peer.send(OpCode.RESPONSE, this.peer.receive().messageId(), "", "error-type:own\ntype",
				"error-message:" + text);
		assertThat(answer).failsWithin(10, TimeUnit.SECONDS)
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(TofuRemoteException.class, (ex) -> {
				assertThat(ex.type()).isEqualTo("own\ntype");
				assertThat(ex.remoteMessage()).isEqualTo(text);
				assertThat(ex.getMessage()).startsWith("own type: x 2026-01-01 ERROR forged [2Jyyy")
					.hasSizeLessThanOrEqualTo(MAX_LENGTH);
			});
	}

	private RawPeer.Frame answerTo(String how, String text) throws Exception {
		this.handlers.text = text;
		this.peer.send(OpCode.REQUEST, 3, "", "route:fail." + how);
		RawPeer.Frame answer = this.peer.receive();
		assertThat(answer.opCode()).isEqualTo(OpCode.RESPONSE);
		assertThat(answer.messageId()).isEqualTo(3);
		assertThat(answer.more()).isFalse();
		return answer;
	}

	private static void assertHarmless(RawPeer.Frame answer, String how, String text) {
		assertThat(answer.headers()).as(how)
			.hasSizeBetween(1, 2)
			.allSatisfy((header) -> assertThat(header).startsWith("error-").doesNotContain("\r", "\n", "\u0000"));
		assertThat(answer.body()).isEmpty();
		assertThat(answer.header("error-type")).isNotBlank();
		String message = answer.header("error-message");
		if (message != null) {
			assertThat(message).isNotBlank();
			assertThat(message.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(MAX_LENGTH);
		}
		else {
			assertThat(how.equals("type") || text.codePoints()
				.allMatch((c) -> c <= ' ' || (c >= 0x7f && c < 0xa0) || Character.isWhitespace(c))).isTrue();
		}
	}

	static class Handlers {

		private final CompletableFuture<TofuChannel> channel = new CompletableFuture<>();

		private volatile String text = "";

		@TofuListener("fail.{how}")
		CompletableFuture<String> fail(@DestinationVariable String how) {
			switch (how) {
				case "type" -> throw new TofuResponseException(this.text, null);
				case "message" -> throw new TofuResponseException("own", this.text);
				case "unexpected" -> throw new IllegalStateException(this.text);
				default -> {
					return CompletableFuture.failedFuture(new TofuResponseException("own", this.text));
				}
			}
		}

		@TofuListener("channel")
		void channel(TofuChannel channel) {
			this.channel.complete(channel);
		}

	}

}
