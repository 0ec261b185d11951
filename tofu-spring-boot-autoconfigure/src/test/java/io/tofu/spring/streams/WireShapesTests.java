package io.tofu.spring.streams;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.tofu.OpCode;
import io.tofu.spring.TofuStream;
import io.tofu.spring.listener.TofuListener;
import io.tofu.spring.streams.RawPeer.Frame;
import io.tofu.test.FreePorts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a native peer sees of each shape, when it is asked and when it asks: the drawings
 * of docs/streams.md.
 */
@Timeout(60)
class WireShapesTests {

	private static final String TEXT = "content-type:text/plain;charset=UTF-8";

	private final int port = FreePorts.tcp();

	private final RawPeer server = RawPeer.listening(this.port);

	private final Running application = Running.connectedTo(this.port, new Shapes(), "tofu.stream.window=256KB");

	/** Of the message that came last. */
	private long id;

	@AfterEach
	void end() {
		this.server.close();
		this.application.close();
	}

	@Test
	void helloSaysTheWindow() {
		this.server.accept();
		assertThat(this.server.hello().headers()).contains("tofu-flow:262144");
	}

	@Test
	void bytesToAListener() {
		this.server.accept();
		InputStream content = new ByteArrayInputStream(new byte[122_752]);
		CompletableFuture<Long> answer = CompletableFuture.supplyAsync(() -> this.application.request("archive.put")
			.header("name", "a.pdf")
			.body(content)
			.request(Long.class));
		assertThat(message(OpCode.REQUEST)).containsExactly(
				"more [content-type:application/octet-stream, name:a.pdf, route:archive.put] 61376", "more [] 61376",
				"last [] 0");
		answer(answer, "122752");
	}

	@Test
	void elementsToAListener() {
		this.server.accept();
		Stream<String> lines = Stream.of("x".repeat(131_170), "a short second element");
		CompletableFuture<Long> answer = CompletableFuture
			.supplyAsync(() -> this.application.request("archive.longest").body(lines).request(Long.class));
		assertThat(message(OpCode.REQUEST)).containsExactly(
				"more [" + TEXT + ", route:archive.longest, tofu-part:continued] 65535",
				"more [tofu-part:continued] 65535", "more [] 100", "more [] 22", "last [tofu-part:end] 0");
		answer(answer, "131170");
	}

	@Test
	void elementsFromAListener() {
		this.server.accept();
		this.server.send(OpCode.REQUEST, 8, false, "a.txt", "route", "lines", "content-type", "text/plain");
		assertThat(message(OpCode.RESPONSE)).containsExactly("more [" + TEXT + "] 10", "more [] 0", "more [] 11",
				"last [tofu-part:end] 0");
		this.server.send(OpCode.REQUEST, 9, false, "none", "route", "lines", "content-type", "text/plain");
		assertThat(message(OpCode.RESPONSE)).containsExactly("last [tofu-part:end] 0");
	}

	@Test
	void elementsBothWays() {
		this.server.accept();
		CompletableFuture<List<String>> answer = CompletableFuture.supplyAsync(() -> {
			try (TofuStream<String> loud = this.application.request("archive.shout")
				.body(Stream.of("one", "two"))
				.requestStream(String.class)) {
				return loud.stream().toList();
			}
		});
		assertThat(message(OpCode.REQUEST)).containsExactly("more [" + TEXT + ", route:archive.shout] 3", "more [] 3",
				"last [tofu-part:end] 0");
		this.server.send(OpCode.RESPONSE, this.id, true, "ONE", "content-type", "text/plain");
		this.server.send(OpCode.RESPONSE, this.id, true, "TWO");
		this.server.send(OpCode.RESPONSE, this.id, false, "THREE");
		assertThat(answer.join()).containsExactly("ONE", "TWO", "THREE");
	}

	/** All frames of the next message, without what changes. */
	private List<String> message(OpCode opCode) {
		List<String> frames = new ArrayList<>();
		Frame frame = this.server.receive(opCode);
		this.id = frame.id();
		frames.add(describe(frame));
		while (frame.more()) {
			frame = this.server.receive(opCode, this.id);
			frames.add(describe(frame));
		}
		return frames;
	}

	private static String describe(Frame frame) {
		List<String> headers = frame.headers()
			.stream()
			.filter((line) -> !line.startsWith("traceparent"))
			.sorted()
			.toList();
		return (frame.more() ? "more " : "last ") + headers + " " + frame.body().length;
	}

	private void answer(CompletableFuture<Long> answer, String value) {
		this.server.send(OpCode.RESPONSE, this.id, false, value, "content-type", "application/json");
		assertThat(answer.join()).isEqualTo(Long.valueOf(value));
	}

	static class Shapes {

		@TofuListener("lines")
		Stream<String> lines(String name) {
			return name.equals("none") ? Stream.empty() : Stream.of("first line", "", "second line");
		}

	}

}
