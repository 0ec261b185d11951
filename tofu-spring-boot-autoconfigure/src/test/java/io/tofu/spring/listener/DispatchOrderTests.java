package io.tofu.spring.listener;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.tofu.AmpeStatus;
import io.tofu.OpCode;
import io.tofu.spring.ErrorTypes;
import io.tofu.spring.TofuChannel;
import io.tofu.spring.TofuDisconnectedException;
import io.tofu.spring.TofuHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.handler.annotation.Header;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who gets a message, rule by rule in their order, where a later rule would have somebody
 * for it, too: each test has a listener that would take everything.
 */
class DispatchOrderTests {

	private final Everything everything = new Everything();

	private Application application;

	private RawPeer peer;

	private TofuChannel channel;

	@BeforeEach
	void start() throws Exception {
		this.application = Application.of(this.everything);
		this.peer = this.application.greet();
		this.peer.send(OpCode.REQUEST, 1, "", "route:channel");
		this.channel = this.everything.channel.get(10, TimeUnit.SECONDS);
		assertThat(this.peer.receive().messageId()).isEqualTo(1);
	}

	@AfterEach
	void stop() throws Exception {
		this.peer.close();
		this.application.close();
	}

	@Test
	void whatTheEngineSaysIsForNoListenerOfOperations() throws Exception {
		CompletableFuture<String> unanswered = this.channel.route("back").requestAsync(String.class);
		assertThat(this.peer.receive().opCode()).isEqualTo(OpCode.REQUEST);
		this.peer.close();
		assertThat(this.everything.notices.poll(10, TimeUnit.SECONDS)).isEqualTo(AmpeStatus.CHANNEL_CLOSED);
		assertThat(unanswered).failsWithin(10, TimeUnit.SECONDS)
			.withThrowableThat()
			.withCauseInstanceOf(TofuDisconnectedException.class);
		assertThat(this.everything.seen).isEmpty();
	}

	@Test
	void aResponseIsForWhoAskedBeforeItIsForAListener() throws Exception {
		CompletableFuture<String> answer = this.channel.route("back").requestAsync(String.class);
		RawPeer.Frame request = this.peer.receive();
		this.peer.send(OpCode.RESPONSE, request.messageId() + 1000, "unasked");
		this.peer.send(OpCode.RESPONSE, request.messageId(), "asked");
		assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("asked");
		assertThat(next()).isEqualTo("RESPONSE unasked");
		this.peer.send(OpCode.RESPONSE, request.messageId(), "once more");
		assertThat(next()).isEqualTo("RESPONSE once more");
	}

	@Test
	void aFrameIsForTheExchangeItBelongsToWhateverItSays() throws Exception {
		this.peer.send(OpCode.REQUEST, 5, true, "a".getBytes(), "route:joined");
		this.peer.send(OpCode.REQUEST, 5, true, "b".getBytes(), "route:elsewhere");
		this.peer.send(OpCode.SIGNAL, 5, "another operation", "route:elsewhere");
		assertThat(next()).isEqualTo("SIGNAL another operation");
		this.peer.send(OpCode.REQUEST, 5, false, "c".getBytes());
		assertThat(this.peer.receive().text()).isEqualTo("joined abc");
		this.peer.send(OpCode.REQUEST, 5, "d", "route:elsewhere");
		assertThat(next()).isEqualTo("REQUEST d");
	}

	@Test
	void tofusOwnSignalsAreForNoListener() throws Exception {
		this.peer.send(OpCode.SIGNAL, 5, "", TofuHeaders.DRAIN + ":yes", "route:elsewhere");
		this.peer.send(OpCode.SIGNAL, 6, "after", "route:elsewhere");
		assertThat(next()).isEqualTo("SIGNAL after");
	}

	@Test
	void aSignalWithTheIdOfARequestIsForWhoeverAskedAndWantsSignals() throws Exception {
		BlockingQueue<String> progress = new LinkedBlockingQueue<>();
		CompletableFuture<String> answer = this.channel.route("back")
			.onSignal((signal) -> progress.add(new String(signal.getPayload())))
			.requestAsync(String.class);
		long id = this.peer.receive().messageId();
		this.peer.send(OpCode.SIGNAL, id, "half", "route:elsewhere");
		this.peer.send(OpCode.SIGNAL, id + 1000, "another id", "route:elsewhere");
		assertThat(progress.poll(10, TimeUnit.SECONDS)).isEqualTo("half");
		assertThat(next()).isEqualTo("SIGNAL another id");
		this.peer.send(OpCode.RESPONSE, id, "");
		assertThat(answer).succeedsWithin(10, TimeUnit.SECONDS);
		this.peer.send(OpCode.SIGNAL, id, "too late", "route:elsewhere");
		assertThat(next()).isEqualTo("SIGNAL too late");
	}

	@Test
	void aSignalForARequestWithoutSignalsIsForTheListeners() throws Exception {
		CompletableFuture<String> answer = this.channel.route("back").requestAsync(String.class);
		long id = this.peer.receive().messageId();
		this.peer.send(OpCode.SIGNAL, id, "half", "route:elsewhere");
		assertThat(next()).isEqualTo("SIGNAL half");
		this.peer.send(OpCode.RESPONSE, id, "");
		assertThat(answer).succeedsWithin(10, TimeUnit.SECONDS);
	}

	@Test
	void whatNobodyIsForIsNotFoundOrDropped() throws Exception {
		try (Application empty = Application.of(new Object()); RawPeer stranger = empty.greet()) {
			stranger.send(OpCode.SIGNAL, 1, "", "route:elsewhere");
			stranger.send(OpCode.RESPONSE, 1, "");
			stranger.send(OpCode.REQUEST, 2, "", "route:elsewhere");
			RawPeer.Frame answer = stranger.receive();
			assertThat(answer.messageId()).isEqualTo(2);
			assertThat(answer.header("error-type")).isEqualTo(ErrorTypes.NOT_FOUND);
			assertThat(empty.registry().dropped()).isEqualTo(2);
		}
	}

	/** The next message that fell to the listener for everything. */
	private String next() throws InterruptedException {
		return this.everything.seen.poll(10, TimeUnit.SECONDS);
	}

	static class Everything {

		private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

		private final BlockingQueue<AmpeStatus> notices = new LinkedBlockingQueue<>();

		private final CompletableFuture<TofuChannel> channel = new CompletableFuture<>();

		@TofuListener("channel")
		void channel(TofuChannel channel) {
			this.channel.complete(channel);
		}

		@TofuListener("joined")
		String joined(String body) {
			return "joined " + body;
		}

		@TofuListener(op = { OpCode.REQUEST, OpCode.SIGNAL, OpCode.RESPONSE })
		void all(String body, @Header(TofuHeaders.OP_CODE) OpCode opCode) {
			this.seen.add(opCode + " " + body);
		}

		@TofuListener(status = AmpeStatus.CHANNEL_CLOSED)
		void notice(AmpeStatus status) {
			this.notices.add(status);
		}

	}

}
