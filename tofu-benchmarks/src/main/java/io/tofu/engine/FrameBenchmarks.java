package io.tofu.engine;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

import io.tofu.OpCode;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to turn a message into bytes, and bytes into messages. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class FrameBenchmarks {

	/** How many frames a read brings. */
	private static final int FRAMES = 32;

	/** The largest burst here, with headers. */
	private static final int CAPACITY = 2 << 20;

	private static final long CACHED_BYTES = 64 << 20;

	private final MessagePool pool = new MessagePool(2 * FRAMES, 2 * FRAMES, CACHED_BYTES);

	private final Envelope envelope = new Envelope(null);

	private final Envelope decoded = new Envelope(null);

	private final ByteBuffer out = ByteBuffer.allocateDirect(CAPACITY);

	private final ByteBuffer in = ByteBuffer.allocateDirect(CAPACITY);

	private final FrameReader reader = new FrameReader(this.pool);

	private final Burst burst = new Burst();

	@Param({ "64", "1024", "32768" })
	int bodyLength;

	@Setup
	public void fill() {
		this.envelope.opCode(OpCode.REQUEST);
		this.envelope.messageId(1);
		this.envelope.body().append(new byte[this.bodyLength]);
		for (int i = 0; i < FRAMES; i++) {
			Frame.encode(this.envelope, 0, this.in);
		}
		this.in.flip();
	}

	@Benchmark
	@OperationsPerInvocation(FRAMES)
	public ByteBuffer encode() {
		this.out.clear();
		for (int i = 0; i < FRAMES; i++) {
			Frame.encode(this.envelope, 0, this.out);
		}
		return this.out;
	}

	@Benchmark
	@OperationsPerInvocation(FRAMES)
	public Envelope decode() {
		this.in.position(0);
		for (int i = 0; i < FRAMES; i++) {
			this.decoded.clear();
			Frame.decode(this.in, this.decoded);
		}
		return this.decoded;
	}

	/** As a connection does it: with storage from the pool, which gets it back. */
	@Benchmark
	@OperationsPerInvocation(FRAMES)
	public int cut() {
		this.reader.cut(this.burst, this.in.position(0), 1, FRAMES);
		for (Envelope next = this.burst.last(); next != null;) {
			Envelope older = next.next;
			next.release();
			next = older;
		}
		return this.burst.count();
	}

}
