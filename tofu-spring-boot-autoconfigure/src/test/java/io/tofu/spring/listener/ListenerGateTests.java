package io.tofu.spring.listener;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import io.tofu.OpCode;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The gate's rules, one at a time, on one thread.
 */
class ListenerGateTests {

	private final Deque<Runnable> handedOver = new ArrayDeque<>();

	private final Executor later = this.handedOver::add;

	private boolean awaitsAnswer;

	private int pauses;

	private int resumes;

	private final Reading channel = new Reading(() -> this.pauses++, () -> this.resumes++, () -> this.awaitsAnswer);

	private final Reading otherChannel = new Reading(() -> {
	}, () -> {
	}, () -> false);

	@Test
	void runsRequestsSideBySideUpToTheConcurrency() {
		ListenerGate gate = gate(Ordering.EXCHANGE, 2, 10, 10);
		Call first = submit(gate, OpCode.REQUEST, 1);
		Call second = submit(gate, OpCode.REQUEST, 2);
		Call third = submit(gate, OpCode.REQUEST, 3);
		assertThat(this.handedOver).containsExactly(first, second);
		gate.completed(first, false);
		assertThat(this.handedOver).containsExactly(first, second, third);
		assertThat(gate.callsInFlight()).isEqualTo(2);
	}

	@Test
	void runsMessagesOfOneIdOneAfterAnother() {
		ListenerGate gate = gate(Ordering.EXCHANGE, 10, 10, 10);
		Call first = submit(gate, OpCode.REQUEST, 7);
		Call second = submit(gate, OpCode.REQUEST, 7);
		Call signal = submit(gate, OpCode.SIGNAL, 7);
		Call other = submit(gate, OpCode.REQUEST, 8);
		assertThat(this.handedOver).containsExactly(first, other);
		gate.completed(first, false);
		assertThat(this.handedOver).containsExactly(first, other, second);
		gate.completed(second, false);
		assertThat(this.handedOver).containsExactly(first, other, second, signal);
	}

	@Test
	void runsSignalsOfAChannelOneAfterAnother() {
		ListenerGate gate = gate(Ordering.EXCHANGE, 10, 10, 10);
		Call first = submit(gate, OpCode.SIGNAL, 1);
		Call second = submit(gate, OpCode.SIGNAL, 2);
		Call elsewhere = new Call(this.otherChannel, OpCode.SIGNAL, 3);
		gate.submit(elsewhere);
		assertThat(this.handedOver).containsExactly(first, elsewhere);
		gate.completed(first, false);
		assertThat(this.handedOver).containsExactly(first, elsewhere, second);
	}

	@Test
	void runsAChannelStrictlyOneAfterAnotherIfToldSo() {
		ListenerGate gate = gate(Ordering.CHANNEL, 10, 10, 10);
		Call first = submit(gate, OpCode.REQUEST, 1);
		Call second = submit(gate, OpCode.REQUEST, 2);
		Call elsewhere = new Call(this.otherChannel, OpCode.REQUEST, 3);
		gate.submit(elsewhere);
		assertThat(this.handedOver).containsExactly(first, elsewhere);
		gate.completed(first, false);
		assertThat(this.handedOver).containsExactly(first, elsewhere, second);
	}

	@Test
	void asynchronousResultsFreeThePlaceButNotTheOrderNorTheFlight() {
		ListenerGate gate = gate(Ordering.EXCHANGE, 1, 2, 10);
		Call first = submit(gate, OpCode.REQUEST, 1);
		Call sameId = submit(gate, OpCode.REQUEST, 1);
		Call second = submit(gate, OpCode.REQUEST, 2);
		Call third = submit(gate, OpCode.REQUEST, 3);
		gate.returned();
		assertThat(this.handedOver).containsExactly(first, second);
		gate.returned();
		assertThat(this.handedOver).as("two in flight are the limit").containsExactly(first, second);
		gate.completed(first, true);
		assertThat(this.handedOver).containsExactly(first, second, third);
		gate.completed(third, false);
		assertThat(this.handedOver).containsExactly(first, second, third, sameId);
	}

	@Test
	void pausesReadingAtTheLimitAndResumesAtHalf() {
		ListenerGate gate = gate(Ordering.EXCHANGE, 1, 10, 4);
		List<Call> calls = new ArrayList<>();
		for (int id = 1; id <= 4; id++) {
			calls.add(submit(gate, OpCode.REQUEST, id));
		}
		assertThat(this.pauses).isZero();
		calls.add(submit(gate, OpCode.REQUEST, 5));
		calls.add(submit(gate, OpCode.REQUEST, 6));
		assertThat(this.pauses).isOne();
		gate.completed(calls.get(0), false);
		gate.completed(calls.get(1), false);
		assertThat(this.resumes).isZero();
		gate.completed(calls.get(2), false);
		assertThat(this.resumes).isOne();
		assertThat(gate.queuedCalls()).isEqualTo(2);
	}

	@Test
	void pausesReadingWhenTooManyBytesWaitAndResumesAtHalf() {
		ListenerGate gate = new ListenerGate(Ordering.EXCHANGE, 1, 10, 100, 1000, this.later);
		List<Call> calls = new ArrayList<>();
		for (int id = 1; id <= 4; id++) {
			Call call = new Call(this.channel, OpCode.REQUEST, id, 499);
			calls.add(call);
			assertThat(gate.submit(call)).isTrue();
			// The first one runs, and so does not wait
			assertThat(this.pauses).isEqualTo((id < 4) ? 0 : 1);
		}
		gate.completed(calls.get(0), false);
		assertThat(this.resumes).isZero();
		gate.completed(calls.get(1), false);
		assertThat(this.resumes).isOne();
		gate.completed(calls.get(2), false);
		gate.completed(calls.get(3), false);
		assertThat(gate.submit(new Call(this.channel, OpCode.REQUEST, 5, 5000))).isTrue();
		assertThat(this.pauses).as("a message that starts at once is never too large").isOne();
	}

	@Test
	void refusesRequestsWithoutPlaceWhileAnAnswerMustGetThrough() {
		ListenerGate gate = gate(Ordering.EXCHANGE, 1, 10, 2);
		this.awaitsAnswer = true;
		Call first = submit(gate, OpCode.REQUEST, 1);
		assertThat(gate.submit(new Call(this.channel, OpCode.REQUEST, 2))).isFalse();
		submit(gate, OpCode.REQUEST, 1);
		assertThat(gate.submit(new Call(this.otherChannel, OpCode.REQUEST, 3))).isTrue();
		this.awaitsAnswer = false;
		submit(gate, OpCode.REQUEST, 4);
		assertThat(this.handedOver).containsExactly(first);
		assertThat(gate.callsInFlight()).isEqualTo(4);
	}

	@Test
	void aPlaceIsFreeForWhoeverGetsTheResultOfItsCall() {
		ListenerGate gate = gate(Ordering.EXCHANGE, 1, 2, 10);
		this.awaitsAnswer = true;
		Call first = submit(gate, OpCode.REQUEST, 1);
		assertThat(gate.submit(new Call(this.channel, OpCode.REQUEST, 2))).isFalse();
		gate.finishing(first, false);
		Call next = submit(gate, OpCode.REQUEST, 3);
		assertThat(this.handedOver).as("not before the first one has left").containsExactly(first);
		assertThat(gate.submit(new Call(this.channel, OpCode.REQUEST, 4))).as("one place only").isFalse();
		gate.completed(first, false);
		assertThat(this.handedOver).containsExactly(first, next);
		gate.finishing(next, false);
		gate.goesOn(next);
		assertThat(gate.submit(new Call(this.channel, OpCode.REQUEST, 5))).as("not finished after all").isFalse();
		gate.returned();
		gate.finishing(next, true);
		gate.completed(next, true);
		assertThat(gate.callsInFlight()).isZero();
		submit(gate, OpCode.REQUEST, 6);
		assertThat(gate.submit(new Call(this.channel, OpCode.REQUEST, 7))).isFalse();
	}

	@Test
	void refusesSignalsOnlyWhenTooManyWait() {
		ListenerGate gate = gate(Ordering.EXCHANGE, 1, 10, 1);
		this.awaitsAnswer = true;
		submit(gate, OpCode.SIGNAL, 1);
		submit(gate, OpCode.SIGNAL, 2);
		assertThat(gate.submit(new Call(this.channel, OpCode.SIGNAL, 3))).isFalse();
		submit(gate, OpCode.BYE_REQUEST, 4);
		submit(gate, OpCode.HELLO_REQUEST, 5);
		assertThat(gate.callsInFlight()).isEqualTo(4);
	}

	@Test
	void abandonsWhatWaitsAndKeepsTheOrderBehindIt() {
		ListenerGate gate = gate(Ordering.EXCHANGE, 1, 10, 2);
		Call running = submit(gate, OpCode.REQUEST, 1);
		Call blocked = submit(gate, OpCode.REQUEST, 1);
		Call ready = submit(gate, OpCode.REQUEST, 2);
		gate.abandonQueued();
		assertThat(blocked.abandonments).containsExactly("The application is stopping");
		assertThat(ready.abandonments).containsExactly("The application is stopping");
		assertThat(running.abandonments).isEmpty();
		assertThat(this.resumes).isEqualTo(this.pauses).isOne();
		Call behind = submit(gate, OpCode.REQUEST, 1);
		assertThat(this.handedOver).containsExactly(running);
		gate.completed(running, false);
		assertThat(this.handedOver).containsExactly(running, behind);
		gate.completed(behind, false);
		assertThat(gate.callsInFlight()).isZero();
	}

	@Test
	void abandonsWhatTheExecutorRejectsHoweverMuchWaits() {
		List<Boolean> closed = new ArrayList<>();
		ListenerGate gate = new ListenerGate(Ordering.EXCHANGE, 1, 1, 1, Long.MAX_VALUE, (task) -> {
			if (!closed.isEmpty()) {
				throw new RejectedExecutionException("closed");
			}
		});
		List<Call> calls = new ArrayList<>();
		for (int id = 1; id <= 20_000; id++) {
			calls.add(submit(gate, OpCode.REQUEST, id));
		}
		closed.add(true);
		gate.completed(calls.get(0), false);
		assertThat(calls.subList(1, calls.size())).allSatisfy(
				(call) -> assertThat(call.abandonments).containsExactly("There is no thread to run the listener on"));
		assertThat(gate.callsInFlight()).isZero();
		assertThat(this.resumes).isEqualTo(this.pauses).isOne();
	}

	private ListenerGate gate(Ordering ordering, int concurrency, int maxInFlight, int maxQueued) {
		return new ListenerGate(ordering, concurrency, maxInFlight, maxQueued, Long.MAX_VALUE, this.later);
	}

	private Call submit(ListenerGate gate, OpCode opCode, long messageId) {
		Call call = new Call(this.channel, opCode, messageId);
		assertThat(gate.submit(call)).isTrue();
		return call;
	}

	private static final class Call extends GatedCall {

		private final List<String> abandonments = new ArrayList<>();

		Call(Reading channel, OpCode opCode, long messageId) {
			this(channel, opCode, messageId, 0);
		}

		Call(Reading channel, OpCode opCode, long messageId, int size) {
			super(channel, opCode, messageId, size);
		}

		@Override
		public void run() {
		}

		@Override
		void abandon(WireError reason) {
			this.abandonments.add(reason.message());
		}

		@Override
		public String toString() {
			return opCode() + " " + messageId();
		}

	}

}
