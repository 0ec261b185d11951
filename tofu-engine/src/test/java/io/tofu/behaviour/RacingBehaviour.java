package io.tofu.behaviour;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.tofu.AmpeException;
import io.tofu.AmpeStatus;
import io.tofu.Message;
import io.tofu.OpCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Channels that end while several threads post to them. Every message that was accepted
 * was sent or comes back before the end: what comes back of each thread's messages is
 * everything from the first one that was not sent.
 */
abstract class RacingBehaviour extends EngineBehaviour {

	private static final int THREADS = 3;

	private static final int ROUNDS = Integer.getInteger("tofu.race.rounds", 4);

	private static final int THREAD_SHIFT = 32;

	RacingBehaviour(Supplier<Wire> wire) {
		super(wire);
	}

	/** How a channel ends. */
	enum Ending {

		BYE_SIGNAL((connected) -> connected.end().send(OpCode.BYE_SIGNAL).post()), BYE_REQUEST((connected) -> {
			connected.end().send(OpCode.BYE_REQUEST).id(1).post();
			connected.peer().write(RawFrame.of(OpCode.BYE_RESPONSE).withId(1)).drain();
		}), PEER_SAYS_BYE((connected) -> connected.peer().write(RawFrame.of(OpCode.BYE_RESPONSE).withId(1)).drain()),
		PEER_RESETS((connected) -> connected.peer().reset()), PEER_CLOSES((connected) -> connected.peer().close()),
		PEER_BREAKS_THE_PROTOCOL((connected) -> connected.peer().write(RawFrame.of(12)));

		private final Consumer<RawListener.Connected> action;

		Ending(Consumer<RawListener.Connected> action) {
			this.action = action;
		}

	}

	static List<Ending> endings() {
		List<Ending> endings = new ArrayList<>();
		for (int i = 0; i < ROUNDS; i++) {
			endings.addAll(List.of(Ending.values()));
		}
		return endings;
	}

	@ParameterizedTest
	@MethodSource("endings")
	void everythingAcceptedIsSentOrComesBack(Ending ending) {
		RawListener.Connected connected = rawListener().connect(node());
		End end = connected.end();
		CountDownLatch posted = new CountDownLatch(200);
		List<Future<Long>> posters = new ArrayList<>();
		for (int t = 1; t <= THREADS; t++) {
			long thread = (long) t << THREAD_SHIFT;
			posters.add(inBackground(() -> postUntilClosed(end, thread, posted)));
		}
		awaitZero(posted);
		Future<?> ended = inBackground(() -> ending.action.accept(connected));

		List<Received> all = end.node().receiveUntilEndOf(end.channel());
		finish(ended);
		long[] accepted = new long[THREADS + 1];
		for (int t = 1; t <= THREADS; t++) {
			accepted[t] = finish(posters.get(t - 1));
		}
		assertReturnedFromSomePointOn(all, accepted);
		end.node().expectNothingElse();
	}

	/** Posts numbered messages; returns how many were accepted. */
	private static long postUntilClosed(End end, long thread, CountDownLatch posted) {
		long accepted = 0;
		while (true) {
			try (Message message = end.node().ampe().get()) {
				message.channelNumber(end.channel()).messageId(thread | (accepted + 1)).body().append(new byte[500]);
				end.node().group().post(message);
				accepted++;
				posted.countDown();
			}
			catch (AmpeException ex) {
				if (ex.status() == AmpeStatus.INVALID_CHANNEL_NUMBER) {
					return accepted;
				}
				assertThat(ex.status()).isEqualTo(AmpeStatus.SEND_QUEUE_FULL);
				posted.countDown();
			}
		}
	}

	private static void assertReturnedFromSomePointOn(List<Received> all, long[] accepted) {
		long[] next = new long[accepted.length];
		for (Received received : all) {
			int thread = (int) (received.id() >>> THREAD_SHIFT);
			if (received.isFromEngine() && received.opCode() == OpCode.REQUEST && thread > 0) {
				long sequence = received.id() & 0xFFFFFFFFL;
				assertThat(sequence).as("thread " + thread).isEqualTo((next[thread] == 0) ? sequence : next[thread]);
				next[thread] = sequence + 1;
			}
		}
		for (int t = 1; t < accepted.length; t++) {
			if (next[t] != 0) {
				assertThat(next[t] - 1).as("the last one returned to thread " + t).isEqualTo(accepted[t]);
			}
		}
	}

}
