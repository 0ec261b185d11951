package io.tofu.spring;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntToLongFunction;
import java.util.stream.Stream;

import io.tofu.Ampe;
import io.tofu.ChannelGroup;
import io.tofu.ChannelInfo;
import io.tofu.OpCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.withSettings;

/** Streams to a peer without credit, when the send queue is long. */
@Timeout(60)
class SlowPeerTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private static final Duration IDLE_TIMEOUT = Duration.ofMillis(500);

	private static final int MUCH = 1 << 30;

	private final AtomicInteger looks = new AtomicInteger();

	/** How many bytes wait, as the engine tells who asks for the n-th time. */
	private volatile IntToLongFunction queue = (look) -> 0;

	private ServerSocket socket;

	private TestApplication client;

	private RawPeer peer;

	@BeforeEach
	void connect() throws IOException {
		this.socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
		this.client = TestApplication.with()
			.disguise(this::tellingQueues)
			.peer("peer", PeerSettings.of("tcp://127.0.0.1:" + this.socket.getLocalPort()))
			.streams(StreamPair.WINDOW, IDLE_TIMEOUT)
			.start();
		this.peer = RawPeer.accept(this.socket);
		this.peer.send(OpCode.HELLO_RESPONSE, this.peer.receive().id(), "", "");
		await().until(() -> this.client.peer().channel() != null);
	}

	@AfterEach
	void disconnect() throws IOException {
		this.client.connections.channels().forEach(TofuChannel::abort);
		this.client.close();
		this.peer.close();
		this.socket.close();
	}

	@Test
	void whoTakesLittleIsNotCalledDead() throws IOException {
		this.queue = (look) -> MUCH - look;
		CompletableFuture<String> answer = send();
		await().during(IDLE_TIMEOUT.multipliedBy(2)).atMost(LONG).until(() -> !answer.isDone());
		assertThat(this.looks).hasPositiveValue();
		this.queue = (look) -> 0;
		RawPeer.Frame frame = this.peer.receive();
		while (frame.more()) {
			frame = this.peer.receive();
		}
		assertThat(frame.headers()).isEqualTo("tofu-part:end\r\n");
		this.peer.send(OpCode.RESPONSE, frame.id(), "content-type:text/plain\r\n", "thanks");
		assertThat(answer).succeedsWithin(LONG).isEqualTo("thanks");
	}

	@Test
	void whoTakesNothingIs() {
		this.queue = (look) -> MUCH;
		assertThat(send()).failsWithin(LONG)
			.withThrowableThat()
			.withCauseInstanceOf(TofuTimeoutException.class)
			.withMessageContaining("taken nothing for " + IDLE_TIMEOUT.toMillis() + " ms");
	}

	private CompletableFuture<String> send() {
		return this.client.request("up")
			.body(Stream.generate(() -> new byte[50_000]).limit(10))
			.requestAsync(String.class);
	}

	/** An engine that says of its send queues what it is told to. */
	private Ampe tellingQueues(Ampe engine) {
		ChannelGroup real = engine.createGroup();
		ChannelGroup group = mock(ChannelGroup.class, withSettings().stubOnly().defaultAnswer(delegatesTo(real)));
		doAnswer((call) -> {
			ChannelInfo info = real.channel(call.getArgument(0));
			return (info != null) ? withQueue(info, this.queue.applyAsLong(this.looks.incrementAndGet())) : null;
		}).when(group).channel(anyInt());
		Ampe disguised = mock(Ampe.class, withSettings().stubOnly().defaultAnswer(delegatesTo(engine)));
		doReturn(group).when(disguised).createGroup();
		return disguised;
	}

	private static ChannelInfo withQueue(ChannelInfo info, long queuedBytes) {
		return new ChannelInfo(info.number(), info.kind(), info.listener(), info.localAddress(), info.remoteAddress(),
				info.unixPeer(), info.openedAt(), info.lastActivity(), info.messagesIn(), info.bytesIn(),
				info.messagesOut(), info.bytesOut(), info.queuedMessages(), queuedBytes);
	}

}
