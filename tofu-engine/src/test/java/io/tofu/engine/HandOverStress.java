package io.tofu.engine;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.tofu.AmpeOptions;
import io.tofu.AmpeStatus;
import io.tofu.Message;
import io.tofu.OpCode;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Where threads hand something over, on a real processor with all its reordering: what
 * the LincheckTests show for orders of steps holds for stores that are seen late, too.
 * Run by {@link HandOverStressTests}.
 */
public final class HandOverStress {

	private static final long CACHE = 1 << 20;

	private HandOverStress() {
	}

	/** One stores its message, then looks for sleep; the other the other way round. */
	@JCStressTest
	@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "the loop saw the message")
	@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the loop saw the message and is woken for nothing")
	@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "the loop sleeps and is woken")
	@Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "the loop sleeps over the message")
	@State
	public static class FallingAsleep {

		private final Sleeper selector = new Sleeper();

		private final Wheel wheel = new Wheel(this.selector, Thread.currentThread());

		private final Handover handover = new Handover(this.wheel);

		private final Envelope envelope = new Envelope(null);

		@Actor
		public void loop(II_Result result) {
			this.wheel.fallAsleep();
			result.r1 = this.handover.isEmpty() ? 1 : 0;
		}

		@Actor
		public void poster() {
			this.handover.submit(this.envelope, false);
		}

		@Arbiter
		public void wakeUps(II_Result result) {
			result.r2 = this.selector.wakeups();
		}

	}

	/** The receiver says that it turns, then looks; the other adds, then looks. */
	@JCStressTest
	@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "the receiver saw the message")
	@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the receiver saw it and is woken for nothing")
	@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "the receiver sleeps and is woken")
	@Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "the receiver sleeps over its message")
	@State
	public static class Updating {

		private final Sleeper selector = new Sleeper();

		private final Wheel wheel = new Wheel(this.selector, Thread.currentThread());

		private final Inbox inbox = new Inbox(1, CACHE);

		private final Envelope update = new Envelope(null);

		@Actor
		public void receiver(II_Result result) {
			this.wheel.fallAsleep();
			result.r1 = this.inbox.isEmpty() ? 1 : 0;
		}

		@Actor
		public void application() {
			this.inbox.addUpdate(this.update);
			this.wheel.wakeIfTurning();
		}

		@Arbiter
		public void wakeUps(II_Result result) {
			result.r2 = this.selector.wakeups();
		}

	}

	/** Two want to turn at once. */
	@JCStressTest
	@Outcome(id = { "0, 1", "1, 0" }, expect = Expect.ACCEPTABLE, desc = "one of them does")
	@Outcome(expect = Expect.FORBIDDEN, desc = "both or none")
	@State
	public static class Taking {

		private final Wheel wheel = new Wheel(new Sleeper(), Thread.currentThread());

		@Actor
		public void first(II_Result result) {
			result.r1 = this.wheel.take() ? 1 : 0;
		}

		@Actor
		public void second(II_Result result) {
			result.r2 = this.wheel.take() ? 1 : 0;
		}

	}

	/** One marks that it starves, then looks for a token; the other the other way. */
	@JCStressTest
	@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the loop found the token")
	@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "the loop found the token and is called for nothing")
	@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the loop starves and is called")
	@Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "the loop starves beside a free token")
	@State
	public static class Starving {

		private final AtomicInteger calls = new AtomicInteger();

		private final MessagePool pool = new MessagePool(1, 1, CACHE);

		private final Envelope only = this.pool.acquire();

		public Starving() {
			this.pool.onRefill(this.calls::incrementAndGet);
		}

		@Actor
		public void loop(II_Result result) {
			result.r1 = (this.pool.acquireOrStarve(1) != null) ? 1 : 0;
		}

		@Actor
		public void application() {
			this.only.release();
		}

		@Arbiter
		public void calls(II_Result result) {
			result.r2 = this.calls.get();
		}

	}

	/** The receiver says that it waits, then looks; the loop adds, then looks. */
	@JCStressTest
	@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "the receiver has the message")
	@Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "the receiver slept over the message")
	@State
	public static class Receiving {

		private static final long LONG = TimeUnit.SECONDS.toNanos(20);

		private final Inbox inbox = new Inbox(10, CACHE);

		private final Envelope envelope = new Envelope(null);

		@Actor
		public void receiver(I_Result result) {
			long start = System.nanoTime();
			while (result.r1 == 0 && System.nanoTime() - start < LONG) {
				this.inbox.await(LONG, () -> false);
				boolean late = System.nanoTime() - start >= LONG;
				result.r1 = (!late && this.inbox.take() != null) ? 1 : 0;
			}
		}

		@Actor
		public void loop() {
			this.inbox.add(this.envelope, this.envelope, 1, 1);
			this.inbox.wake();
		}

	}

	/** If the receiver waits, the engine's thread leaves the loop before it wakes it. */
	@JCStressTest
	@Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "the receiver was woken and has the loop")
	@Outcome(id = "1, 1, 0", expect = Expect.ACCEPTABLE, desc = "the receiver came by itself and has the loop")
	@Outcome(id = "1, 0, 0", expect = Expect.ACCEPTABLE, desc = "the receiver did not wait for its message")
	@Outcome(id = "1, 0, 1", expect = Expect.FORBIDDEN, desc = "the receiver was woken before the loop was free")
	@Outcome(expect = Expect.FORBIDDEN, desc = "the receiver slept over the message")
	@State
	public static class Relieving {

		private static final long LONG = TimeUnit.SECONDS.toNanos(20);

		private final Wheel wheel = new Wheel(new Sleeper(), Thread.currentThread());

		private final Inbox inbox = new Inbox(10, CACHE);

		private final Envelope envelope = new Envelope(null);

		@Actor
		public void receiver(III_Result result) {
			long start = System.nanoTime();
			while (result.r1 == 0 && System.nanoTime() - start < LONG) {
				this.inbox.await(LONG, () -> false);
				boolean late = System.nanoTime() - start >= LONG;
				result.r1 = (!late && this.inbox.take() != null) ? 1 : 0;
			}
			result.r2 = this.wheel.take() ? 1 : 0;
		}

		@Actor
		public void engine(III_Result result) {
			this.wheel.take();
			this.inbox.add(this.envelope, this.envelope, 1, 1);
			boolean leaves = this.inbox.isAwaited();
			if (leaves) {
				this.wheel.leave();
			}
			result.r3 = (this.inbox.wake() && leaves) ? 1 : 0;
		}

	}

	/** The loop says that it waits, then looks; the receiver counts, then looks. */
	@JCStressTest
	@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "there was room in time")
	@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "there was room in time, and it is told for nothing")
	@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "the loop stopped reading and is told")
	@Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "the loop stopped reading for ever")
	@State
	public static class Choking {

		private final Inbox inbox = new Inbox(1, CACHE);

		public Choking() {
			Envelope envelope = new Envelope(null);
			this.inbox.add(envelope, envelope, 1, 1);
		}

		@Actor
		public void loop(II_Result result) {
			result.r1 = this.inbox.chokes(CACHE) ? 1 : 0;
		}

		@Actor
		public void receiver(II_Result result) {
			Envelope taken = this.inbox.take();
			assert taken != null : "it was there";
			result.r2 = this.inbox.onTaken(taken) ? 1 : 0;
		}

	}

	/** A poster claims while the loop closes and looks whether all is settled. */
	@JCStressTest
	@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "closed first")
	@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "claimed first")
	@Outcome(expect = Expect.FORBIDDEN, desc = "the end was not behind the claim")
	@State
	public static class Closing {

		private static final AmpeOptions OPTIONS = AmpeOptions.builder().build();

		private final Claims claims = new Claims(OPTIONS, new SendTotal(Long.MAX_VALUE));

		@Actor
		public void loop(II_Result result) {
			this.claims.close();
			result.r1 = this.claims.isSettled() ? 1 : 0;
		}

		@Actor
		public void poster(II_Result result) {
			result.r2 = (this.claims.claim(OpCode.REQUEST, 1) == AmpeStatus.SUCCESS) ? 1 : 0;
		}

	}

	/** Two threads give one message away. */
	@JCStressTest
	@Outcome(id = { "0, 1", "1, 0" }, expect = Expect.ACCEPTABLE, desc = "one of them does")
	@Outcome(expect = Expect.FORBIDDEN, desc = "both or none")
	@State
	public static class GivingAway {

		private final Message message = new Envelope(null).toApplication();

		@Actor
		public void first(II_Result result) {
			result.r1 = taken();
		}

		@Actor
		public void second(II_Result result) {
			result.r2 = taken();
		}

		private int taken() {
			try {
				Envelope.takeFrom(this.message);
				return 1;
			}
			catch (IllegalStateException ex) {
				return 0;
			}
		}

	}

	/** What a poster wrote into its message is what the loop reads. */
	@JCStressTest
	@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "not there yet")
	@Outcome(id = "42", expect = Expect.ACCEPTABLE, desc = "there, as it was written")
	@Outcome(expect = Expect.FORBIDDEN, desc = "there, but not as it was written")
	@State
	public static class Publishing {

		private final Mailbox mailbox = new Mailbox();

		@Actor
		public void poster() {
			Envelope envelope = new Envelope(null);
			envelope.messageId(42);
			this.mailbox.push(envelope);
		}

		@Actor
		public void loop(I_Result result) {
			Envelope first = this.mailbox.takeAll();
			result.r1 = (first == null) ? 0 : (first.messageId() == 42) ? 42 : -1;
		}

	}

}
