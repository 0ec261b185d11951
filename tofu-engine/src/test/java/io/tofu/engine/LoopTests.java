package io.tofu.engine;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

import io.tofu.Address;
import io.tofu.AmpeException;
import io.tofu.AmpeOptions;
import io.tofu.AmpeStatus;
import io.tofu.Message;
import io.tofu.OpCode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests of {@link Loop}, as receivers turn it: the engine's own thread is not started
 * before the end, unless a test needs it, so that nobody else does. Who works asks for
 * the time.
 */
@Timeout(60)
class LoopTests {

	private static final Duration MOMENT = Duration.ofMillis(20);

	private static final int LENGTH = 16;

	private final Set<Thread> working = ConcurrentHashMap.newKeySet();

	private final AtomicReference<@Nullable Error> failure = new AtomicReference<>();

	private final Reactor reactor = new Reactor(AmpeOptions.builder().initialPoolSize(1).maxPoolSize(1).build(),
			this::time);

	private final Group group = this.reactor.groups().create();

	private final List<SocketChannel> peers = new ArrayList<>();

	private boolean started;

	LoopTests() throws IOException {
	}

	@AfterEach
	void end() throws IOException {
		for (SocketChannel peer : this.peers) {
			peer.close();
		}
		this.failure.set(null);
		start();
		this.group.close();
		this.reactor.close();
		assertThat(this.reactor.pool().inUse()).as("messages").isZero();
		assertThat(this.reactor.table().size()).as("channels").isZero();
	}

	@Test
	void whoWaitsDoesEverythingItself() throws IOException {
		SocketChannel peer = connect(listen());
		int channel = 0;
		for (int id = 1; id <= 10; id++) {
			peer.write(frame(OpCode.HELLO_REQUEST, id));
			channel = assertReceives(id);
		}
		post(OpCode.SIGNAL, channel, 77);
		assertThat(readId(peer)).isEqualTo(77);
		assertThat(this.working).containsExactly(Thread.currentThread());
	}

	@Test
	void everyMessageTakesOnePass() throws IOException {
		SocketChannel peer = connect(listen());
		peer.write(frame(OpCode.HELLO_REQUEST, 1));
		assertReceives(1);
		long before = this.reactor.passes();
		for (int id = 2; id <= 101; id++) {
			peer.write(frame(OpCode.SIGNAL, id));
			assertReceives(id);
		}
		assertThat(this.reactor.passes()).isEqualTo(before + 100);
	}

	@Test
	void whoGotAMessageSleepsSoundlyNextTime() throws IOException {
		SocketChannel peer = connect(listen());
		peer.write(frame(OpCode.HELLO_REQUEST, 1));
		assertReceives(1);
		long before = this.reactor.passes();
		assertThat(this.group.waitReceive(MOMENT)).isNull();
		assertThat(this.reactor.passes()).isEqualTo(before + 1);
	}

	@Test
	void whoTurnsKeepsItsTimeout() {
		long start = System.nanoTime();
		assertThat(this.group.waitReceive(MOMENT)).isNull();
		assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(MOMENT.toNanos());
		assertThat(this.reactor.passes()).isPositive();
	}

	@Test
	void whoOnlyGlancesDoesNotTurn() {
		for (int i = 0; i < 10; i++) {
			assertThat(this.group.waitReceive(Duration.ZERO)).isNull();
		}
		assertThat(this.reactor.passes()).isZero();
	}

	@Test
	void oneOfTwoGroupsDoesNotTurn() {
		Group other = this.reactor.groups().create();
		assertThat(this.group.waitReceive(MOMENT)).isNull();
		assertThat(other.waitReceive(MOMENT)).isNull();
		assertThat(this.reactor.passes()).isZero();
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void aVirtualThreadDoesNotTurn() throws Exception {
		FutureTask<@Nullable Message> receiving = new FutureTask<>(() -> this.group.waitReceive(MOMENT));
		Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, receiving);
		assertThat(finish(receiving)).isNull();
		assertThat(this.reactor.passes()).isZero();
	}

	@Test
	void anotherThreadsMessageToTheReceiverWakesIt() throws Exception {
		Turner<Message> turner = turner(this.group::waitReceive);
		this.working.clear();
		this.group.updateReceiver(null);
		try (Message update = finish(turner.task)) {
			assertThat(update.status()).isEqualTo(AmpeStatus.RECEIVER_UPDATE);
		}
		assertThat(this.working).doesNotContain(Thread.currentThread());
	}

	@Test
	void anotherThreadsPostGoesOutWhileOneTurns() throws Exception {
		try (ServerSocketChannel server = ServerSocketChannel.open()) {
			server.bind(new InetSocketAddress("127.0.0.1", 0));
			Turner<Message> turner = turner(this.group::waitReceive);
			this.working.clear();
			try (Message hello = this.reactor.pool().acquire().toApplication()) {
				hello.opCode(OpCode.HELLO_REQUEST).messageId(5);
				Address.tcpClient("127.0.0.1", ((InetSocketAddress) server.getLocalAddress()).getPort()).format(hello);
				this.group.post(hello);
			}
			SocketChannel peer = server.accept();
			this.peers.add(peer);
			peer.write(frame(OpCode.HELLO_RESPONSE, 5));
			try (Message answer = finish(turner.task)) {
				assertThat(answer.messageId()).isEqualTo(5);
			}
			assertThat(this.working).contains(turner.thread).doesNotContain(Thread.currentThread());
		}
	}

	@Test
	void twoThreadsTakeTurns() throws Exception {
		SocketChannel peer = connect(listen());
		peer.write(frame(OpCode.HELLO_REQUEST, 1));
		assertReceives(1);
		for (int id = 2; id <= 9; id += 2) {
			Turner<Message> turner = turner(this.group::waitReceive);
			peer.write(frame(OpCode.SIGNAL, id));
			try (Message message = finish(turner.task)) {
				assertThat(message.messageId()).isEqualTo(id);
			}
			peer.write(frame(OpCode.SIGNAL, id + 1));
			assertReceives(id + 1);
			assertThat(this.working).contains(turner.thread, Thread.currentThread());
		}
	}

	@Test
	void aMessageThatComesBackToThePoolIsSeenWhileOneTurns() throws Exception {
		SocketChannel peer = connect(listen());
		Envelope only = this.reactor.pool().acquirePooled();
		assertThat(only).isNotNull();
		Turner<Message> told = turner(this.group::waitReceive);
		peer.write(frame(OpCode.HELLO_REQUEST, 1));
		Message notice = finish(told.task);
		assertThat(notice.status()).isEqualTo(AmpeStatus.POOL_EMPTY);
		Turner<Message> starving = turner(this.group::waitReceive);
		notice.close();
		try (Message hello = finish(starving.task)) {
			assertThat(hello.messageId()).isOne();
		}
		only.release();
	}

	@Test
	void anInterruptEndsTheTurningAndIsKept() throws Exception {
		SocketChannel peer = connect(listen());
		Turner<Boolean> turner = turner(() -> {
			assertThatExceptionOfType(AmpeException.class).isThrownBy(this.group::waitReceive)
				.satisfies((ex) -> assertThat(ex.status()).isEqualTo(AmpeStatus.INTERRUPTED));
			return Thread.currentThread().isInterrupted();
		});
		turner.thread.interrupt();
		assertThat(finish(turner.task)).isTrue();
		// the loop goes on, and no socket was closed by the interrupt
		peer.write(frame(OpCode.HELLO_REQUEST, 1));
		assertReceives(1);
	}

	@RepeatedTest(20)
	void anInterruptLosesNoMessage() throws Exception {
		SocketChannel peer = connect(listen());
		peer.write(frame(OpCode.HELLO_REQUEST, 1));
		assertReceives(1);
		Turner<Long> turner = turner(this::idOrInterrupted);
		peer.write(frame(OpCode.SIGNAL, 2));
		turner.thread.interrupt();
		if (finish(turner.task) == 0) {
			assertReceives(2);
		}
		peer.write(frame(OpCode.SIGNAL, 3));
		assertReceives(3);
	}

	@Test
	void whatKillsTheLoopIsToldByItsEnd() throws Exception {
		Error killing = new AssertionError("the loop dies of this");
		Turner<Message> turner = turner(this.group::waitReceive);
		this.group.updateReceiver(null);
		finish(turner.task).close();
		this.failure.set(killing);
		FutureTask<Message> receiving = inBackground(this.group::waitReceive);
		await().until(this.reactor.loop()::isStopped);
		start();
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> finish(receiving)).havingCause().satisfies((ex) -> {
			assertThat(ex).isInstanceOf(AmpeException.class).hasCause(killing);
			assertThat(((AmpeException) ex).status()).isEqualTo(AmpeStatus.SHUTDOWN_STARTED);
		});
		assertThat(this.reactor.isRunning()).isFalse();
	}

	@Test
	void nobodyTurnsInsideATurn() {
		FutureTask<Boolean> taking = new FutureTask<>(this.reactor.loop().wheel()::take);
		this.reactor.execute(() -> {
			this.reactor.loop().turnOnce();
			new Thread(taking).start();
			await().until(taking::isDone);
			this.group.updateReceiver(null);
		});
		this.group.waitReceive().close();
		assertThat(taking).isDone().satisfies((done) -> assertThat(done.get()).as("taken by another").isFalse());
	}

	@Test
	void theEnginesThreadDoesWhatIsUrgentBeforeItWakesWhoTurnsNext() throws Exception {
		start();
		await().until(() -> this.reactor.passes() > 0);
		FutureTask<Message> receiving = new FutureTask<>(this.group::waitReceive);
		Thread receiver = new Thread(receiving);
		receiver.start();
		await().until(() -> receiver.getState() == Thread.State.TIMED_WAITING);
		FutureTask<?> urgent = new FutureTask<>(
				() -> assertThat(receiving).failsWithin(MOMENT).withThrowableOfType(TimeoutException.class));
		this.reactor.execute(() -> {
			this.group.deliver(this.reactor.engineSignal(0, 0, AmpeStatus.SEND_QUEUE_READY, null));
			this.reactor.execute(urgent);
		});
		finish(receiving).close();
		finish(urgent);
	}

	private long time() {
		this.working.add(Thread.currentThread());
		Error killing = this.failure.get();
		if (killing != null) {
			throw killing;
		}
		return System.nanoTime();
	}

	private void start() throws IOException {
		if (!this.started) {
			this.started = true;
			this.reactor.start();
		}
	}

	private int listen() {
		try (Message welcome = this.reactor.pool().acquire().toApplication()) {
			Address.tcpServer("127.0.0.1", 0).format(welcome);
			this.group.post(welcome);
		}
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

	private void post(OpCode opCode, int channel, long id) {
		try (Message message = this.reactor.pool().acquire().toApplication()) {
			this.group.post(message.opCode(opCode).channelNumber(channel).messageId(id));
		}
	}

	/** A message without headers and body. */
	private static ByteBuffer frame(OpCode opCode, long id) {
		Envelope envelope = Envelopes.withId(id);
		envelope.opCode(opCode);
		ByteBuffer frame = ByteBuffer.allocate(LENGTH);
		FrameWriter writer = new FrameWriter();
		writer.add(envelope);
		writer.fill(frame);
		return frame.flip();
	}

	private static long readId(SocketChannel peer) throws IOException {
		ByteBuffer frame = ByteBuffer.allocate(LENGTH);
		while (frame.hasRemaining()) {
			assertThat(peer.read(frame)).isPositive();
		}
		return frame.getLong(4);
	}

	/** The channel it comes from. */
	private int assertReceives(long id) {
		try (Message message = this.group.waitReceive()) {
			assertThat(message.messageId()).isEqualTo(id);
			return message.channelNumber();
		}
	}

	private long idOrInterrupted() {
		try (Message message = this.group.waitReceive()) {
			return message.messageId();
		}
		catch (AmpeException ex) {
			assertThat(ex.status()).isEqualTo(AmpeStatus.INTERRUPTED);
			return 0;
		}
	}

	/** Another thread that turns the loop, and sleeps in the selector by now. */
	private <T> Turner<T> turner(Callable<T> call) {
		FutureTask<T> task = new FutureTask<>(call);
		Thread thread = new Thread(task);
		thread.start();
		await().pollInterval(Duration.ofMillis(1)).until(() -> isAsleepInTheSelector(thread));
		return new Turner<>(thread, task);
	}

	private static boolean isAsleepInTheSelector(Thread thread) {
		List<String> frames = Arrays.stream(thread.getStackTrace()).map(StackTraceElement::getMethodName).toList();
		return frames.contains("turnFor") && frames.contains("select");
	}

	private static <T> FutureTask<T> inBackground(Callable<T> call) {
		FutureTask<T> task = new FutureTask<>(call);
		new Thread(task).start();
		return task;
	}

	private static <T> T finish(FutureTask<T> task) throws Exception {
		return task.get(10, TimeUnit.SECONDS);
	}

	private record Turner<T>(Thread thread, FutureTask<T> task) {
	}

}
