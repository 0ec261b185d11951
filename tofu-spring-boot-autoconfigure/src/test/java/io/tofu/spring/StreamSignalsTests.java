package io.tofu.spring;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import io.tofu.AmpeOptions;
import io.tofu.OpCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What starters say of their streams: the windows in their Hellos, and credits and
 * cancels, none of which gets lost when there is no room for it at once.
 */
@Timeout(60)
class StreamSignalsTests {

	private static final int TOO_MUCH = 20_000_000;

	private ServerSocket socket;

	private TestApplication client;

	private RawPeer peer;

	private String hello;

	@BeforeEach
	void listen() throws Exception {
		this.socket = new ServerSocket();
		this.socket.setReceiveBufferSize(65_536);
		this.socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
	}

	@AfterEach
	void disconnect() throws Exception {
		this.peer.close();
		this.client.close();
		this.socket.close();
	}

	@Test
	void theHelloSaysTheWindow() throws Exception {
		connect(true, "tofu-flow:77\r\n");
		assertThat(this.hello).contains("tofu-flow:5000\r\n");
		assertThat(channel().flowWindow()).isEqualTo(77);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "tofu-flow:\r\n", "tofu-flow:-5\r\n", "tofu-flow:many\r\n",
			"tofu-flow:99999999999\r\n", "tofu-flow:99999999999999999999\r\n" })
	void aPeerThatSaysNoneGrantsNothing(String headers) throws Exception {
		connect(true, headers);
		assertThat(channel().flowWindow()).isZero();
	}

	@Test
	void whoDoesNotWaitForTheAnswerSaysNone() throws Exception {
		connect(false, "tofu-flow:77\r\n");
		assertThat(this.hello).doesNotContain("tofu-flow");
		assertThat(channel().flowWindow()).isZero();
	}

	@Test
	void aSecondAnswerToTheHelloChangesNothing() throws Exception {
		connect(true, "tofu-flow:77\r\n");
		this.peer.send(OpCode.HELLO_RESPONSE, 1, "tofu-flow:88\r\nsecond:yes\r\n", "");
		await().until(() -> channel().helloHeaders().containsKey("second"));
		assertThat(channel().flowWindow()).isEqualTo(77);
	}

	@Test
	void whatThereIsNoRoomForIsSaidLater() throws Exception {
		connect(true, "tofu-flow:77\r\n");
		fillTheSendQueue();
		Streams streams = channel().streams();
		for (int i = 1; i <= 100; i++) {
			streams.grant(StreamDirection.RESPONSE, 5, i);
		}
		streams.grant(StreamDirection.REQUEST, 5, 7);
		streams.cancel(StreamDirection.RESPONSE, 6);
		streams.grant(StreamDirection.RESPONSE, 6, 9);
		AtomicLong granted = new AtomicLong();
		boolean other = false;
		while (true) {
			RawPeer.Frame frame = this.peer.receive();
			if (frame.headers().startsWith("tofu-credit:response;") && frame.id() == 5) {
				granted.addAndGet(Long.parseLong(frame.headers().strip().substring("tofu-credit:response;".length())));
			}
			other |= frame.headers().equals("tofu-credit:request;7\r\n") && frame.id() == 5;
			if (frame.headers().equals("tofu-cancel:response\r\n") && frame.id() == 6) {
				break;
			}
		}
		assertThat(granted).hasValue(5050);
		assertThat(other).isTrue();
	}

	@Test
	void nothingIsSaidToPeersThatWouldNotUnderstand() throws Exception {
		connect(true, "");
		channel().streams().cancel(StreamDirection.RESPONSE, 6);
		new IncomingCredit(channel(), null, 6).taken(1 << 30);
		this.client.request("last").signal();
		assertThat(this.peer.receive().headers()).isEqualTo("route:last\r\n");
	}

	private void connect(boolean awaitHelloResponse, String headers) throws Exception {
		PeerSettings settings = PeerSettings.builder("tcp://127.0.0.1:" + this.socket.getLocalPort())
			.awaitHelloResponse(awaitHelloResponse)
			.build();
		this.client = TestApplication.with()
			.options(AmpeOptions.builder().sendQueueBytes(1_000_000).build())
			.peer("peer", settings)
			.streams(5000, Duration.ofSeconds(20))
			.start();
		this.peer = RawPeer.accept(this.socket);
		RawPeer.Frame frame = this.peer.receive();
		this.hello = frame.headers();
		this.peer.send(OpCode.HELLO_RESPONSE, frame.id(), "answered:yes\r\n" + headers, "");
		await().until(() -> this.client.peer().state() == TofuPeer.State.CONNECTED
				&& channel().helloHeaders().containsKey("answered"));
	}

	/** The peer does not read while this is written. */
	private void fillTheSendQueue() {
		assertThatExceptionOfType(TofuTimeoutException.class).isThrownBy(
				() -> this.client.request("big").body(new byte[TOO_MUCH]).timeout(Duration.ofMillis(300)).signal());
	}

	private TofuChannel channel() {
		TofuChannel channel = this.client.peer().channel();
		assertThat(channel).isNotNull();
		return channel;
	}

}
