package io.tofu.spring;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.tofu.OpCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a peer that is only a socket sees of a request that is a stream. */
@Timeout(60)
class StreamFramesTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private ServerSocket socket;

	private TestApplication client;

	private RawPeer peer;

	@BeforeEach
	void listen() throws IOException {
		this.socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
	}

	@AfterEach
	void stop() throws IOException {
		this.client.connections.channels().forEach(TofuChannel::abort);
		this.client.close();
		this.peer.close();
		this.socket.close();
	}

	@Test
	void bytesHaveNoMarksAndEndWithTheLastFrame() throws IOException {
		connect("", LONG);
		CompletableFuture<String> answer = this.client.request("up")
			.header("tenant", "a")
			.body(new ByteArrayInputStream(new byte[70_000]))
			.requestAsync(String.class);
		RawPeer.Frame first = this.peer.receive();
		assertThat(first.headers()).contains("route:up", "tenant:a", "content-type:application/octet-stream")
			.doesNotContain("tofu-part");
		assertThat(first.body()).hasSize(61376);
		assertThat(this.peer.receive()).satisfies((second) -> assertThat(second.body()).hasSize(70_000 - 61376))
			.satisfies((second) -> assertThat(second.headers()).isEmpty())
			.matches(RawPeer.Frame::more);
		assertThat(this.peer.receive()).isEqualTo(new RawPeer.Frame(OpCode.REQUEST, false, first.id(), "", ""));
		this.peer.send(OpCode.RESPONSE, first.id(), "content-type:text/plain\r\n", "thanks");
		assertThat(answer).succeedsWithin(LONG).isEqualTo("thanks");
	}

	@Test
	void longElementsAreContinuedAndTheEndIsMarked() throws IOException {
		connect("", LONG);
		CompletableFuture<String> answer = this.client.request("up")
			.body(Stream.of("a", "b".repeat(65536), ""))
			.requestAsync(String.class);
		assertThat(this.peer.receive()).satisfies((frame) -> assertThat(frame.body()).isEqualTo("a"))
			.satisfies((frame) -> assertThat(frame.headers()).contains("content-type:text/plain;charset=UTF-8")
				.doesNotContain("tofu-part"));
		assertThat(this.peer.receive()).satisfies((frame) -> assertThat(frame.body()).hasSize(65535))
			.satisfies((frame) -> assertThat(frame.headers()).isEqualTo("tofu-part:continued\r\n"));
		assertThat(this.peer.receive()).satisfies((frame) -> assertThat(frame.body()).isEqualTo("b"))
			.satisfies((frame) -> assertThat(frame.headers()).isEmpty());
		assertThat(this.peer.receive()).satisfies((frame) -> assertThat(frame.body()).isEmpty())
			.matches(RawPeer.Frame::more);
		RawPeer.Frame last = this.peer.receive();
		assertThat(last.headers()).isEqualTo("tofu-part:end\r\n");
		assertThat(last.more()).isFalse();
		this.peer.send(OpCode.RESPONSE, last.id(), "", "");
		assertThat(answer).succeedsWithin(LONG).isNull();
	}

	@Test
	void nothingIsSentBeyondTheCredit() throws IOException {
		connect("tofu-flow:2000\r\n", LONG);
		CompletableFuture<String> answer = this.client.request("up")
			.body(Stream.generate(() -> "x".repeat(436)).limit(10))
			.requestAsync(String.class);
		long id = 0;
		for (int i = 0; i < 4; i++) {
			id = this.peer.receive().id();
		}
		// What is not due counts for nothing, nor does what nobody can read
		this.peer.send(OpCode.SIGNAL, id, "tofu-credit:request;2001\r\n", "");
		this.peer.send(OpCode.SIGNAL, id, "tofu-credit:request;" + Long.MAX_VALUE + "\r\n", "");
		this.peer.send(OpCode.SIGNAL, id, "tofu-credit:request;-5\r\n", "");
		this.peer.send(OpCode.SIGNAL, id, "tofu-credit:response;500\r\n", "");
		this.peer.send(OpCode.SIGNAL, id, "tofu-credit:request;lots\r\n", "");
		this.client.request("small").requestAsync(String.class);
		assertThat(this.peer.receive().headers()).as("the next frame").contains("route:small");
		this.peer.send(OpCode.SIGNAL, id, "tofu-credit:request;1000\r\n", "");
		assertThat(this.peer.receive().id()).isEqualTo(id);
		assertThat(this.peer.receive().id()).isEqualTo(id);
		this.client.request("small").requestAsync(String.class);
		assertThat(this.peer.receive().headers()).as("the next frame").contains("route:small");
		this.peer.send(OpCode.RESPONSE, id, "content-type:text/plain\r\n", "enough");
		assertThat(answer).succeedsWithin(LONG).isEqualTo("enough");
		assertThat(this.peer.receive())
			.isEqualTo(new RawPeer.Frame(OpCode.REQUEST, false, id, "error-type:cancelled\r\n", ""));
	}

	@Test
	void whoIsCancelledEndsAndAwaitsTheAnswer() throws IOException {
		connect("tofu-flow:2000\r\n", LONG);
		AtomicInteger closed = new AtomicInteger();
		CompletableFuture<String> answer = this.client.request("up")
			.body(Stream.generate(() -> "x".repeat(436)).onClose(closed::incrementAndGet))
			.requestAsync(String.class);
		long id = this.peer.receive().id();
		this.peer.send(OpCode.SIGNAL, id, "tofu-cancel:request\r\n", "");
		RawPeer.Frame frame = this.peer.receive();
		while (frame.more()) {
			frame = this.peer.receive();
		}
		assertThat(frame).isEqualTo(new RawPeer.Frame(OpCode.REQUEST, false, id, "error-type:cancelled\r\n", ""));
		await().until(() -> closed.get() == 1);
		assertThat(answer).isNotDone();
		this.peer.send(OpCode.RESPONSE, id, "content-type:text/plain\r\n", "enough");
		assertThat(answer).succeedsWithin(LONG).isEqualTo("enough");
	}

	@Test
	void withoutCreditForTooLongBothAreTold() throws IOException {
		connect("tofu-flow:100\r\n", Duration.ofMillis(100));
		CompletableFuture<String> answer = this.client.request("up")
			.body(Stream.generate(() -> "x".repeat(436)))
			.requestAsync(String.class);
		long id = this.peer.receive().id();
		assertThat(List.of(this.peer.receive(), this.peer.receive())).containsExactlyInAnyOrder(
				new RawPeer.Frame(OpCode.REQUEST, false, id, "error-type:timeout\r\n", ""),
				new RawPeer.Frame(OpCode.SIGNAL, false, id, "tofu-cancel:response\r\n", ""));
		assertThat(answer).failsWithin(LONG)
			.withThrowableThat()
			.withCauseInstanceOf(TofuTimeoutException.class)
			.withMessageContaining("taken nothing for 100 ms");
	}

	@Test
	void aStreamThatIsGivenUpBeforeItBeganIsNeverHeardOf() throws IOException {
		connect("", LONG);
		CompletableFuture<String> answer = this.client.request("up").body(Stream.generate(() -> {
			throw new IllegalStateException("nothing there");
		})).requestAsync(String.class);
		assertThat(answer).failsWithin(LONG).withThrowableThat().withCauseInstanceOf(IllegalStateException.class);
		this.client.request("small").requestAsync(String.class);
		assertThat(this.peer.receive().headers()).contains("route:small");
	}

	@Test
	void longPayloadsAreUnderCreditToo() throws IOException {
		connect("tofu-flow:70000\r\n", LONG);
		CompletableFuture<String> answer = new CompletableFuture<>();
		this.client.callbacks
			.execute(() -> answer.complete(this.client.request("up").body(new byte[3 * 65535]).request(String.class)));
		long id = this.peer.receive().id();
		assertThat(this.peer.receive().body()).hasSize(65535);
		this.client.request("small").requestAsync(String.class);
		assertThat(this.peer.receive().headers()).contains("route:small");
		this.peer.send(OpCode.SIGNAL, id, "tofu-credit:request;131198\r\n", "");
		assertThat(this.peer.receive()).satisfies((frame) -> assertThat(frame.body()).hasSize(65535))
			.matches((frame) -> !frame.more());
		this.peer.send(OpCode.RESPONSE, id, "content-type:text/plain\r\n", "thanks");
		assertThat(answer).succeedsWithin(LONG).isEqualTo("thanks");
	}

	@Test
	void whoDoesNotWaitForTheAnswerDoesNotWaitForCreditEither() throws IOException {
		connect("tofu-flow:70000\r\n", LONG);
		CompletableFuture<String> answer = this.client.request("up")
			.body(new byte[3 * 65535])
			.timeout(LONG)
			.requestAsync(String.class);
		assertThat(answer).isNotDone();
		long id = this.peer.receive().id();
		assertThat(this.peer.receive().more()).isTrue();
		this.peer.send(OpCode.SIGNAL, id, "tofu-credit:request;131198\r\n", "");
		assertThat(this.peer.receive().more()).isFalse();
		this.peer.send(OpCode.RESPONSE, id, "content-type:text/plain\r\n", "thanks");
		assertThat(answer).succeedsWithin(LONG).isEqualTo("thanks");
	}

	@Test
	void whatFindsNoCreditInTimeFailsLaterToo() throws IOException {
		connect("tofu-flow:70000\r\n", LONG);
		CompletableFuture<String> answer = this.client.request("up")
			.body(new byte[3 * 65535])
			.timeout(Duration.ofMillis(100))
			.requestAsync(String.class);
		long id = this.peer.receive().id();
		assertThat(this.peer.receive().more()).isTrue();
		assertThat(answer).failsWithin(LONG).withThrowableThat().withCauseInstanceOf(TofuTimeoutException.class);
		assertThat(List.of(this.peer.receive(), this.peer.receive())).containsExactlyInAnyOrder(
				new RawPeer.Frame(OpCode.REQUEST, false, id, "error-type:cancelled\r\n", ""),
				new RawPeer.Frame(OpCode.SIGNAL, false, id, "tofu-cancel:response\r\n", ""));
	}

	/** A client of this peer, which says so in its Hello. */
	private void connect(String helloHeaders, Duration idleTimeout) throws IOException {
		this.client = TestApplication.with()
			.peer("peer", PeerSettings.of("tcp://127.0.0.1:" + this.socket.getLocalPort()))
			.streams(StreamPair.WINDOW, idleTimeout)
			.start();
		this.peer = RawPeer.accept(this.socket);
		RawPeer.Frame hello = this.peer.receive();
		assertThat(hello.headers()).contains("tofu-flow:" + StreamPair.WINDOW + "\r\n");
		this.peer.send(OpCode.HELLO_RESPONSE, hello.id(), helloHeaders, "");
		await().until(() -> this.client.peer().channel() != null);
	}

}
