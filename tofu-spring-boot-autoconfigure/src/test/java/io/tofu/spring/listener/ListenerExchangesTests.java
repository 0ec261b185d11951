package io.tofu.spring.listener;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.tofu.Message;
import io.tofu.OpCode;
import io.tofu.spring.ErrorTypes;
import io.tofu.spring.TofuChannel;
import io.tofu.spring.TofuResponseException;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.handler.annotation.Header;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Messages of several frames, frames as they came, and the other operations.
 */
class ListenerExchangesTests {

	private static final TofuListenerSettings SMALL = new TofuListenerSettings(8, Ordering.EXCHANGE, true, 8, 8,
			1 << 24, 100, 1 << 26, IncludeMessage.NEVER);

	@Test
	void joinsFramesAlsoInterleavedOnes() throws Exception {
		try (Application application = Application.of(new Joining()); RawPeer peer = application.greet()) {
			peer.send(OpCode.REQUEST, 1, true, new byte[40_000], "route:length", "tenant:a");
			peer.send(OpCode.REQUEST, 2, true, new byte[1], "route:length", "tenant:b");
			peer.send(OpCode.REQUEST, 1, true, new byte[60_000], "route:elsewhere");
			peer.send(OpCode.REQUEST, 1, false, new byte[5]);
			assertThat(peer.receive().text()).isEqualTo("100005 a");
			peer.send(OpCode.REQUEST, 2, false, new byte[0]);
			assertThat(peer.receive().text()).isEqualTo("1 b");
		}
	}

	@Test
	void refusesWhatIsTooLargeAndDiscardsTheRest() throws Exception {
		try (Application application = Application.of(SMALL, new Joining()); RawPeer peer = application.greet()) {
			peer.send(OpCode.REQUEST, 1, true, new byte[60], "route:length", "tenant:a");
			peer.send(OpCode.REQUEST, 1, true, new byte[41]);
			RawPeer.Frame answer = peer.receive();
			assertThat(answer.header("error-type")).isEqualTo(ErrorTypes.TOO_LARGE);
			peer.send(OpCode.REQUEST, 1, true, new byte[10], "route:length");
			peer.send(OpCode.REQUEST, 1, false, new byte[10]);
			peer.send(OpCode.REQUEST, 1, false, new byte[10], "route:length", "tenant:c");
			assertThat(peer.receive().text()).isEqualTo("10 c");
		}
	}

	@Test
	void refusesTheLastFrameIfThatIsTooMuch() throws Exception {
		try (Application application = Application.of(SMALL, new Joining()); RawPeer peer = application.greet()) {
			peer.send(OpCode.REQUEST, 1, true, new byte[100], "route:length", "tenant:a");
			peer.send(OpCode.REQUEST, 1, false, new byte[1]);
			assertThat(peer.receive().header("error-type")).isEqualTo(ErrorTypes.TOO_LARGE);
			peer.send(OpCode.REQUEST, 1, false, new byte[100], "route:length", "tenant:c");
			assertThat(peer.receive().text()).isEqualTo("100 c");
		}
	}

	@Test
	void discardsTheRestOfWhatNobodyHandles() throws Exception {
		try (Application application = Application.of(new Joining()); RawPeer peer = application.greet()) {
			peer.send(OpCode.REQUEST, 1, true, new byte[10], "route:nowhere");
			assertThat(peer.receive().header("error-type")).isEqualTo(ErrorTypes.NOT_FOUND);
			peer.send(OpCode.REQUEST, 1, true, new byte[10], "route:length");
			peer.send(OpCode.REQUEST, 1, false, new byte[10]);
			peer.send(OpCode.REQUEST, 1, false, new byte[10], "route:length", "tenant:c");
			assertThat(peer.receive().text()).isEqualTo("10 c");
		}
	}

	@Test
	void keepsUnfinishedMessagesBounded() throws Exception {
		try (Application application = Application.of(SMALL, new Joining()); RawPeer peer = application.greet()) {
			for (int id = 1; id <= SMALL.maxQueued(); id++) {
				peer.send(OpCode.REQUEST, id, true, new byte[1], "route:length", "tenant:a");
			}
			peer.send(OpCode.REQUEST, 99, true, new byte[1], "route:length", "tenant:a");
			RawPeer.Frame answer = peer.receive();
			assertThat(answer.messageId()).isEqualTo(99);
			assertThat(answer.header("error-type")).isEqualTo(ErrorTypes.OVERLOADED);
			peer.send(OpCode.REQUEST, 1, false, new byte[1]);
			assertThat(peer.receive().text()).isEqualTo("2 a");
		}
	}

	@Test
	void givesFramesAsTheyCame() throws Exception {
		Frames frames = new Frames();
		try (Application application = Application.of(frames); RawPeer peer = application.greet()) {
			peer.send(OpCode.REQUEST, 1, true, "a".getBytes(), "route:frames", "JobTicket:x");
			peer.send(OpCode.REQUEST, 1, true, "b".getBytes());
			peer.send(OpCode.REQUEST, 1, false, "c".getBytes());
			RawPeer.Frame answer = peer.receive();
			assertThat(answer.opCode()).isEqualTo(OpCode.RESPONSE);
			assertThat(answer.text()).isEmpty();
			assertThat(frames.seen).containsExactly("a true x", "b true null", "c false null");
		}
	}

	@Test
	void sendsAReturnedMessageAsItIs() throws Exception {
		try (Application application = Application.of(new Frames()); RawPeer peer = application.greet()) {
			peer.send(OpCode.REQUEST, 1, false, "a".getBytes(), "route:back", "Job-Id:42");
			RawPeer.Frame answer = peer.receive();
			assertThat(answer.opCode()).isEqualTo(OpCode.RESPONSE);
			assertThat(answer.messageId()).isEqualTo(1);
			assertThat(answer.headers()).containsExactly("route:back", "Job-Id:42");
			assertThat(answer.text()).isEqualTo("a!");
		}
	}

	@Test
	void oneFailureEndsTheFrames() throws Exception {
		Frames frames = new Frames();
		try (Application application = Application.of(frames); RawPeer peer = application.greet()) {
			for (String body : List.of("a", "fail", "b", "c")) {
				peer.send(OpCode.REQUEST, 1, !body.equals("c"), body.getBytes(), "route:frames");
			}
			RawPeer.Frame answer = peer.receive();
			assertThat(answer.header("error-type")).isEqualTo("no_more");
			peer.send(OpCode.REQUEST, 1, false, "d".getBytes(), "route:back");
			assertThat(peer.receive().text()).isEqualTo("d!");
			assertThat(frames.seen).containsExactly("a true null", "fail true null");
		}
	}

	@Test
	void keepsTheMessageUntilTheFutureIsDone() throws Exception {
		Frames frames = new Frames();
		try (Application application = Application.of(frames); RawPeer peer = application.greet()) {
			peer.send(OpCode.REQUEST, 1, false, "a".getBytes(), "route:later");
			Message frame = frames.kept.poll(10, TimeUnit.SECONDS);
			assertThat(frame.body().toByteArray()).containsExactly('a');
			assertThat(application.registry().inFlight()).isOne();
			frames.later.complete("done");
			assertThat(peer.receive().text()).isEqualTo("done");
		}
	}

	@Test
	void answersHelloByItself() throws Exception {
		try (Application application = Application.of(new Object()); RawPeer peer = application.connect()) {
			peer.send(OpCode.HELLO_REQUEST, 4, "", "tenant:a");
			RawPeer.Frame answer = peer.receive();
			assertThat(answer.opCode()).isEqualTo(OpCode.HELLO_RESPONSE);
			assertThat(answer.messageId()).isEqualTo(4);
			assertThat(answer.headers()).isEmpty();
		}
	}

	@Test
	void letsAListenerAnswerHelloBeforeAnythingElseIsHandled() throws Exception {
		Greeting greeting = new Greeting();
		try (Application application = Application.of(greeting, new Joining()); RawPeer peer = application.connect()) {
			peer.send(OpCode.HELLO_REQUEST, 4, "", "tenant:a");
			peer.send(OpCode.REQUEST, 5, "abc", "route:length", "tenant:a");
			greeting.decided.countDown();
			RawPeer.Frame answer = peer.receive();
			assertThat(answer.opCode()).isEqualTo(OpCode.HELLO_RESPONSE);
			assertThat(answer.text()).isEqualTo("welcome a");
			assertThat(peer.receive().text()).isEqualTo("3 a");
		}
	}

	@Test
	void rejectsWithWhatTheListenerThrows() throws Exception {
		Greeting greeting = new Greeting();
		greeting.decided.countDown();
		try (Application application = Application.of(greeting, new Joining()); RawPeer peer = application.connect()) {
			peer.send(OpCode.HELLO_REQUEST, 4, "", "tenant:stranger");
			peer.send(OpCode.REQUEST, 5, "abc", "route:length", "tenant:a");
			assertRejected(peer, ErrorTypes.UNAUTHORIZED, "Who are you?");
		}
	}

	@Test
	void rejectsWhatTheListenerRejects() throws Exception {
		Greeting greeting = new Greeting();
		greeting.decided.countDown();
		try (Application application = Application.of(greeting); RawPeer peer = application.connect()) {
			peer.send(OpCode.HELLO_REQUEST, 4, "", "tenant:late");
			assertRejected(peer, "too_late", "Come tomorrow");
		}
	}

	@Test
	void rejectsWhomNoListenerGreets() throws Exception {
		try (Application application = Application.of(new Greeting()); RawPeer peer = application.connect()) {
			peer.send(OpCode.HELLO_REQUEST, 4, "", "other:x");
			assertRejected(peer, ErrorTypes.NOT_FOUND, "No listener for this message");
		}
	}

	@Test
	void answersByeByItself() throws Exception {
		try (Application application = Application.of(new Object()); RawPeer peer = application.greet()) {
			peer.send(OpCode.BYE_REQUEST, 9, "");
			RawPeer.Frame answer = peer.receive();
			assertThat(answer.opCode()).isEqualTo(OpCode.BYE_RESPONSE);
			assertThat(answer.messageId()).isEqualTo(9);
		}
	}

	@Test
	void answersByeWhenAllBeforeItIsHandledAndItsListenerHasRun() throws Exception {
		Leaving leaving = new Leaving();
		try (Application application = Application.of(leaving); RawPeer peer = application.greet()) {
			peer.send(OpCode.REQUEST, 8, "", "route:slow");
			peer.send(OpCode.BYE_REQUEST, 9, "");
			leaving.proceed.countDown();
			RawPeer.Frame answer = peer.receive();
			assertThat(answer.opCode()).isEqualTo(OpCode.RESPONSE);
			assertThat(answer.text()).isEqualTo("done");
			assertThat(peer.receive().opCode()).isEqualTo(OpCode.BYE_RESPONSE);
			assertThat(leaving.events).containsExactly("request", "bye");
		}
	}

	@Test
	void givesResponsesNobodyWaitsForToTheirListener() throws Exception {
		Leftovers leftovers = new Leftovers();
		try (Application application = Application.of(leftovers); RawPeer peer = application.greet()) {
			peer.send(OpCode.RESPONSE, 77, "late");
			assertThat(leftovers.responses.poll(10, TimeUnit.SECONDS)).isEqualTo("late");
		}
		try (Application application = Application.of(new Object()); RawPeer peer = application.greet()) {
			peer.send(OpCode.RESPONSE, 77, "late");
			peer.send(OpCode.BYE_REQUEST, 9, "");
			assertThat(peer.receive().opCode()).isEqualTo(OpCode.BYE_RESPONSE);
			assertThat(application.registry().dropped()).isOne();
		}
	}

	@Test
	void forgetsWhatAPeerLeavesUnfinished() throws Exception {
		try (Application application = Application.of(new Joining(), new Frames())) {
			try (RawPeer peer = application.greet()) {
				peer.send(OpCode.REQUEST, 1, true, new byte[10], "route:length", "tenant:a");
				peer.send(OpCode.REQUEST, 2, true, "a".getBytes(), "route:frames");
				peer.send(OpCode.REQUEST, 3, true, new byte[10], "route:nowhere");
				assertThat(peer.receive().header("error-type")).isEqualTo(ErrorTypes.NOT_FOUND);
			}
		}
	}

	private static void assertRejected(RawPeer peer, String type, String message) throws Exception {
		RawPeer.Frame answer = peer.receive();
		assertThat(answer.opCode()).isEqualTo(OpCode.HELLO_RESPONSE);
		assertThat(answer.header("error-type")).isEqualTo(type);
		assertThat(answer.header("error-message")).isEqualTo(message);
		RawPeer.Frame bye = peer.receive();
		assertThat(bye.opCode()).isEqualTo(OpCode.BYE_REQUEST);
		peer.send(OpCode.BYE_RESPONSE, bye.messageId(), "");
		assertThat(peer.isClosed()).isTrue();
	}

	static class Joining {

		@TofuListener("length")
		String length(byte[] body, @Header String tenant) {
			return body.length + " " + tenant;
		}

	}

	static class Frames {

		private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

		private final BlockingQueue<Message> kept = new LinkedBlockingQueue<>();

		private final CompletableFuture<String> later = new CompletableFuture<>();

		@TofuListener("frames")
		void frames(Message frame, @Header(name = "JobTicket", required = false) String ticket) {
			String text = new String(frame.body().toByteArray());
			this.seen.add(text + " " + frame.hasMore() + " " + ticket);
			if (text.equals("fail")) {
				throw new TofuResponseException("no_more", null);
			}
		}

		@TofuListener("back")
		Message back(Message frame) {
			frame.body().append(new byte[] { '!' });
			return frame;
		}

		@TofuListener("later")
		CompletableFuture<String> later(Message frame) {
			this.kept.add(frame);
			return this.later;
		}

	}

	static class Greeting {

		private final CountDownLatch decided = new CountDownLatch(1);

		@TofuListener(op = OpCode.HELLO_REQUEST, headers = "tenant")
		String hello(@Header String tenant, TofuChannel channel) throws Exception {
			assertThat(this.decided.await(10, TimeUnit.SECONDS)).isTrue();
			if (tenant.equals("stranger")) {
				throw new TofuResponseException(ErrorTypes.UNAUTHORIZED, "Who are you?");
			}
			if (tenant.equals("late")) {
				channel.reject("too_late", "Come tomorrow");
			}
			return "welcome " + tenant;
		}

	}

	static class Leaving {

		private final CountDownLatch proceed = new CountDownLatch(1);

		private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

		@TofuListener("slow")
		String slow() throws Exception {
			assertThat(this.proceed.await(10, TimeUnit.SECONDS)).isTrue();
			this.events.add("request");
			return "done";
		}

		@TofuListener(op = OpCode.BYE_REQUEST)
		void bye() {
			this.events.add("bye");
			throw new IllegalStateException("does not matter");
		}

	}

	static class Leftovers {

		private final BlockingQueue<String> responses = new LinkedBlockingQueue<>();

		@TofuListener(op = OpCode.RESPONSE)
		void response(String body) {
			this.responses.add(body);
		}

	}

}
