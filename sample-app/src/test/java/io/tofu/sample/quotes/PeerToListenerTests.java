package io.tofu.sample.quotes;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.tofu.Address;
import io.tofu.Ampe;
import io.tofu.AmpeOptions;
import io.tofu.ChannelGroup;
import io.tofu.Message;
import io.tofu.OpCode;
import io.tofu.engine.TofuEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * From a peer outside, which knows nothing of Spring, over a socket to the listeners and
 * back.
 */
@SpringBootTest(webEnvironment = WebEnvironment.NONE, properties = "tofu.server.address=tcp://127.0.0.1:0")
class PeerToListenerTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	@Value("${local.tofu.port}")
	int port;

	private Ampe ampe;

	private ChannelGroup group;

	private int channel;

	@BeforeEach
	void connect() {
		this.ampe = TofuEngine.start(AmpeOptions.defaults());
		this.group = this.ampe.createGroup();
		Message hello = this.ampe.get();
		Address.tcpClient("127.0.0.1", this.port).format(hello);
		this.channel = this.group.post(hello).channelNumber();
		try (Message answer = receive()) {
			assertThat(answer.opCode()).isEqualTo(OpCode.HELLO_RESPONSE);
			assertThat(answer.isFromApplication()).isTrue();
		}
	}

	@AfterEach
	void disconnect() {
		this.ampe.close();
	}

	@Test
	void echoesBodyAndHeaders() {
		Message request = request("echo", "text/plain;charset=UTF-8", "größer");
		request.headers().add("Job-Id", "42").add("Job-Id", "43");
		long id = this.group.post(request).messageId();
		try (Message answer = receive()) {
			assertThat(answer.opCode()).isEqualTo(OpCode.RESPONSE);
			assertThat(answer.messageId()).isEqualTo(id);
			assertThat(text(answer)).isEqualTo("größer");
			assertThat(answer.headers().all("Job-Id")).containsExactly("42", "43");
			assertThat(answer.headers().first("content-type")).isEqualTo("text/plain;charset=UTF-8");
		}
	}

	@Test
	void answersJsonWithJson() {
		this.group.post(request("quote", "application/json", "{\"item\":\"tempeh\",\"quantity\":2}"));
		try (Message answer = receive()) {
			assertThat(answer.headers().first("content-type")).isEqualTo("application/json");
			assertThat(text(answer)).isEqualTo("{\"item\":\"tempeh\",\"quantity\":2,\"total\":6.40}");
		}
	}

	@Test
	void answersTheUnknownWithErrors() {
		this.group.post(request("quote", "application/json", "{\"item\":\"cheese\",\"quantity\":1}"));
		try (Message answer = receive()) {
			assertThat(answer.headers().first("error-type")).isEqualTo("unknown_item");
		}
		this.group.post(request("nothing", "text/plain", ""));
		try (Message answer = receive()) {
			assertThat(answer.headers().first("error-type")).isEqualTo("not_found");
		}
	}

	private Message request(String route, String contentType, String body) {
		Message request = this.ampe.get().opCode(OpCode.REQUEST).channelNumber(this.channel);
		request.headers().add("route", route).add("content-type", contentType);
		request.body().append(body.getBytes(StandardCharsets.UTF_8));
		return request;
	}

	private Message receive() {
		Message message = this.group.waitReceive(TIMEOUT);
		assertThat(message).as("a message within " + TIMEOUT).isNotNull();
		return message;
	}

	private static String text(Message message) {
		return new String(message.body().toByteArray(), StandardCharsets.UTF_8);
	}

}
