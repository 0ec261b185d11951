package io.tofu.engine;

import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to hand messages from one thread to another. */
@State(Scope.Group)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class MailboxBenchmarks {

	private static final int IN_CIRCULATION = 256;

	private final Mailbox there = new Mailbox();

	private final Mailbox back = new Mailbox();

	private final Mailbox alone = new Mailbox();

	private final Envelope[] burst = new Envelope[IN_CIRCULATION];

	/** Fills the circulation. */
	public MailboxBenchmarks() {
		for (int i = 0; i < IN_CIRCULATION; i++) {
			this.there.push(new Envelope(null));
			this.burst[i] = new Envelope(null);
		}
	}

	/** No other thread: the price of the atomic operations and of the order. */
	@Benchmark
	@Group("alone")
	@OperationsPerInvocation(IN_CIRCULATION)
	public @Nullable Object pushAndTake() {
		for (Envelope envelope : this.burst) {
			this.alone.push(envelope);
		}
		return this.alone.takeAll();
	}

	/** One of two threads that send messages round; see the counter of messages. */
	@Benchmark
	@Group("betweenThreads")
	public void send(Circulation counter) {
		counter.pass(this.back.takeAll(), this.there);
	}

	/** The other thread. */
	@Benchmark
	@Group("betweenThreads")
	public void sendBack(Circulation counter) {
		counter.pass(this.there.takeAll(), this.back);
	}

}
