package io.tofu.spring;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.tofu.AmpeOptions;
import io.tofu.OpCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * Messages of several frames that a peer takes only partly, because it does not read: the
 * sender gives up in time, and the peer hears that nothing more will come.
 */
@Timeout(60)
class CutRequestsTests {

	private static final int TOO_MUCH = 20_000_000;

	private static final int SEND_QUEUE = 1_000_000;

	private static final Duration SOON = Duration.ofMillis(300);

	private ServerSocket socket;

	private TestApplication client;

	private RawPeer peer;

	@BeforeEach
	void connect() throws Exception {
		this.socket = new ServerSocket();
		this.socket.setReceiveBufferSize(65_536);
		this.socket.bind(new java.net.InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), 0));
		this.client = TestApplication.with()
			.options(AmpeOptions.builder().sendQueueBytes(SEND_QUEUE).build())
			.peer("peer", PeerSettings.of("tcp://127.0.0.1:" + this.socket.getLocalPort()))
			.start();
		this.peer = RawPeer.accept(this.socket);
		this.peer.send(OpCode.HELLO_RESPONSE, this.peer.receive().id(), "", "");
		await().until(() -> this.client.peer().state() == TofuPeer.State.CONNECTED);
	}

	@AfterEach
	void disconnect() throws Exception {
		this.peer.close();
		this.client.close();
		this.socket.close();
	}

	@Test
	void aRequestThatFindsNoRoomInTimeIsEndedForThePeer() throws Exception {
		assertThatExceptionOfType(TofuTimeoutException.class)
			.isThrownBy(() -> this.client.request("big").body(new byte[TOO_MUCH]).timeout(SOON).request(String.class))
			.withMessageContaining("does not take");
		assertThat(this.client.peer().channel().awaitsAnswer()).isFalse();
		expectCutOff(OpCode.REQUEST);
		CompletableFuture<String> next = this.client.request("next").requestAsync(String.class);
		RawPeer.Frame request = this.peer.receive();
		assertThat(request.headers()).isEqualTo("route:next\r\n");
		this.peer.send(OpCode.RESPONSE, request.id(), "", "fine");
		assertThat(next.get(10, TimeUnit.SECONDS)).isEqualTo("fine");
		await().untilAsserted(() -> assertThat(this.client.ampe.stats().messagesInUse()).isZero());
	}

	@Test
	void bytesThatFindNoRoomAreSentLater() throws Exception {
		byte[] content = new byte[TOO_MUCH];
		for (int i = 0; i < content.length; i++) {
			content[i] = (byte) ('a' + (i / 7 + i / 10_000) % 26);
		}
		CompletableFuture<String> answer = this.client.request("up")
			.body(new ByteArrayInputStream(content))
			.requestAsync(String.class);
		await().until(() -> this.client.ampe.stats().queuedBytes() >= SEND_QUEUE);
		StringBuilder received = new StringBuilder(TOO_MUCH);
		RawPeer.Frame frame = this.peer.receive();
		for (; frame.more(); frame = this.peer.receive()) {
			received.append(frame.body());
		}
		byte[] bytes = received.append(frame.body()).toString().getBytes(StandardCharsets.US_ASCII);
		assertThat(Arrays.mismatch(bytes, content)).as("where it differs").isNegative();
		this.peer.send(OpCode.RESPONSE, frame.id(), "content-type:text/plain\r\n", "thanks");
		assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo("thanks");
	}

	@Test
	void anAnswerThatIsThereBeforeItCountsMore() throws Exception {
		CompletableFuture<Throwable> waiting = CompletableFuture
			.supplyAsync(() -> catchThrowable(() -> this.client.request("big")
				.body(new byte[TOO_MUCH])
				.timeout(Duration.ofSeconds(2))
				.request(String.class)));
		this.peer.send(OpCode.RESPONSE, this.peer.receive().id(), "error-type:too_large\r\n", "");
		assertThat(waiting.get(30, TimeUnit.SECONDS)).isInstanceOfSatisfying(TofuRemoteException.class,
				(ex) -> assertThat(ex.type()).isEqualTo("too_large"));
	}

	@Test
	void itIsTheFuturesToo() throws Exception {
		CompletableFuture<CompletableFuture<String>> sending = CompletableFuture
			.supplyAsync(() -> this.client.request("big")
				.body(new byte[TOO_MUCH])
				.timeout(Duration.ofSeconds(2))
				.requestAsync(String.class));
		this.peer.send(OpCode.RESPONSE, this.peer.receive().id(), "", "enough");
		assertThat(sending.get(30, TimeUnit.SECONDS)).succeedsWithin(Duration.ofSeconds(10)).isEqualTo("enough");
	}

	@Test
	void anAsynchronousOneToo() throws Exception {
		assertThat(this.client.request("big").body(new byte[TOO_MUCH]).timeout(SOON).requestAsync(String.class))
			.failsWithin(Duration.ofSeconds(30))
			.withThrowableThat()
			.withCauseInstanceOf(TofuTimeoutException.class);
		expectCutOff(OpCode.REQUEST);
	}

	/** A peer that reads, but slowly: room is found again and again. */
	@Test
	void allPartsTogetherHaveTheTimeOfOneRequest() throws Exception {
		ScheduledExecutorService reader = Executors.newSingleThreadScheduledExecutor();
		try {
			reader.scheduleWithFixedDelay(this::read, 0, 20, TimeUnit.MILLISECONDS);
			assertThatExceptionOfType(TofuTimeoutException.class).isThrownBy(
					() -> this.client.request("big").body(new byte[TOO_MUCH]).timeout(Duration.ofMillis(500)).signal());
		}
		finally {
			reader.shutdown();
			assertThat(reader.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
		}
		expectCutOff(OpCode.SIGNAL);
	}

	@Test
	void whatHasBegunMayHaveBeenHandledByAPeerThatGoes() throws Exception {
		CompletableFuture<String> request = CompletableFuture.supplyAsync(() -> this.client.request("big")
			.body(new byte[TOO_MUCH])
			.timeout(Duration.ofSeconds(50))
			.request(String.class));
		assertThat(this.peer.receive().headers()).startsWith("route:big");
		this.peer.close();
		assertThat(request).failsWithin(Duration.ofSeconds(30))
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(TofuDisconnectedException.class, (ex) -> assertThat(ex.notProcessed()).isFalse());
	}

	@Test
	void aSignalToo() throws Exception {
		assertThatExceptionOfType(TofuTimeoutException.class)
			.isThrownBy(() -> this.client.request("big").body(new byte[TOO_MUCH]).timeout(SOON).signal());
		expectCutOff(OpCode.SIGNAL);
	}

	@Test
	void whoeverIsInterruptedWhileSendingEndsItToo() throws Exception {
		CompletableFuture<Throwable> outcome = new CompletableFuture<>();
		Thread sender = new Thread(() -> {
			try {
				this.client.request("big").body(new byte[TOO_MUCH]).timeout(Duration.ofSeconds(50)).signal();
			}
			catch (Throwable ex) {
				outcome.complete(ex);
			}
		});
		sender.start();
		await().until(() -> this.client.ampe.stats().messagesInUse() > 10);
		sender.interrupt();
		assertThat(outcome.get(10, TimeUnit.SECONDS)).isInstanceOf(TofuException.class)
			.hasMessageContaining("Interrupted");
		expectCutOff(OpCode.SIGNAL);
	}

	@Test
	void anAnswerOnTheReceiveThreadToo() throws Exception {
		this.client.handler.reactions.put(OpCode.REQUEST,
				(channel, id, message) -> assertThatExceptionOfType(io.tofu.AmpeException.class)
					.isThrownBy(() -> channel.respond(OpCode.REQUEST, id, Map.of(), new byte[TOO_MUCH])));
		this.peer.send(OpCode.REQUEST, 42, "", "much");
		assertThat(expectCutOff(OpCode.RESPONSE)).isEqualTo(42);
	}

	@Test
	void nothingIsOwedToAPeerThatHasGone() throws Exception {
		assertThatExceptionOfType(TofuTimeoutException.class)
			.isThrownBy(() -> this.client.request("big").body(new byte[TOO_MUCH]).timeout(SOON).signal());
		this.peer.hangUp();
		await().untilAsserted(() -> assertThat(this.client.ampe.stats().messagesInUse()).isZero());
		assertThat(this.client.connections.channels()).allSatisfy((channel) -> assertThat(channel.isOpen()).isTrue());
	}

	private void read() {
		try {
			this.peer.receive();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Reads what was begun up to its end, which says that it is none. */
	private long expectCutOff(OpCode opCode) throws Exception {
		RawPeer.Frame frame = this.peer.receive();
		long id = frame.id();
		long received = 0;
		while (frame.more()) {
			assertThat(frame.opCode()).isEqualTo(opCode);
			assertThat(frame.id()).isEqualTo(id);
			received += frame.body().length();
			frame = this.peer.receive();
		}
		assertThat(frame).isEqualTo(new RawPeer.Frame(opCode, false, id, "error-type:cancelled\r\n", ""));
		assertThat(received).isBetween(1L, (long) TOO_MUCH);
		return id;
	}

}
