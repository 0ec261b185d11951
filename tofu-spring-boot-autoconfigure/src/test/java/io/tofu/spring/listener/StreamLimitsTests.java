package io.tofu.spring.listener;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

import io.tofu.OpCode;
import io.tofu.spring.ErrorTypes;
import io.tofu.spring.ReadChannels;
import io.tofu.spring.StreamSettings;
import io.tofu.spring.TofuResponseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * How many streams may be open and how much may wait in them; what of that is in flight,
 * and what becomes of it when there is no place, or no time.
 */
@Timeout(60)
class StreamLimitsTests {

	private static final int FRAME = 10_000;

	private static final int COST = FRAME + 64;

	/** Room for eight frames, two of them on one channel; one call, few messages. */
	private static final TofuListenerSettings SETTINGS = new TofuListenerSettings(1, Ordering.EXCHANGE, true, 8, 4,
			1 << 24, FRAME, 8 * COST, IncludeMessage.NEVER);

	private static final StreamSettings WIDE = new StreamSettings(1 << 20, Duration.ofSeconds(30));

	@Test
	void whatWaitsInStreamsIsBounded() throws Exception {
		Blocked blocked = new Blocked();
		try (Application application = Application.withStreams(WIDE, SETTINGS, blocked);
				RawPeer peer = application.greet()) {
			begin(peer, 1);
			peer.send(OpCode.REQUEST, 1, true, new byte[FRAME]);
			await().until(() -> blocked.calls.tryAcquire());
			begin(peer, 2);
			peer.send(OpCode.REQUEST, 9, "", "route:ping");
			assertThat(peer.receive().text()).isEqualTo("pong");
			blocked.goOn.release();
			assertThat(peer.receive().text()).as("what is kept is read").isEqualTo(String.valueOf(FRAME));
			blocked.goOn.release();
			RawPeer.Frame refused = peer.receive();
			assertThat(refused.messageId()).isEqualTo(2);
			assertThat(refused.header("error-type")).isEqualTo(ErrorTypes.OVERLOADED);
			for (int id = 10; id < 20; id++) {
				begin(peer, id);
				peer.send(OpCode.REQUEST, id, false, new byte[FRAME]);
				blocked.goOn.release();
				assertThat(peer.receive().text()).as("all room was given back").isEqualTo(String.valueOf(FRAME));
			}
		}
	}

	@Test
	void soIsTheNumberOfStreams() throws Exception {
		Blocked blocked = new Blocked();
		try (Application application = Application.withStreams(WIDE, SETTINGS, blocked);
				RawPeer peer = application.greet()) {
			for (int id = 1; id <= SETTINGS.maxQueued(); id++) {
				peer.send(OpCode.REQUEST, id, true, new byte[1], "route:blocked");
			}
			peer.send(OpCode.REQUEST, 5, true, new byte[1], "route:blocked");
			RawPeer.Frame refused = peer.receive();
			assertThat(refused.messageId()).isEqualTo(5);
			assertThat(refused.header("error-type")).isEqualTo(ErrorTypes.OVERLOADED);
			assertThat(application.registry().inFlight()).isEqualTo(SETTINGS.maxQueued());
			blocked.goOn.release(SETTINGS.maxQueued());
			for (int id = 1; id <= SETTINGS.maxQueued(); id++) {
				assertThat(peer.receive().text()).isEqualTo("1");
			}
		}
	}

	@Test
	void aStreamThatWaitsForItsTurnIsPushedBack() throws Exception {
		Blocked blocked = new Blocked();
		StreamSettings narrow = new StreamSettings(FRAME, Duration.ofSeconds(30));
		try (Application application = Application.withStreams(narrow, SETTINGS, blocked);
				RawPeer first = application.greet();
				RawPeer second = application.greet()) {
			first.send(OpCode.REQUEST, 1, true, new byte[1], "route:blocked");
			await().until(() -> blocked.calls.tryAcquire());
			begin(second, 1);
			await().until(() -> ReadChannels.paused(application.connections()) == 1);
			blocked.goOn.release();
			assertThat(first.receive().text()).isEqualTo("1");
			blocked.goOn.release();
			assertThat(second.receive().text()).isEqualTo(String.valueOf(FRAME));
			assertThat(ReadChannels.paused(application.connections())).isZero();
		}
	}

	@Test
	void aStreamIsInFlightAsLongAsItsCall() throws Exception {
		Blocked blocked = new Blocked();
		try (Application application = Application.of(blocked); RawPeer peer = application.greet()) {
			peer.send(OpCode.REQUEST, 1, true, new byte[1], "route:blocked");
			await().until(() -> application.registry().inFlight() == 1);
			blocked.goOn.release();
			assertThat(peer.receive().text()).isEqualTo("1");
			await().until(() -> application.registry().inFlight() == 0);
		}
	}

	@Test
	void whatAStoppedListenerDoesNotTakeIsDiscarded() throws Exception {
		try (Application application = Application.of(new Blocked()); RawPeer peer = application.greet()) {
			application.registry().all().forEach(TofuListenerContainer::stop);
			begin(peer, 1);
			assertThat(peer.receive().header("error-type")).isEqualTo(ErrorTypes.UNAVAILABLE);
			peer.send(OpCode.REQUEST, 1, true, new byte[FRAME]);
			peer.send(OpCode.REQUEST, 1, false, new byte[FRAME]);
			application.registry().all().forEach(TofuListenerContainer::start);
			peer.send(OpCode.REQUEST, 9, "", "route:ping");
			assertThat(peer.receive().text()).isEqualTo("pong");
		}
	}

	@Test
	@SuppressWarnings("try")
	void whatIsUnfinishedWhenTheGraceIsOverIsCutOff() throws Exception {
		Blocked blocked = new Blocked();
		Application application = Application.withGracePeriod(Duration.ofMillis(50), TofuListenerSettings.defaults(),
				blocked);
		try (application; RawPeer peer = application.greet()) {
			peer.send(OpCode.REQUEST, 1, true, new byte[1], "route:endless");
			await().until(() -> blocked.calls.tryAcquire());
			CompletableFuture<Void> stopped = CompletableFuture.runAsync(application::stop);
			assertThat(peer.receive().header("error-type")).isEqualTo(ErrorTypes.CANCELLED);
			blocked.failed.await();
			assertThat(blocked.failure).hasCauseInstanceOf(TofuResponseException.class);
			assertThat(peer.receive().opCode()).isEqualTo(OpCode.BYE_REQUEST);
			peer.close();
			stopped.join();
		}
	}

	@Test
	void whoHasAnswersGivenUpAndTakesNothingIsDismissed() throws Exception {
		try (Application application = Application.withStreams(WIDE, new Blocked());
				RawPeer deaf = RawPeer.starter(application.port(), Integer.MAX_VALUE)) {
			deaf.send(OpCode.REQUEST, 1, "", "route:generated");
			try {
				for (int id = 2; id < 20_000; id++) {
					deaf.send(OpCode.REQUEST, id, "", "route:generated");
					deaf.send(OpCode.SIGNAL, id, "", "tofu-cancel:response");
				}
			}
			catch (IOException ex) {
				assertThat(ex).as("the connection is dropped").isNotNull();
			}
			await().until(() -> application.connections().channels().isEmpty());
		}
	}

	private static void begin(RawPeer peer, int id) throws IOException {
		peer.send(OpCode.REQUEST, id, true, new byte[FRAME], "route:blocked");
	}

	static class Blocked {

		private final Semaphore calls = new Semaphore(0);

		private final Semaphore goOn = new Semaphore(0);

		private final CountDownLatch failed = new CountDownLatch(1);

		private volatile Exception failure;

		/** Reads no more than one frame may have, when it is told to. */
		@TofuListener("blocked")
		int blocked(InputStream body) throws Exception {
			this.calls.release();
			this.goOn.acquire();
			return body.read(new byte[FRAME]);
		}

		@TofuListener("endless")
		void endless(InputStream body) throws IOException {
			this.calls.release();
			try {
				body.readAllBytes();
			}
			catch (IOException ex) {
				this.failure = ex;
				this.failed.countDown();
				throw ex;
			}
		}

		@TofuListener("generated")
		Stream<byte[]> generated() {
			return Stream.generate(() -> new byte[FRAME]);
		}

		@TofuListener("ping")
		String ping() {
			return "pong";
		}

	}

}
