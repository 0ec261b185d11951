package io.tofu.spring.listener;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.tofu.Address;
import io.tofu.AmpeStatus;
import io.tofu.OpCode;
import io.tofu.spring.ErrorTypes;
import io.tofu.spring.TofuChannel;
import io.tofu.spring.TofuRemoteException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Payload;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An auto-configured application and a peer that is a socket and knows nothing of Spring,
 * JSON or content types, over TCP and over a Unix socket.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("links")
@Timeout(60)
class NativePeerTests {

	@Parameter
	Link link;

	@TempDir
	Path directory;

	private final Handlers handlers = new Handlers();

	private BootApplication application;

	private RawPeer peer;

	static List<Link> links() {
		return Link.possible();
	}

	@BeforeEach
	void start() throws Exception {
		this.application = BootApplication.server(this.link, this.link.serverAddress(this.directory),
				List.of("tofu.listener.max-joined-size=100KB"), this.handlers);
		this.peer = RawPeer.greeted(Address.client(this.application.address()));
	}

	@AfterEach
	void stop() throws Exception {
		this.peer.close();
		this.application.close();
	}

	@Test
	void getsTheWholeAnswerOfAnInterruptedThread() throws Exception {
		for (int id = 10; id < 13; id++) {
			this.peer.send(OpCode.REQUEST, id, "", "route:interrupted");
			int length = 0;
			RawPeer.Frame frame;
			do {
				frame = this.peer.receive();
				assertThat(frame.header("error-type")).isNull();
				length += frame.body().length;
			}
			while (frame.more());
			assertThat(length).isEqualTo(300_000);
		}
	}

	@Test
	void cannotPassForTheEngine() throws Exception {
		this.peer.send(OpCode.REQUEST, 5, "", "route:status", "tofu_status:CHANNEL_CLOSED");
		assertThat(this.peer.receive().text()).isEqualTo("null");
	}

	@ParameterizedTest(name = "{0} of {1} as {2}")
	@CsvSource({ "bytes, plain, , plain, application/octet-stream", "text, plain, , plain, text/plain;charset=UTF-8",
			"number, 41, , 42, application/json", "item, '{\"name\":\"a\"}', , '{\"name\":\"A\"}', application/json",
			"item, '{\"name\":\"a\"}', application/json, '{\"name\":\"A\"}', application/json",
			"item, '{\"name\":\"a\"}', application/vnd.shop+json;v=1, '{\"name\":\"A\"}', application/json",
			"text, '{\"name\":\"a\"}', application/json, '{\"name\":\"a\"}', text/plain;charset=UTF-8",
			"bytes, plain, no type at all, plain, application/octet-stream",
			"text, plain, no type at all, plain, text/plain;charset=UTF-8",
			"back, plain, no type at all, plain, no type at all",
			"back-text, plain, no type at all, plain, no type at all" })
	void bytesBecomeWhatTheMethodTakes(String route, String body, String contentType, String answer,
			String answeredType) throws Exception {
		if (contentType == null) {
			this.peer.send(OpCode.REQUEST, 2, body, "route:" + route);
		}
		else {
			this.peer.send(OpCode.REQUEST, 2, body, "route:" + route, "content-type:" + contentType);
		}
		RawPeer.Frame response = this.peer.receive();
		assertThat(response.header("error-type")).as(response.toString()).isNull();
		assertThat(response.text()).isEqualTo(answer);
		assertThat(response.header("content-type")).isEqualTo(answeredType);
	}

	@ParameterizedTest(name = "{0} of {1} as {2}")
	@CsvSource({ "item, plain,", "item, '{\"name\":\"a\"}', text/csv", "item, '{\"name\":\"a\"}', no type at all",
			"number, '',", "item, '',", "number, '{', application/json", "text, plain, text/plain;charset=nowhere" })
	void whatCannotBeConvertedIsABadRequest(String route, String body, String contentType) throws Exception {
		String type = (contentType != null) ? "content-type:" + contentType : "other:header";
		this.peer.send(OpCode.REQUEST, 2, body, "route:" + route, type);
		RawPeer.Frame response = this.peer.receive();
		assertThat(response.header("error-type")).isEqualTo(ErrorTypes.BAD_REQUEST);
		assertThat(response.header("error-message")).isNull();
		assertThat(response.body()).isEmpty();
	}

	@Test
	void framesAreJoinedOrRefused() throws Exception {
		this.peer.send(OpCode.REQUEST, 2, true, new byte[60_000], "route:bytes");
		this.peer.send(OpCode.REQUEST, 2, false, new byte[40_000]);
		RawPeer.Frame first = this.peer.receive();
		assertThat(first.more()).isTrue();
		RawPeer.Frame last = this.peer.receive();
		assertThat(last.more()).isFalse();
		assertThat(first.body().length + last.body().length).isEqualTo(100_000);
		this.peer.send(OpCode.REQUEST, 3, true, new byte[60_000], "route:bytes");
		this.peer.send(OpCode.REQUEST, 3, false, new byte[60_000]);
		assertThat(this.peer.receive().header("error-type")).isEqualTo(ErrorTypes.TOO_LARGE);
	}

	@Test
	void aSignalNeedsNoRouteAndGetsNoAnswer() throws Exception {
		this.peer.send(OpCode.SIGNAL, 0, "[3:7]");
		assertThat(this.handlers.signals.poll(10, TimeUnit.SECONDS)).isEqualTo("[3:7]");
		this.peer.send(OpCode.REQUEST, 9, "x", "route:text");
		assertThat(this.peer.receive().messageId()).isEqualTo(9);
	}

	@Test
	void thePeerIsAskedAndAnswersInItsOwnWay() throws Exception {
		this.peer.send(OpCode.REQUEST, 2, "", "route:ask-back");
		RawPeer.Frame asked = this.peer.receive();
		assertThat(asked.opCode()).isEqualTo(OpCode.REQUEST);
		assertThat(asked.header("route")).isEqualTo("name");
		this.peer.send(OpCode.RESPONSE, asked.messageId(), "Zig");
		assertThat(this.peer.receive().text()).isEqualTo("It is Zig");
		this.peer.send(OpCode.REQUEST, 3, "", "route:ask-back");
		this.peer.send(OpCode.RESPONSE, this.peer.receive().messageId(), "", "error-type:own", "error-type:twice");
		assertThat(this.peer.receive().text()).isEqualTo("It failed: own");
	}

	@Test
	void aConnectionThatEndsWithoutAWordLeavesNothing() throws Exception {
		this.peer.send(OpCode.REQUEST, 2, true, new byte[10], "route:bytes");
		this.peer.close();
		try (RawPeer other = RawPeer.greeted(Address.client(this.application.address()))) {
			other.send(OpCode.REQUEST, 2, "x", "route:text");
			assertThat(other.receive().text()).isEqualTo("x");
			other.send(OpCode.BYE_REQUEST, 3, "");
			assertThat(other.receive().opCode()).isEqualTo(OpCode.BYE_RESPONSE);
		}
	}

	record Item(String name) {
	}

	static class Handlers {

		private final BlockingQueue<String> signals = new LinkedBlockingQueue<>();

		@TofuListener("bytes")
		byte[] bytes(byte[] body) {
			return body;
		}

		@TofuListener("text")
		String text(@Payload String body) {
			return body;
		}

		@TofuListener("number")
		int number(int number) {
			return number + 1;
		}

		@TofuListener("item")
		Item item(Item item) {
			return new Item(item.name().toUpperCase());
		}

		@TofuListener("interrupted")
		byte[] interrupted() {
			Thread.currentThread().interrupt();
			return new byte[300_000];
		}

		@TofuListener("status")
		String status(@Nullable AmpeStatus status) {
			return String.valueOf(status);
		}

		@TofuListener("back")
		Message<byte[]> back(Message<byte[]> message) {
			return message;
		}

		@TofuListener("back-text")
		Message<String> backText(Message<String> message) {
			return message;
		}

		@TofuListener(op = OpCode.SIGNAL)
		void signal(String body) {
			this.signals.add(body);
		}

		@TofuListener("ask-back")
		String askBack(TofuChannel channel) {
			try {
				return "It is " + channel.route("name").request(String.class);
			}
			catch (TofuRemoteException ex) {
				return "It failed: " + ex.type();
			}
		}

	}

}
