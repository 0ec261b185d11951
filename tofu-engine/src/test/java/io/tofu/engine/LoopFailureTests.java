package io.tofu.engine;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.tofu.Address;
import io.tofu.AmpeException;
import io.tofu.AmpeOptions;
import io.tofu.AmpeStatus;
import io.tofu.ChannelGroup;
import io.tofu.Message;
import io.tofu.OpCode;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * A loop that fails, which nothing but a bug of the engine or of the JDK can make it do:
 * here by a selector that somebody closed.
 */
@Timeout(60)
class LoopFailureTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final Pipe pipe = Pipe.open();

	private final Reactor reactor = new Reactor(AmpeOptions.builder().threadName("tofu-failing").build(),
			System::nanoTime);

	LoopFailureTests() throws IOException {
	}

	@BeforeEach
	void start() throws IOException {
		this.reactor.start();
	}

	@AfterEach
	void close() throws IOException {
		this.reactor.close();
		this.pipe.sink().close();
		this.pipe.source().close();
	}

	@Test
	void closesEveryGroupWithTheCause() throws Exception {
		ChannelGroup waiting = this.reactor.groups().create();
		ChannelGroup other = this.reactor.groups().create();
		CompletableFuture<Message> received = CompletableFuture.supplyAsync(waiting::waitReceive);
		failTheLoop();
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> received.get(10, TimeUnit.SECONDS))
			.havingRootCause()
			.isInstanceOf(ClosedSelectorException.class);
		assertFailed(other::waitReceive);
		assertFailed(() -> other.waitReceive(Duration.ZERO));
		assertFailed(() -> other.updateReceiver(null));
		try (Message message = this.reactor.pool().acquireForEngine().toApplication()) {
			assertFailed(() -> other.post(message.opCode(OpCode.REQUEST).channelNumber(1)));
			assertThat(message.channelNumber()).isEqualTo(1);
		}
	}

	@Test
	void saysThatTheEngineIsNotRunning() {
		assertThat(this.reactor.isRunning()).isTrue();
		failTheLoop();
		assertThat(this.reactor.isRunning()).isFalse();
		assertThatExceptionOfType(AmpeException.class).isThrownBy(this.reactor.groups()::create)
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(AmpeStatus.SHUTDOWN_STARTED));
	}

	@Test
	void whatWasReceivedBeforeIsStillThere() {
		ChannelGroup group = this.reactor.groups().create();
		group.updateReceiver(null);
		failTheLoop();
		try (Message update = group.waitReceive(PATIENCE)) {
			assertThat(update).isNotNull();
			assertThat(update.status()).isEqualTo(AmpeStatus.RECEIVER_UPDATE);
		}
		assertFailed(group::waitReceive);
	}

	@Test
	void leavesNothingBehind() throws IOException {
		ChannelGroup group = this.reactor.groups().create();
		int port = listen(group);
		try (SocketChannel peer = SocketChannel.open(new InetSocketAddress("127.0.0.1", port))) {
			peer.write(ByteBuffer.wrap(new byte[] { 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0 }));
			group.waitReceive().close();
			failTheLoop();
			assertThatCode(group::close).doesNotThrowAnyException();
			assertThat(peer.read(ByteBuffer.allocate(1))).isNegative();
		}
		assertThat(this.reactor.groups().count()).isZero();
		assertThat(this.reactor.pool().inUse()).as("messages").isZero();
		assertThat(this.reactor.table().size()).as("channels").isZero();
	}

	private int listen(ChannelGroup group) {
		try (Message welcome = this.reactor.pool().acquire().toApplication()) {
			Address.tcpServer("127.0.0.1", 0).format(welcome);
			group.post(welcome);
		}
		try (Message up = group.waitReceive()) {
			assertThat(up.status()).isEqualTo(AmpeStatus.SUCCESS);
			return ((Address.TcpServer) Address.server(up.headers().first(Address.LISTEN_ON))).port();
		}
	}

	/** Closes the loop's selector, and waits for the end. */
	private void failTheLoop() {
		this.reactor.execute(() -> {
			try {
				this.pipe.source().configureBlocking(false);
				SelectionKey key = this.reactor.poller()
					.register(this.pipe.source(), SelectionKey.OP_READ, new Unready());
				key.selector().close();
			}
			catch (IOException ex) {
				throw new AssertionError(ex);
			}
		});
		await().until(() -> !this.reactor.isRunning());
		// waits for the end, too
		this.reactor.close();
	}

	private void assertFailed(ThrowingCallable call) {
		assertThatExceptionOfType(AmpeException.class).isThrownBy(call)
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(AmpeStatus.SHUTDOWN_STARTED))
			.withCauseInstanceOf(ClosedSelectorException.class);
	}

	/** Is never called. */
	private static final class Unready implements ReadyHandler {

		@Override
		public void onReady(SelectionKey key) {
			throw new AssertionError("nothing is written into the pipe");
		}

		@Override
		public void onFailure(Throwable failure) {
			throw new AssertionError(failure);
		}

	}

}
