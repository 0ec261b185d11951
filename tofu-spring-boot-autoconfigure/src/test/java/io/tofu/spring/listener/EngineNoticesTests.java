package io.tofu.spring.listener;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.tofu.AmpeStatus;
import io.tofu.Message;
import io.tofu.OpCode;
import io.tofu.spring.PeerSettings;
import io.tofu.spring.TofuChannel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Listeners that want to know what the engine says.
 */
@ExtendWith(OutputCaptureExtension.class)
class EngineNoticesTests {

	@Test
	void tellsOfWhichChannelWhatAndWhy() throws Exception {
		Watching watching = new Watching();
		try (Application application = Application.of(watching)) {
			application.greet().close();
			Notice notice = watching.next();
			assertThat(notice.status()).isEqualTo(AmpeStatus.CHANNEL_CLOSED);
			assertThat(notice.peer()).isEqualTo(TofuChannel.SERVER);
			assertThat(notice.reason()).isNotBlank();
			assertThat(notice.body()).isEmpty();
		}
	}

	@Test
	void tellsOfConnectionsThatCannotBeMade() throws Exception {
		Watching watching = new Watching();
		try (Application application = Application.withPeer("away", PeerSettings.of("tcp://127.0.0.1:1"), watching)) {
			Notice notice = watching.next();
			assertThat(notice.status()).isEqualTo(AmpeStatus.CONNECT_FAILED);
			assertThat(notice.peer()).isEqualTo("away");
			assertThat(notice.reason()).contains("127.0.0.1");
			assertThat(application.registry().dropped()).isZero();
		}
	}

	@Test
	void givesANoticeToOneListenerTheMoreSpecificOne() throws Exception {
		Watching watching = new Watching();
		Specific specific = new Specific();
		try (Application application = Application.of(watching, specific)) {
			application.greet().close();
			assertThat(specific.peers.poll(10, TimeUnit.SECONDS)).isEqualTo(TofuChannel.SERVER);
			assertThat(watching.notices).isEmpty();
		}
	}

	@Test
	void aStoppedListenerHearsNothing() throws Exception {
		Watching watching = new Watching();
		try (Application application = Application.of(watching)) {
			application.registry().get("watching").stop();
			application.greet().close();
			await().until(() -> application.registry().dropped() == 1);
			application.registry().get("watching").start();
			application.greet().close();
			assertThat(watching.next().status()).isEqualTo(AmpeStatus.CHANNEL_CLOSED);
			assertThat(watching.notices).isEmpty();
		}
	}

	@Test
	void failuresAreLoggedAndHarmNobody(CapturedOutput output) throws Exception {
		Failing failing = new Failing();
		try (Application application = Application.of(failing); RawPeer other = application.greet()) {
			application.greet().close();
			assertThat(failing.handled.poll(10, TimeUnit.SECONDS)).isEqualTo("broken once");
			application.greet().close();
			await().untilAsserted(() -> assertThat(output).contains("Failing.later()").contains("broken later"));
			other.send(OpCode.REQUEST, 1, "", "route:fine");
			assertThat(other.receive().text()).isEqualTo("fine");
		}
	}

	@Test
	void anAsynchronousResultIsWaitedFor() throws Exception {
		Slow slow = new Slow();
		try (Application application = Application.of(slow)) {
			application.greet().close();
			application.greet().close();
			CompletableFuture<String> first = slow.results.poll(10, TimeUnit.SECONDS);
			assertThat(slow.results).isEmpty();
			await().until(() -> application.registry().inFlight() == 2);
			assertThat(slow.results).isEmpty();
			first.complete("done");
			slow.results.poll(10, TimeUnit.SECONDS).complete("done");
		}
	}

	@Test
	void twoListenersThatFitEquallyWellHearNothing(CapturedOutput output) throws Exception {
		try (Application application = Application.of(new Rivals())) {
			application.greet().close();
			await().until(() -> application.registry().dropped() == 1);
			assertThat(output).contains("Rivals.one()", "Rivals.other()").doesNotContain("was called");
		}
	}

	@Test
	void lateFailuresAreHandledOnAListenerThread() throws Exception {
		Late late = new Late();
		try (Application application = Application.of(late)) {
			application.greet().close();
			CompletableFuture<String> result = late.results.poll(10, TimeUnit.SECONDS);
			await().until(() -> result.getNumberOfDependents() > 0);
			result.completeExceptionally(new IllegalArgumentException());
			assertThat(late.handledOn.poll(10, TimeUnit.SECONDS)).startsWith("tofu-listener-");
		}
	}

	@Test
	void whatIsReturnedIsPutBack() throws Exception {
		Returning returning = new Returning();
		try (Application application = Application.of(returning); RawPeer peer = application.greet()) {
			peer.send(OpCode.REQUEST, 1, "", "route:remember");
			assertThat(peer.receive().opCode()).isEqualTo(OpCode.RESPONSE);
			application.greet().close();
			assertThat(returning.returned.poll(10, TimeUnit.SECONDS)).isNotNull();
			await().untilAsserted(() -> assertThat(application.messagesInUse()).isZero());
		}
	}

	record Notice(AmpeStatus status, @Nullable String peer, String reason, String body) {
	}

	static class Watching {

		private final BlockingQueue<Notice> notices = new LinkedBlockingQueue<>();

		@TofuListener(id = "watching", status = { AmpeStatus.CHANNEL_CLOSED, AmpeStatus.CONNECT_FAILED })
		void notice(AmpeStatus status, @Nullable TofuChannel channel, @Header(io.tofu.Message.REASON) String reason,
				String body) {
			this.notices.add(new Notice(status, (channel != null) ? channel.peer() : null, reason, body));
		}

		Notice next() throws InterruptedException {
			Notice notice = this.notices.poll(10, TimeUnit.SECONDS);
			assertThat(notice).isNotNull();
			return notice;
		}

	}

	static class Specific {

		private final BlockingQueue<String> peers = new LinkedBlockingQueue<>();

		@TofuListener(status = AmpeStatus.CHANNEL_CLOSED, peer = TofuChannel.SERVER)
		void closed(TofuChannel channel) {
			this.peers.add(channel.peer());
		}

	}

	static class Failing {

		private final BlockingQueue<String> handled = new LinkedBlockingQueue<>();

		private boolean again;

		@TofuListener(status = AmpeStatus.CHANNEL_CLOSED)
		CompletableFuture<String> later() {
			if (this.again) {
				return CompletableFuture.failedFuture(new IllegalStateException("broken later"));
			}
			this.again = true;
			throw new IllegalArgumentException("broken once");
		}

		@TofuListener("fine")
		String fine() {
			return "fine";
		}

		@MessageExceptionHandler
		void handle(IllegalArgumentException ex) {
			this.handled.add(ex.getMessage());
		}

	}

	static class Slow {

		private final BlockingQueue<CompletableFuture<String>> results = new LinkedBlockingQueue<>();

		@TofuListener(status = AmpeStatus.CHANNEL_CLOSED)
		@Nullable CompletableFuture<String> slow(@Nullable TofuChannel channel) {
			if (channel == null) {
				// The address that is not listened on any more
				return null;
			}
			CompletableFuture<String> result = new CompletableFuture<>();
			this.results.add(result);
			return result;
		}

	}

	static class Late {

		private final BlockingQueue<CompletableFuture<String>> results = new LinkedBlockingQueue<>();

		private final BlockingQueue<String> handledOn = new LinkedBlockingQueue<>();

		@TofuListener(status = AmpeStatus.CHANNEL_CLOSED, peer = TofuChannel.SERVER)
		CompletableFuture<String> late() {
			CompletableFuture<String> result = new CompletableFuture<>();
			this.results.add(result);
			return result;
		}

		@MessageExceptionHandler
		void handle(IllegalArgumentException ex) {
			this.handledOn.add(Thread.currentThread().getName());
		}

	}

	static class Returning {

		private final BlockingQueue<Message> returned = new LinkedBlockingQueue<>();

		private volatile TofuChannel other;

		@TofuListener("remember")
		void remember(TofuChannel channel) {
			this.other = channel;
		}

		@TofuListener(status = AmpeStatus.CHANNEL_CLOSED, peer = TofuChannel.SERVER)
		@Nullable Message returned(TofuChannel closed) {
			if (closed.equals(this.other)) {
				return null;
			}
			Message message = this.other.newMessage(OpCode.SIGNAL, 1);
			this.returned.add(message);
			return message;
		}

	}

	static class Rivals {

		@TofuListener(status = AmpeStatus.CHANNEL_CLOSED, headers = "!one", peer = TofuChannel.SERVER)
		void one() {
			throw new IllegalStateException("one was called");
		}

		@TofuListener(status = AmpeStatus.CHANNEL_CLOSED, headers = "!other", peer = TofuChannel.SERVER)
		void other() {
			throw new IllegalStateException("other was called");
		}

	}

}
