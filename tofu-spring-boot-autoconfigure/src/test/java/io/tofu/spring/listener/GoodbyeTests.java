package io.tofu.spring.listener;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import io.tofu.Message;
import io.tofu.OpCode;
import io.tofu.spring.ErrorTypes;
import io.tofu.spring.TofuChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a goodbye says about Requests that were not answered.
 */
@Timeout(60)
class GoodbyeTests {

	private static final String TAKEN = "tofu-taken";

	private final Handlers handlers = new Handlers();

	@AfterEach
	void release() {
		this.handlers.released.countDown();
		this.handlers.later.complete("late");
	}

	@Test
	void saysNothingIfAllWasAnswered() throws Exception {
		try (Application application = Application.of(this.handlers); RawPeer peer = application.greet()) {
			peer.send(OpCode.REQUEST, 1, "", "route:here");
			assertThat(peer.receive().text()).isEqualTo("here");
			TofuChannel channel = this.handlers.channel.join();
			await().until(() -> !application.registry().isBusyFor(channel));
			channel.close();
			assertThatGoodbyeOf(peer).isNull();
		}
	}

	@Test
	void saysThatACallIsRunning() throws Exception {
		try (Application application = Application.of(this.handlers); RawPeer peer = application.greet()) {
			peer.send(OpCode.REQUEST, 1, "", "route:hang");
			this.handlers.channel.join().close();
			assertThatGoodbyeOf(peer).isEqualTo("yes");
			release();
		}
	}

	@Test
	void saysThatAResultIsStillToCome() throws Exception {
		try (Application application = Application.of(this.handlers); RawPeer peer = application.greet()) {
			peer.send(OpCode.REQUEST, 1, "", "route:later");
			this.handlers.channel.join().close();
			assertThatGoodbyeOf(peer).isEqualTo("yes");
			release();
		}
	}

	@Test
	void saysThatAMessageIsBeingHandledFrameByFrame() throws Exception {
		try (Application application = Application.of(this.handlers); RawPeer peer = application.greet()) {
			peer.send(OpCode.REQUEST, 1, true, new byte[] { 1 }, "route:frames");
			TofuChannel channel = this.handlers.channel.join();
			await().until(() -> application.registry().inFlight() == 1);
			channel.close();
			assertThatGoodbyeOf(peer).isEqualTo("yes");
		}
	}

	@Test
	void whatHasNotArrivedCompletelyWasNotHandled() throws Exception {
		try (Application application = Application.of(this.handlers); RawPeer peer = application.greet()) {
			peer.send(OpCode.REQUEST, 1, "", "route:here");
			assertThat(peer.receive().text()).isEqualTo("here");
			TofuChannel channel = this.handlers.channel.join();
			await().until(() -> !application.registry().isBusyFor(channel));
			peer.send(OpCode.REQUEST, 2, true, new byte[] { 1 }, "route:hang");
			await().until(() -> application.registry().inFlight() == 1);
			channel.close();
			assertThatGoodbyeOf(peer).isNull();
			peer.send(OpCode.REQUEST, 2, "the rest");
			peer.send(OpCode.BYE_RESPONSE, 1, "");
			assertThat(peer.isClosed()).isTrue();
			assertThat(this.handlers.called.getCount()).as("not called").isOne();
		}
	}

	@Test
	void saysItToWhomIsRejectedInTheMiddle() throws Exception {
		try (Application application = Application.of(this.handlers); RawPeer peer = application.greet()) {
			peer.send(OpCode.REQUEST, 1, "", "route:hang");
			this.handlers.channel.join().reject(ErrorTypes.UNAUTHORIZED, null);
			assertThatGoodbyeOf(peer).isEqualTo("yes");
			release();
		}
	}

	@Test
	void saysItWhenTheApplicationStopsInTheMiddle() throws Exception {
		try (Application application = Application.withGracePeriod(Duration.ofMillis(50),
				TofuListenerSettings.defaults(), this.handlers); RawPeer peer = application.greet()) {
			peer.send(OpCode.REQUEST, 1, "", "route:hang");
			this.handlers.called.await();
			CompletableFuture<Void> stopped = CompletableFuture.runAsync(application::stop);
			assertThat(peer.receive().header("error-type")).isEqualTo(ErrorTypes.CANCELLED);
			assertThatGoodbyeOf(peer).isEqualTo("yes");
			peer.send(OpCode.BYE_RESPONSE, 1, "");
			assertThat(stopped).succeedsWithin(Duration.ofSeconds(10));
			release();
			await().until(() -> application.registry().inFlight() == 0);
		}
	}

	private static org.assertj.core.api.AbstractStringAssert<?> assertThatGoodbyeOf(RawPeer peer) throws Exception {
		RawPeer.Frame goodbye = peer.receive();
		assertThat(goodbye.opCode()).isEqualTo(OpCode.BYE_REQUEST);
		return assertThat(goodbye.header(TAKEN)).as(TAKEN);
	}

	static class Handlers {

		final CompletableFuture<TofuChannel> channel = new CompletableFuture<>();

		final CountDownLatch called = new CountDownLatch(1);

		final CountDownLatch released = new CountDownLatch(1);

		final CompletableFuture<String> later = new CompletableFuture<>();

		@TofuListener("here")
		String here(TofuChannel from) {
			this.channel.complete(from);
			return "here";
		}

		@TofuListener("hang")
		String hang(TofuChannel from) throws InterruptedException {
			this.channel.complete(from);
			this.called.countDown();
			this.released.await();
			return "too late";
		}

		@TofuListener("later")
		CompletableFuture<String> later(TofuChannel from) {
			this.channel.complete(from);
			return this.later;
		}

		@TofuListener("frames")
		void frames(Message frame, TofuChannel from) {
			this.channel.complete(from);
		}

	}

}
