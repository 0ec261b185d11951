package io.tofu.spring.listener;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

import io.tofu.OpCode;
import io.tofu.spring.ReadChannels;
import io.tofu.spring.StreamSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A consumer that is slower than its peer: between starters the stream alone stops, by
 * credit; with any other peer the whole channel does. Other channels go on.
 */
@Timeout(60)
class StreamFlowTests {

	private static final int WINDOW = 1000;

	private static final int FRAME = 200;

	/** What a frame counts. */
	private static final int COST = FRAME + 64;

	private static final StreamSettings STREAMS = new StreamSettings(WINDOW, Duration.ofSeconds(30));

	@Test
	void theWindowIsSaidInAnswerToTheHelloOfOnesThatKnowIt() throws Exception {
		try (Application application = Application.withStreams(STREAMS, new Slow());
				RawPeer plain = application.greet();
				RawPeer starter = RawPeer.starter(application.port(), 5000);
				RawPeer nonsense = RawPeer.starter(application.port(), -1)) {
			assertThat(plain.greeting().header("tofu-flow")).isNull();
			assertThat(starter.greeting().header("tofu-flow")).isEqualTo("1000");
			assertThat(nonsense.greeting().header("tofu-flow")).isNull();
		}
	}

	@Test
	void aStarterIsGrantedWhatTheConsumerHasTaken() throws Exception {
		Slow slow = new Slow();
		try (Application application = Application.withStreams(STREAMS, slow);
				RawPeer peer = RawPeer.starter(application.port(), WINDOW)) {
			send(peer, 4, "route:slow");
			slow.take(FRAME);
			peer.send(OpCode.REQUEST, 9, "", "route:ping");
			assertThat(peer.receive().text()).as("the channel is read, and nothing was granted").isEqualTo("pong");
			slow.take(FRAME);
			RawPeer.Frame credit = peer.receive();
			assertThat(credit.opCode()).isEqualTo(OpCode.SIGNAL);
			assertThat(credit.messageId()).isOne();
			assertThat(credit.header("tofu-credit")).isEqualTo("request;" + 2 * COST);
			slow.take(2 * FRAME);
			assertThat(peer.receive().header("tofu-credit")).isEqualTo("request;" + 2 * COST);
			peer.send(OpCode.REQUEST, 1, false, new byte[0]);
			slow.finish();
			assertThat(peer.receive().text()).isEqualTo("800");
		}
	}

	@Test
	void whatIsJoinedOrTakenFrameByFrameIsGrantedToo() throws Exception {
		try (Application application = Application.withStreams(STREAMS, new Slow());
				RawPeer peer = RawPeer.starter(application.port(), WINDOW)) {
			for (String route : new String[] { "joined", "frames" }) {
				send(peer, 2, "route:" + route);
				assertThat(peer.receive().header("tofu-credit")).isEqualTo("request;" + 2 * COST);
				peer.send(OpCode.REQUEST, 1, false, new byte[0]);
				assertThat(peer.receive().opCode()).isEqualTo(OpCode.RESPONSE);
			}
		}
	}

	@Test
	void theChannelOfAnyOtherPeerIsNotReadUntilHalfIsTaken() throws Exception {
		Slow slow = new Slow();
		try (Application application = Application.withStreams(STREAMS, slow);
				RawPeer peer = application.greet();
				RawPeer other = application.greet()) {
			send(peer, 4, "route:slow");
			await().until(() -> pausedChannels(application) == 1);
			peer.send(OpCode.REQUEST, 9, "", "route:ping");
			other.send(OpCode.REQUEST, 9, "", "route:ping");
			assertThat(other.receive().text()).isEqualTo("pong");
			slow.take(2 * FRAME);
			assertThat(pausedChannels(application)).as("more than half is left").isOne();
			slow.take(FRAME);
			assertThat(peer.receive().text()).isEqualTo("pong");
			assertThat(pausedChannels(application)).isZero();
			slow.take(FRAME);
			peer.send(OpCode.REQUEST, 1, false, new byte[0]);
			slow.finish();
			assertThat(peer.receive().text()).isEqualTo("800");
		}
	}

	@Test
	void aStarterThatDoesNotWaitForCreditIsPushedBackLikeAnyOther() throws Exception {
		Slow slow = new Slow();
		try (Application application = Application.withStreams(STREAMS, slow);
				RawPeer peer = RawPeer.starter(application.port(), WINDOW)) {
			int frames = (WINDOW + 64 + 0xFFFF) / COST + 1;
			send(peer, frames, "route:slow");
			await().until(() -> pausedChannels(application) == 1);
			slow.take(frames * FRAME);
			await().until(() -> pausedChannels(application) == 0);
			peer.send(OpCode.REQUEST, 1, false, new byte[0]);
			slow.finish();
			RawPeer.Frame answer = peer.receive();
			while (answer.opCode() == OpCode.SIGNAL) {
				answer = peer.receive();
			}
			assertThat(answer.text()).isEqualTo(String.valueOf(frames * FRAME));
		}
	}

	@Test
	void aListenerThatEndsLetsItsChannelBeReadAgain() throws Exception {
		Slow slow = new Slow();
		try (Application application = Application.withStreams(STREAMS, slow); RawPeer peer = application.greet()) {
			send(peer, 5, "route:slow");
			await().until(() -> pausedChannels(application) == 1);
			slow.giveUp();
			assertThat(peer.receive().text()).isEqualTo("0");
			peer.send(OpCode.REQUEST, 1, true, new byte[100]);
			peer.send(OpCode.REQUEST, 1, false, new byte[100]);
			peer.send(OpCode.REQUEST, 9, "", "route:ping");
			assertThat(peer.receive().text()).isEqualTo("pong");
			assertThat(pausedChannels(application)).isZero();
		}
	}

	private static void send(RawPeer peer, int frames, String... headers) throws IOException {
		for (int i = 0; i < frames; i++) {
			peer.send(OpCode.REQUEST, 1, true, new byte[FRAME], (i == 0) ? headers : new String[0]);
		}
	}

	private static long pausedChannels(Application application) {
		return ReadChannels.paused(application.connections());
	}

	static class Slow {

		private final Semaphore permits = new Semaphore(0);

		private final Semaphore taken = new Semaphore(0);

		private final CompletableFuture<Void> givenUp = new CompletableFuture<>();

		/** Lets the listener take some bytes, and waits until it has. */
		void take(int count) throws InterruptedException {
			this.permits.release(count);
			this.taken.acquire(count);
		}

		/** Lets it see that nothing is left. */
		void finish() {
			this.permits.release();
		}

		void giveUp() {
			this.givenUp.complete(null);
			finish();
		}

		@TofuListener("slow")
		int slow(InputStream body) throws Exception {
			for (int sum = 0;; sum++) {
				this.permits.acquire();
				if (this.givenUp.isDone() || body.read() < 0) {
					return sum;
				}
				this.taken.release();
			}
		}

		@TofuListener("joined")
		int joined(byte[] body) {
			return body.length;
		}

		@TofuListener("frames")
		void frames(io.tofu.Message frame) {
			assertThat(frame.body()).isNotNull();
		}

		@TofuListener("ping")
		String ping() {
			return "pong";
		}

	}

}
