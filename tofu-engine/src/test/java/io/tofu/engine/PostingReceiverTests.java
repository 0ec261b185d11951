package io.tofu.engine;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import io.tofu.Address;
import io.tofu.AmpeException;
import io.tofu.AmpeOptions;
import io.tofu.AmpeStatus;
import io.tofu.ChannelInfo;
import io.tofu.Message;
import io.tofu.OpCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests of a receiver that turns the loop and has more to do than to wait for a message.
 * The engine's own thread is not started before the end, so that nobody helps.
 */
@Timeout(60)
class PostingReceiverTests {

	private static final Duration MOMENT = Duration.ofMillis(20);

	private static final Duration LONG = Duration.ofSeconds(20);

	private static final int QUEUE = 4;

	private static final int BODY = 60_000;

	private static final int MANY = 200;

	/** How many sockets are read before what was posted is written. */
	private static final int AT_ONCE = 64;

	private final Reactor reactor = new Reactor(AmpeOptions.builder().sendQueueMessages(QUEUE).build(),
			System::nanoTime);

	private final Group group = this.reactor.groups().create();

	private final List<SocketChannel> peers = new ArrayList<>();

	private long posted;

	PostingReceiverTests() throws IOException {
	}

	@AfterEach
	void end() throws IOException {
		for (SocketChannel peer : this.peers) {
			peer.close();
		}
		this.reactor.start();
		this.group.close();
		this.reactor.close();
		assertThat(this.reactor.pool().inUse()).as("messages").isZero();
		assertThat(this.reactor.table().size()).as("channels").isZero();
	}

	@Test
	void whoWaitsForRoomMakesItItself() throws Exception {
		int channel = fillQueue();
		FutureTask<Long> reading = new FutureTask<>(() -> readAll(this.peers.get(0), this.posted + 1));
		new Thread(reading).start();
		try (Message message = message(channel)) {
			this.group.post(message, LONG);
		}
		while (!reading.isDone()) {
			turnForAMoment();
		}
		assertThat(reading.get()).as("last message that arrived").isEqualTo(this.posted + 1);
	}

	@Test
	void whoWaitsForRoomInVainKeepsTheMessage() throws Exception {
		int channel = fillQueue();
		try (Message message = message(channel)) {
			assertThatExceptionOfType(AmpeException.class).isThrownBy(() -> this.group.post(message, MOMENT))
				.satisfies((ex) -> assertThat(ex.status()).isEqualTo(AmpeStatus.SEND_QUEUE_FULL));
			assertThat(message.body().length()).isEqualTo(BODY);
		}
	}

	@Test
	void anInterruptEndsTheWaitForRoomAndIsKept() throws Exception {
		int channel = fillQueue();
		Thread.currentThread().interrupt();
		try (Message message = message(channel)) {
			assertThatExceptionOfType(AmpeException.class).isThrownBy(() -> this.group.post(message, LONG))
				.satisfies((ex) -> assertThat(ex.status()).isEqualTo(AmpeStatus.INTERRUPTED));
		}
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void aChannelThatEndsEndsTheWaitForRoom() throws Exception {
		int channel = fillQueue();
		this.peers.get(0).close();
		try (Message message = message(channel)) {
			assertThatExceptionOfType(AmpeException.class).isThrownBy(() -> this.group.post(message, LONG))
				.satisfies((ex) -> assertThat(ex.status()).isEqualTo(AmpeStatus.INVALID_CHANNEL_NUMBER));
		}
	}

	@Test
	void whoHasMoreToAnswerSendsSooner() {
		Inbox inbox = new Inbox(QUEUE, BODY);
		Receiver receiver = new Receiver(this.group, this.reactor, inbox);
		assertThat(postsUntilEnough(receiver, 1)).as("without more to answer").isGreaterThan(200);
		for (int i = 0; i < 2; i++) {
			inbox.addUpdate(this.reactor.engineSignal(0, 0, AmpeStatus.RECEIVER_UPDATE, null));
		}
		Envelope first = inbox.take();
		assertThat(postsUntilEnough(receiver, 1)).isEqualTo(64);
		assertThat(postsUntilEnough(receiver, 2)).as("to two in turn").isGreaterThan(200);
		for (Envelope next = first; next != null; next = inbox.take()) {
			next.release();
		}
	}

	/** How many messages a receiver posts to so many channels before it sends them. */
	private static int postsUntilEnough(Receiver receiver, int channels) {
		int posts = 1;
		while (!receiver.hasPostedEnough(1 + posts % channels, 0)) {
			posts++;
		}
		return posts;
	}

	@Test
	void manySocketsAreReadInPortions() throws Exception {
		List<Integer> paused = new ArrayList<>();
		int port = listen();
		for (int i = 0; i < MANY; i++) {
			connect(port);
		}
		await().until(() -> {
			assertThat(this.group.waitReceive(MOMENT)).isNull();
			return this.reactor.table().size() == MANY + 1;
		});
		for (SocketChannel peer : this.peers) {
			peer.write(hello());
		}
		int first = receive();
		assertThat(this.reactor.totals().received().messages()).isEqualTo(AT_ONCE);
		this.group.channels()
			.stream()
			.map(ChannelInfo::number)
			.filter((number) -> number != first)
			.forEach(paused::add);
		// what was found ready before is not read after that
		paused.forEach(this.group::pauseReceive);
		for (int i = 1; i < AT_ONCE; i++) {
			receive();
		}
		assertThat(this.group.waitReceive(MOMENT)).isNull();
		paused.forEach(this.group::resumeReceive);
		for (int i = AT_ONCE; i < MANY; i++) {
			receive();
		}
		assertThat(this.reactor.totals().received().messages()).isEqualTo(MANY);
	}

	@Test
	void anAddressIsFreeWhenItsListenerHasEnded() throws Exception {
		int port = listen();
		for (int i = 0; i < 2 * MANY; i++) {
			connect(port);
		}
		await().until(() -> {
			assertThat(this.group.waitReceive(MOMENT)).isNull();
			return this.reactor.table().size() == 2 * MANY + 1;
		});
		for (SocketChannel peer : this.peers) {
			peer.write(hello());
		}
		receive();
		int listener = this.group.channels().stream().mapToInt(ChannelInfo::number).min().orElseThrow();
		try (Message abort = this.reactor.pool().acquire().toApplication()) {
			this.group.post(abort.opCode(OpCode.BYE_SIGNAL).channelNumber(listener));
		}
		int others = 1;
		while (receive() != listener) {
			others++;
		}
		welcome(port);
		while (others < 2 * MANY) {
			try (Message next = this.group.waitReceive()) {
				if (next.opCode() == OpCode.WELCOME_RESPONSE) {
					assertThat(next.status()).isEqualTo(AmpeStatus.SUCCESS);
					return;
				}
				others++;
			}
		}
		try (Message up = this.group.waitReceive()) {
			assertThat(up.status()).isEqualTo(AmpeStatus.SUCCESS);
		}
	}

	@Test
	void whoWasWokenIsExpectedToTurn() throws Exception {
		Inbox inbox = new Inbox(QUEUE, BODY);
		Receiver receiver = new Receiver(this.group, this.reactor, inbox);
		assertThat(this.reactor.loop().wheel().take()).isTrue();
		FutureTask<Boolean> receiving = new FutureTask<>(() -> {
			Message message = receiver.receive(LONG.toNanos());
			assertThat(message).isNotNull();
			message.close();
			return receiver.isReturning();
		});
		Thread thread = new Thread(receiving);
		thread.start();
		await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
		Envelope envelope = this.reactor.pool().acquire();
		inbox.add(envelope, envelope, 1, envelope.measure());
		receiver.relieveOrWake();
		assertThat(receiving.get(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(receiver.isReturning()).as("another thread").isFalse();
		this.reactor.loop().wheel().leave();
	}

	/** A channel whose peer does not read, and whose queue is full. */
	private int fillQueue() throws IOException {
		SocketChannel peer = connect(listen());
		peer.write(hello());
		int channel = receive();
		while (true) {
			try (Message message = message(channel)) {
				this.group.post(message, MOMENT);
				this.posted++;
			}
			catch (AmpeException ex) {
				assertThat(ex.status()).isEqualTo(AmpeStatus.SEND_QUEUE_FULL);
				return channel;
			}
		}
	}

	private Message message(int channel) {
		Message message = this.reactor.pool().acquire().toApplication();
		message.opCode(OpCode.SIGNAL).channelNumber(channel).messageId(this.posted + 1);
		message.body().append(new byte[BODY]);
		return message;
	}

	private void welcome(int port) {
		try (Message welcome = this.reactor.pool().acquire().toApplication()) {
			Address.tcpServer("127.0.0.1", port).format(welcome);
			this.group.post(welcome);
		}
	}

	private int listen() {
		welcome(0);
		try (Message up = this.group.waitReceive()) {
			assertThat(up.status()).isEqualTo(AmpeStatus.SUCCESS);
			return ((Address.TcpServer) Address.server(up.headers().first(Address.LISTEN_ON))).port();
		}
	}

	private SocketChannel connect(int port) throws IOException {
		SocketChannel peer = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
		this.peers.add(peer);
		return peer;
	}

	private void turnForAMoment() {
		Message notice = this.group.waitReceive(MOMENT);
		if (notice != null) {
			assertThat(notice.status()).isEqualTo(AmpeStatus.SEND_QUEUE_READY);
			notice.close();
		}
	}

	/** The channel of the next message. */
	private int receive() {
		try (Message message = this.group.waitReceive()) {
			return message.channelNumber();
		}
	}

	private static ByteBuffer hello() {
		Envelope envelope = Envelopes.withId(1);
		envelope.opCode(OpCode.HELLO_REQUEST);
		ByteBuffer frame = ByteBuffer.allocate(Frame.HEADER_LENGTH);
		Frame.encode(envelope, 0, frame);
		return frame.flip();
	}

	/** Reads so many messages, which have to come in order; the id of the last one. */
	private static long readAll(SocketChannel peer, long count) throws IOException {
		ByteBuffer frame = ByteBuffer.allocate(Frame.HEADER_LENGTH + BODY);
		long id = 0;
		while (id < count) {
			frame.clear();
			while (frame.hasRemaining()) {
				assertThat(peer.read(frame)).isPositive();
			}
			assertThat(frame.getLong(4)).isEqualTo(id + 1);
			id++;
		}
		return id;
	}

}
