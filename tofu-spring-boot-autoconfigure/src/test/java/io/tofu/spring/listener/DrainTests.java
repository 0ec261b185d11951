package io.tofu.spring.listener;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

import io.tofu.Message;
import io.tofu.OpCode;
import io.tofu.spring.ErrorTypes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of messages in flight when the application stops.
 */
@Timeout(60)
class DrainTests {

	/** Longer than the quiet moment that ends a drain. */
	private static final Duration A_WHILE = Duration.ofMillis(300);

	private static final Duration HOURS = Duration.ofHours(1);

	private static final Duration SHORT = Duration.ofMillis(50);

	private static final TofuListenerSettings ONE_AT_A_TIME = new TofuListenerSettings(1, Ordering.EXCHANGE, true, 8,
			100, 1 << 20, 1 << 20, 1 << 22, IncludeMessage.NEVER);

	private final Handlers handlers = new Handlers();

	@AfterEach
	void release() {
		this.handlers.released.countDown();
		this.handlers.later.complete("late");
	}

	@Test
	void requestThatHasBegunToArriveIsServed() throws Exception {
		try (Application application = Application.of(this.handlers); RawPeer peer = application.greet()) {
			peer.send(OpCode.REQUEST, 1, true, bytes("begun "), "route:join");
			await().until(() -> application.registry().inFlight() == 1);
			CompletableFuture<Void> stopped = stopping(application);
			await().during(A_WHILE).until(() -> !stopped.isDone());
			peer.send(OpCode.REQUEST, 1, "and ended");
			assertThat(peer.receive().text()).isEqualTo("begun and ended");
			assertThat(peer.receive().opCode()).isEqualTo(OpCode.BYE_REQUEST);
		}
	}

	@Test
	void resultStillToComeIsWaitedFor() throws Exception {
		try (Application application = Application.of(this.handlers); RawPeer peer = application.greet()) {
			peer.send(OpCode.REQUEST, 1, "", "route:later");
			await().until(() -> application.registry().inFlight() == 1);
			CompletableFuture<Void> stopped = stopping(application);
			await().during(A_WHILE).until(() -> !stopped.isDone());
			this.handlers.later.complete("at last");
			assertThat(peer.receive().text()).isEqualTo("at last");
			assertThat(peer.receive().opCode()).isEqualTo(OpCode.BYE_REQUEST);
		}
	}

	@Test
	void senderIsToldThatItsHangingCallIsCutOff() throws Exception {
		try (Application application = impatient(); RawPeer peer = application.greet()) {
			peer.send(OpCode.REQUEST, 1, "", "route:hang");
			this.handlers.called.await();
			stopping(application);
			assertThat(peer.receive().header("error-type")).isEqualTo(ErrorTypes.CANCELLED);
			assertThat(peer.receive().opCode()).isEqualTo(OpCode.BYE_REQUEST);
			assertThat(application.registry().inFlight()).isOne();
			release();
			await().until(() -> application.registry().inFlight() == 0);
			peer.send(OpCode.BYE_RESPONSE, 2, "");
			assertThat(peer.isClosed()).as("no second answer").isTrue();
		}
	}

	@Test
	void senderIsToldThatItsLateResultIsCutOff() throws Exception {
		try (Application application = impatient(); RawPeer peer = application.greet()) {
			peer.send(OpCode.REQUEST, 1, "", "route:later");
			await().until(() -> application.registry().inFlight() == 1);
			application.traffic().stop();
			assertThat(peer.receive().header("error-type")).isEqualTo(ErrorTypes.CANCELLED);
			this.handlers.later.completeExceptionally(new IllegalStateException("late failure"));
			await().until(() -> application.registry().inFlight() == 0);
			peer.send(OpCode.REQUEST, 2, "", "route:later");
			assertThat(peer.receive().messageId()).as("no second answer").isEqualTo(2);
		}
	}

	@Test
	void callThatHasNotStartedWasNotHandled() throws Exception {
		try (Application application = impatient(); RawPeer peer = application.greet()) {
			peer.send(OpCode.REQUEST, 1, "", "route:hang");
			this.handlers.called.await();
			peer.send(OpCode.REQUEST, 2, "", "route:hang");
			await().until(() -> application.registry().inFlight() == 2);
			application.traffic().stop();
			assertThat(peer.receive()).satisfies((answer) -> {
				assertThat(answer.messageId()).isEqualTo(2);
				assertThat(answer.header("error-type")).isEqualTo(ErrorTypes.UNAVAILABLE);
			});
			assertThat(peer.receive()).satisfies((answer) -> {
				assertThat(answer.messageId()).isEqualTo(1);
				assertThat(answer.header("error-type")).isEqualTo(ErrorTypes.CANCELLED);
			});
			release();
			await().until(() -> application.registry().inFlight() == 0);
		}
	}

	@Test
	void senderOfFramesIsToldThatTheyAreCutOffBetweenTwo() throws Exception {
		try (Application application = impatient(); RawPeer peer = application.greet()) {
			peer.send(OpCode.REQUEST, 1, true, bytes("one"), "route:frames");
			await().until(() -> this.handlers.handled.contains("one"));
			await().until(() -> application.registry().inFlight() == 1);
			application.traffic().stop();
			assertThat(peer.receive().header("error-type")).isEqualTo(ErrorTypes.CANCELLED);
			peer.send(OpCode.REQUEST, 1, "two");
			peer.send(OpCode.REQUEST, 2, "", "route:frames");
			assertThat(peer.receive().messageId()).as("no second answer").isEqualTo(2);
			assertThat(this.handlers.handled).containsExactly("one");
		}
	}

	@Test
	void frameThatWaitsForOneBeingHandledDoesNotMakeItUnhandled() throws Exception {
		try (Application application = impatient(); RawPeer peer = application.greet()) {
			peer.send(OpCode.REQUEST, 1, true, bytes("one"), "route:slow.frames");
			this.handlers.called.await();
			peer.send(OpCode.REQUEST, 1, "two");
			await().until(() -> application.registry().get("slow.frames").queued() == 1);
			application.traffic().stop();
			assertThat(peer.receive().header("error-type")).isEqualTo(ErrorTypes.CANCELLED);
			release();
			await().until(() -> application.registry().inFlight() == 0);
			peer.send(OpCode.REQUEST, 2, "", "route:slow.frames");
			assertThat(peer.receive().messageId()).as("no second answer").isEqualTo(2);
		}
	}

	@Test
	void signalsThatNeverEndDoNotHoldUpTheStop() throws Exception {
		try (Application application = Application.withGracePeriod(HOURS, ONE_AT_A_TIME, this.handlers);
				RawPeer peer = application.greet()) {
			AtomicBoolean stopped = new AtomicBoolean();
			CompletableFuture<Void> signals = CompletableFuture.runAsync(() -> {
				for (long id = 1; !stopped.get(); id++) {
					signal(peer, id);
				}
				// The common pool may have one thread, which the stop needs
			}, (task) -> new Thread(task, "signals").start());
			await().until(() -> this.handlers.handled.contains("tick"));
			CompletableFuture<Void> stop = CompletableFuture.runAsync(application.traffic()::stop);
			assertThat(stop).succeedsWithin(Duration.ofSeconds(30));
			stopped.set(true);
			assertThat(signals).succeedsWithin(Duration.ofSeconds(30));
		}
	}

	@Test
	void signalsWhoseRestDoesNotComeDoNotHoldUpTheStop() throws Exception {
		try (Application application = Application.withGracePeriod(HOURS, ONE_AT_A_TIME, this.handlers);
				RawPeer peer = application.greet()) {
			peer.send(OpCode.SIGNAL, 1, true, bytes("begun"), "route:join");
			peer.send(OpCode.SIGNAL, 2, true, bytes("begun"), "route:frames");
			await().until(() -> this.handlers.handled.contains("begun"));
			assertThat(CompletableFuture.runAsync(application.traffic()::stop)).succeedsWithin(Duration.ofSeconds(30));
		}
	}

	@Test
	void signalThatWasTakenIsHandledToTheEnd() throws Exception {
		try (Application application = Application.withGracePeriod(HOURS, ONE_AT_A_TIME, this.handlers);
				RawPeer peer = application.greet()) {
			peer.send(OpCode.SIGNAL, 1, "", "route:hang");
			this.handlers.called.await();
			CompletableFuture<Void> stop = CompletableFuture.runAsync(application.traffic()::stop);
			await().during(A_WHILE).until(() -> !stop.isDone());
			release();
			assertThat(stop).succeedsWithin(Duration.ofSeconds(10));
			await().untilAsserted(() -> assertThat(this.handlers.handled).containsExactly("hung"));
		}
	}

	@Test
	void whatIsLeftOfACutOffMessageIsNotTakenForAnother() throws Exception {
		try (Application application = impatient(); RawPeer peer = application.greet()) {
			peer.send(OpCode.SIGNAL, 2, true, bytes("one "), "route:join");
			peer.send(OpCode.REQUEST, 1, true, bytes("one "), "route:join");
			await().until(() -> application.registry().inFlight() == 1);
			application.traffic().stop();
			assertThat(peer.receive().header("error-type")).isEqualTo(ErrorTypes.UNAVAILABLE);
			peer.send(OpCode.REQUEST, 1, true, bytes("two "));
			peer.send(OpCode.REQUEST, 3, true, bytes("one "), "route:join");
			assertThat(peer.receive().header("error-type")).isEqualTo(ErrorTypes.UNAVAILABLE);
			application.traffic().start();
			peer.send(OpCode.REQUEST, 1, "three");
			peer.send(OpCode.SIGNAL, 2, "three");
			peer.send(OpCode.REQUEST, 3, "three");
			peer.send(OpCode.REQUEST, 4, "whole", "route:join");
			assertThat(peer.receive()).satisfies((answer) -> {
				assertThat(answer.messageId()).isEqualTo(4);
				assertThat(answer.text()).isEqualTo("whole");
			});
			assertThat(this.handlers.handled).containsExactly("whole");
			assertThat(application.registry().dropped()).isOne();
		}
	}

	@Test
	void senderIsToldBeforeTheGoodbyeAlthoughNobodyHasWaited() throws Exception {
		try (Application application = Application.of(this.handlers); RawPeer peer = application.greet()) {
			peer.send(OpCode.REQUEST, 1, "", "route:hang");
			this.handlers.called.await();
			CompletableFuture.runAsync(application.connections()::stop);
			assertThat(peer.receive().header("error-type")).isEqualTo(ErrorTypes.CANCELLED);
			assertThat(peer.receive().opCode()).isEqualTo(OpCode.BYE_REQUEST);
			release();
		}
	}

	@Test
	void rejectedHelloIsOverWhenItsListenerHangs() throws Exception {
		HangingHello hello = new HangingHello();
		try (Application application = Application.withGracePeriod(SHORT, ONE_AT_A_TIME, hello);
				RawPeer peer = application.connect()) {
			peer.send(OpCode.HELLO_REQUEST, 1, "", "~connect_to:tcp|127.0.0.1|1");
			hello.called.await();
			stopping(application);
			assertThat(peer.receive()).satisfies((answer) -> {
				assertThat(answer.opCode()).isEqualTo(OpCode.HELLO_RESPONSE);
				assertThat(answer.header("error-type")).isEqualTo(ErrorTypes.CANCELLED);
			});
			hello.released.countDown();
		}
	}

	private Application impatient() {
		return Application.withGracePeriod(SHORT, ONE_AT_A_TIME, this.handlers);
	}

	private static CompletableFuture<Void> stopping(Application application) {
		CompletableFuture<Void> stopped = CompletableFuture.runAsync(application::stop);
		await().until(application::isDeaf);
		return stopped;
	}

	private static void signal(RawPeer peer, long id) {
		try {
			peer.send(OpCode.SIGNAL, id, "tick", "route:join");
		}
		catch (java.io.IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
	}

	private static byte[] bytes(String text) {
		return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
	}

	static class Handlers {

		final CountDownLatch called = new CountDownLatch(1);

		final CountDownLatch released = new CountDownLatch(1);

		final CompletableFuture<String> later = new CompletableFuture<>();

		final List<String> handled = new CopyOnWriteArrayList<>();

		@TofuListener("join")
		String join(byte[] payload) {
			String text = new String(payload, java.nio.charset.StandardCharsets.UTF_8);
			this.handled.add(text);
			return text;
		}

		@TofuListener("frames")
		void frames(Message frame) {
			this.handled.add(new String(frame.body().toByteArray(), java.nio.charset.StandardCharsets.UTF_8));
		}

		@TofuListener(id = "slow.frames", value = "slow.frames")
		void slowFrames(Message frame) throws InterruptedException {
			this.called.countDown();
			this.released.await();
			throw new IllegalStateException("failed on " + frame.body().length() + " bytes");
		}

		@TofuListener("later")
		CompletableFuture<String> later() {
			return this.later;
		}

		@TofuListener("hang")
		String hang() throws InterruptedException {
			this.called.countDown();
			this.released.await();
			this.handled.add("hung");
			return "too late";
		}

	}

	static class HangingHello {

		final CountDownLatch called = new CountDownLatch(1);

		final CountDownLatch released = new CountDownLatch(1);

		@TofuListener(op = OpCode.HELLO_REQUEST)
		void hello() throws InterruptedException {
			this.called.countDown();
			this.released.await();
		}

	}

}
