package io.tofu.engine;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to get a message and to put it back. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class MessagePoolBenchmarks {

	private static final int TOKENS = 1 << 17;

	private static final long CACHED_BYTES = 64 << 20;

	/** Taken from the pool before the other thread has given any back. */
	private static final int AT_ONCE = 256;

	/** The pool that all threads use. */
	@State(Scope.Benchmark)
	public static class Shared {

		final MessagePool pool = new MessagePool(TOKENS, TOKENS, CACHED_BYTES);

		final Mailbox acquired = new Mailbox();

	}

	/** One thread does both. */
	@Benchmark
	public void alone(Shared shared) {
		shared.pool.acquire().release();
	}

	/** Two threads do both. */
	@Benchmark
	@Threads(2)
	public void contended(Shared shared) {
		shared.pool.acquire().release();
	}

	/** One thread gets, as the loop for what arrives. */
	@Benchmark
	@Group("acrossThreads")
	public void acquire(Shared shared, Circulation counter) {
		if (shared.pool.inUse() < AT_ONCE) {
			shared.acquired.push(shared.pool.acquire());
			counter.messages++;
		}
	}

	/** Another thread puts back, as the application does. */
	@Benchmark
	@Group("acrossThreads")
	public void release(Shared shared, Circulation counter) {
		for (Envelope next = shared.acquired.takeAll(); next != null;) {
			Envelope following = next.next;
			next.next = null;
			next.release();
			counter.messages++;
			next = following;
		}
	}

}
