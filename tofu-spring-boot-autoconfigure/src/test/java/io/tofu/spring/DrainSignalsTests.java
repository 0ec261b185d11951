package io.tofu.spring;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.tofu.AmpeOptions;
import io.tofu.OpCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What is said about stopping is heard, however little room there is for it. */
@Timeout(60)
class DrainSignalsTests {

	private static final Duration SOON = Duration.ofMillis(100);

	private ServerSocket socket;

	private TestApplication application;

	private RawPeer peer;

	private TofuChannel channel;

	@BeforeEach
	void connect() throws Exception {
		this.socket = new ServerSocket();
		this.socket.setReceiveBufferSize(65_536);
		this.socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
		this.application = TestApplication.with()
			.options(AmpeOptions.builder().sendQueueBytes(1_000_000).build())
			.peer("peer", PeerSettings.of("tcp://127.0.0.1:" + this.socket.getLocalPort()))
			.start();
		this.peer = RawPeer.accept(this.socket);
		this.peer.send(OpCode.HELLO_RESPONSE, this.peer.receive().id(), "tofu-drain:yes\r\n", "");
		await().until(() -> this.application.peer().state() == TofuPeer.State.CONNECTED);
		this.channel = this.application.peer().channel();
	}

	@AfterEach
	void disconnect() throws Exception {
		this.peer.close();
		this.application.close();
		this.socket.close();
	}

	@Test
	void questionIsAskedWhenThereIsRoom() throws Exception {
		fillTheQueue();
		assertThat(this.channel.drainSignals().ask()).isTrue();
		assertThat(this.channel.drainSignals().isAwaited()).isTrue();
		assertThat(nextDrain()).isEqualTo("yes");
	}

	@Test
	void questionIsTakenBackWhenThereIsRoom() throws Exception {
		assertThat(this.channel.drainSignals().ask()).isTrue();
		assertThat(nextDrain()).isEqualTo("yes");
		fillTheQueue();
		this.channel.drainSignals().takeBack();
		assertThat(nextDrain()).isEqualTo("no");
	}

	@Test
	void questionThatIsTakenBackBeforeIsNotAsked() throws Exception {
		fillTheQueue();
		assertThat(this.channel.drainSignals().ask()).isTrue();
		this.channel.drainSignals().takeBack();
		CompletableFuture<Void> marker = CompletableFuture.runAsync(this::sayMarker);
		assertThat(nextDrain()).isEqualTo("marker");
		assertThat(marker).succeedsWithin(Duration.ofSeconds(10));
	}

	@Test
	void questionIsAnsweredWhenThereIsRoom() throws Exception {
		fillTheQueue();
		this.peer.send(OpCode.SIGNAL, 2, "tofu-drain:yes\r\n", "");
		await().until(() -> !this.channel.takesRequests());
		assertThat(nextDrain()).isEqualTo("seen");
	}

	@Test
	void eachQuestionIsAnsweredHoweverLittleRoomThereIs() throws Exception {
		fillTheQueue();
		this.peer.send(OpCode.SIGNAL, 2, "tofu-drain:yes\r\n", "");
		this.peer.send(OpCode.SIGNAL, 3, "tofu-drain:no\r\n", "");
		this.peer.send(OpCode.SIGNAL, 4, "tofu-drain:yes\r\n", "");
		assertThat(nextDrain()).isEqualTo("seen");
		assertThat(nextDrain()).isEqualTo("seen");
	}

	@Test
	void theAnswerToAnEarlierQuestionDoesNotCount() throws Exception {
		DrainSignals signals = this.channel.drainSignals();
		signals.ask();
		signals.takeBack();
		signals.ask();
		sayAndWait("seen");
		assertThat(signals.isAwaited()).isTrue();
		sayAndWait("seen");
		assertThat(signals.isAwaited()).isFalse();
	}

	@Test
	void aPeerThatNeverHeardThatItMayGoOnNeedNotAnswerAgain() throws Exception {
		DrainSignals signals = this.channel.drainSignals();
		signals.ask();
		assertThat(nextDrain()).isEqualTo("yes");
		sayAndWait("seen");
		fillTheQueue();
		signals.takeBack();
		signals.ask();
		assertThat(signals.isAwaited()).isFalse();
	}

	@Test
	void answersThatNobodyAskedForAreNotCounted() throws Exception {
		sayAndWait("seen");
		this.channel.drainSignals().ask();
		assertThat(this.channel.drainSignals().isAwaited()).isTrue();
		sayAndWait("seen");
		sayAndWait("seen");
		assertThat(this.channel.drainSignals().isAwaited()).isFalse();
	}

	@Test
	void aValueThatNobodyUnderstandsChangesNothing() throws Exception {
		sayAndWait("perhaps");
		assertThat(this.channel.takesRequests()).isTrue();
		this.channel.drainSignals().ask();
		sayAndWait("perhaps");
		assertThat(this.channel.drainSignals().isAwaited()).isTrue();
	}

	@Test
	void whoeverConnectsWhileTheServiceBeginsAgainIsNotLeftOut() throws Exception {
		Dispatcher dispatcher = this.application.connections.session().dispatcher();
		dispatcher.service(Dispatcher.Service.DRAINING);
		DrainSignals signals = this.channel.drainSignals();
		Thread connecting = new Thread(() -> signals.follow(dispatcher));
		synchronized (signals) {
			connecting.start();
			await().until(() -> connecting.getState() == Thread.State.BLOCKED);
			dispatcher.service(Dispatcher.Service.FULL);
			signals.takeBack();
		}
		connecting.join();
		assertThat(nextDrain()).isEqualTo("yes");
		assertThat(nextDrain()).isEqualTo("no");
	}

	/** Has the peer say something about stopping, and waits until it was heard. */
	private void sayAndWait(String value) throws Exception {
		this.peer.send(OpCode.SIGNAL, 5, "tofu-drain:" + value + "\r\n", "");
		this.peer.send(OpCode.SIGNAL, 6, "tofu-heartbeat:ask\r\n", "");
		RawPeer.Frame frame = this.peer.receive();
		while (!frame.headers().startsWith("tofu-heartbeat")) {
			frame = this.peer.receive();
		}
	}

	private void fillTheQueue() {
		byte[] body = new byte[50_000];
		try {
			while (true) {
				this.application.request("fill").body(body).timeout(SOON).signal();
			}
		}
		catch (TofuTimeoutException ex) {
			// as it should be
		}
	}

	private void sayMarker() {
		this.application.request("marker").timeout(Duration.ofSeconds(30)).signal();
	}

	/** What is said next about stopping, or the marker. */
	private String nextDrain() throws Exception {
		RawPeer.Frame frame = this.peer.receive();
		while (frame.headers().startsWith("route:fill")) {
			frame = this.peer.receive();
		}
		return frame.headers().startsWith("route:marker") ? "marker"
				: frame.headers().trim().replace("tofu-drain:", "");
	}

}
