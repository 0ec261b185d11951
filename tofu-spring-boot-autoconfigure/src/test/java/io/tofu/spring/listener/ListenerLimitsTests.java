package io.tofu.spring.listener;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.tofu.OpCode;
import io.tofu.spring.ErrorTypes;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Order, concurrency and what happens when there is too much to do.
 */
class ListenerLimitsTests {

	@Test
	void handlesSignalsOfAChannelInOrderAndRequestsSideBySide() throws Exception {
		Recording recording = new Recording();
		try (Application application = Application.of(recording); RawPeer peer = application.greet()) {
			for (int i = 0; i < 2000; i++) {
				peer.send(OpCode.SIGNAL, 1000 + i, String.valueOf(i), "route:signal");
			}
			peer.send(OpCode.REQUEST, 1, "", "route:meet");
			peer.send(OpCode.REQUEST, 2, "", "route:meet");
			assertThat(Set.of(peer.receive().messageId(), peer.receive().messageId())).containsExactlyInAnyOrder(1L,
					2L);
			await().until(() -> recording.signals.size() == 2000);
			assertThat(recording.signals).containsExactlyElementsOf(IntStream.range(0, 2000).boxed().toList());
		}
	}

	@Test
	void handlesAChannelStrictlyInOrderIfToldSo() throws Exception {
		Recording recording = new Recording();
		try (Application application = Application.of(recording); RawPeer peer = application.greet()) {
			for (int i = 0; i < 500; i++) {
				peer.send((i % 2 == 0) ? OpCode.REQUEST : OpCode.SIGNAL, 1 + i, String.valueOf(i), "route:strict");
			}
			for (int i = 0; i < 500; i += 2) {
				assertThat(peer.receive().messageId()).isEqualTo(1 + i);
			}
			await().until(() -> recording.strict.size() == 500);
			assertThat(recording.strict).containsExactlyElementsOf(IntStream.range(0, 500).boxed().toList());
			assertThat(recording.overlaps).hasValue(0);
		}
	}

	@Test
	void runsNoMoreThanTheConcurrency() throws Exception {
		Recording recording = new Recording();
		try (Application application = Application.of(recording); RawPeer peer = application.greet()) {
			for (int i = 0; i < 200; i++) {
				peer.send(OpCode.REQUEST, 1 + i, "", "route:three");
			}
			for (int i = 0; i < 200; i++) {
				peer.receive();
			}
			assertThat(recording.most.get()).isBetween(1, 3);
		}
	}

	@Test
	void pausesAChannelThatBringsTooMuchAndLosesNothing() throws Exception {
		Blocked blocked = new Blocked();
		TofuListenerSettings settings = new TofuListenerSettings(2, Ordering.EXCHANGE, true, 2, 10, 1 << 24, 1024,
				1 << 26, IncludeMessage.NEVER);
		int requests = 20_000;
		try (Application application = Application.of(settings, blocked);
				RawPeer peer = application.greet();
				RawPeer other = application.greet()) {
			CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
				try {
					for (int i = 0; i < requests; i++) {
						peer.send(OpCode.REQUEST, 1 + i, "x".repeat(1000), "route:blocked");
					}
				}
				catch (Exception ex) {
					throw new IllegalStateException(ex);
				}
			});
			await().until(() -> application.registry().inFlight() >= 12);
			// Others are not held up
			other.send(OpCode.REQUEST, 1, "", "route:free");
			assertThat(other.receive().text()).isEqualTo("free");
			// What was read before the channel was paused still arrives: what was in the
			// inbox, and some reads of 256 KiB
			assertThat(application.registry().inFlight()).isLessThan(12 + Application.INBOX + 4 * 256);
			assertThat(sent).isNotDone();
			blocked.proceed.countDown();
			Set<Long> answered = new HashSet<>();
			for (int i = 0; i < requests; i++) {
				RawPeer.Frame answer = peer.receive();
				assertThat(answer.header("error-type")).isNull();
				answered.add(answer.messageId());
			}
			assertThat(answered).hasSize(requests);
			assertThat(sent).succeedsWithin(Duration.ofSeconds(5));
		}
	}

	@Test
	void aStoppedListenerIsUnavailableAndFinishesWhatItHas() throws Exception {
		Blocked blocked = new Blocked();
		try (Application application = Application.of(blocked); RawPeer peer = application.greet()) {
			TofuListenerContainer listener = application.registry().get("blocked");
			peer.send(OpCode.REQUEST, 1, "", "route:blocked");
			await().until(() -> listener.inFlight() == 1);
			listener.stop();
			peer.send(OpCode.SIGNAL, 2, "", "route:blocked");
			peer.send(OpCode.REQUEST, 3, "", "route:blocked");
			RawPeer.Frame refused = peer.receive();
			assertThat(refused.messageId()).isEqualTo(3);
			assertThat(refused.header("error-type")).isEqualTo(ErrorTypes.UNAVAILABLE);
			assertThat(application.registry().dropped()).isOne();
			blocked.proceed.countDown();
			assertThat(peer.receive().messageId()).isEqualTo(1);
			listener.start();
			peer.send(OpCode.REQUEST, 4, "", "route:blocked");
			assertThat(peer.receive().header("error-type")).isNull();
		}
	}

	@Test
	void whatWaitsWhenEverythingStopsIsUnavailable() throws Exception {
		Blocked blocked = new Blocked();
		TofuListenerSettings settings = new TofuListenerSettings(1, Ordering.EXCHANGE, true, 1, 10, 1 << 24, 1024,
				1 << 26, IncludeMessage.NEVER);
		try (Application application = Application.of(settings, blocked); RawPeer peer = application.greet()) {
			peer.send(OpCode.REQUEST, 1, "", "route:blocked");
			peer.send(OpCode.REQUEST, 2, "", "route:blocked");
			peer.send(OpCode.REQUEST, 3, "", "route:blocked");
			await().until(() -> application.registry().inFlight() == 3);
			application.registry().stop();
			assertThat(List.of(peer.receive(), peer.receive())).extracting(RawPeer.Frame::messageId)
				.containsExactlyInAnyOrder(2L, 3L);
			assertThat(application.registry().inFlight()).isOne();
			blocked.proceed.countDown();
			assertThat(peer.receive().messageId()).isEqualTo(1);
		}
	}

	static class Recording {

		private final ConcurrentLinkedQueue<Integer> signals = new ConcurrentLinkedQueue<>();

		private final ConcurrentLinkedQueue<Integer> strict = new ConcurrentLinkedQueue<>();

		private final AtomicInteger running = new AtomicInteger();

		private final AtomicInteger overlaps = new AtomicInteger();

		private final AtomicInteger most = new AtomicInteger();

		private final AtomicInteger three = new AtomicInteger();

		private final CountDownLatch both = new CountDownLatch(2);

		@TofuListener("signal")
		void signal(int number) {
			this.signals.add(number);
		}

		@TofuListener(route = "strict", ordering = Ordering.CHANNEL)
		CompletableFuture<Void> strict(int number) {
			if (this.running.incrementAndGet() > 1) {
				this.overlaps.incrementAndGet();
			}
			return CompletableFuture.runAsync(() -> {
				this.strict.add(number);
				this.running.decrementAndGet();
			});
		}

		@TofuListener("meet")
		void meet() throws Exception {
			this.both.countDown();
			assertThat(this.both.await(10, TimeUnit.SECONDS)).isTrue();
		}

		@TofuListener(route = "three", concurrency = "3")
		void three() {
			this.most.accumulateAndGet(this.three.incrementAndGet(), Math::max);
			Thread.yield();
			this.three.decrementAndGet();
		}

	}

	static class Blocked {

		private final CountDownLatch proceed = new CountDownLatch(1);

		@TofuListener(id = "blocked", route = "blocked")
		void blocked() throws Exception {
			assertThat(this.proceed.await(30, TimeUnit.SECONDS)).isTrue();
		}

		@TofuListener("free")
		String free() {
			return "free";
		}

	}

}
