package io.tofu.engine;

import java.util.concurrent.TimeUnit;

import io.tofu.Ampe;
import io.tofu.AmpeException;
import io.tofu.AmpeOptions;
import io.tofu.AmpeStatus;
import io.tofu.ChannelGroup;
import io.tofu.Message;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long a message takes to a receiver that waits, and another one back: two wake-ups,
 * of threads that sleep in a selector or beside one. No socket has a part in it.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class HandoverBenchmarks {

	/** Two receivers in one engine, one of which sleeps in its selector. */
	@State(Scope.Thread)
	public static class OneEngine extends Receivers {

		/** Starts the engine. */
		public OneEngine() {
			this(TofuEngine.start(AmpeOptions.defaults()));
		}

		private OneEngine(Ampe engine) {
			super(engine, engine);
		}

	}

	/** Two receivers in engines of their own, which both sleep in a selector. */
	@State(Scope.Thread)
	public static class TwoEngines extends Receivers {

		/** Starts the engines. */
		public TwoEngines() {
			super(TofuEngine.start(AmpeOptions.defaults()), TofuEngine.start(AmpeOptions.defaults()));
		}

	}

	/** The benchmark's thread and another one, each with a group. */
	public abstract static class Receivers {

		private final Ampe here;

		private final Ampe there;

		private final ChannelGroup asking;

		private final ChannelGroup answering;

		Receivers(Ampe here, Ampe there) {
			this.here = here;
			this.there = there;
			this.asking = here.createGroup();
			this.answering = there.createGroup();
			Thread thread = new Thread(this::answer, "answering");
			thread.setDaemon(true);
			thread.start();
		}

		private void answer() {
			try {
				while (true) {
					this.answering.waitReceive().close();
					this.asking.updateReceiver(null);
				}
			}
			catch (AmpeException ex) {
				if (ex.status() != AmpeStatus.SHUTDOWN_STARTED) {
					throw ex;
				}
			}
		}

		AmpeStatus thereAndBack() {
			this.answering.updateReceiver(null);
			try (Message answer = this.asking.waitReceive()) {
				return answer.status();
			}
		}

		/** Ends the engines, and the other thread by that. */
		@TearDown
		public void close() {
			this.here.close();
			this.there.close();
		}

	}

	/** Within an engine. */
	@Benchmark
	public AmpeStatus withinAnEngine(OneEngine receivers) {
		return receivers.thereAndBack();
	}

	/** Between engines. */
	@Benchmark
	public AmpeStatus betweenEngines(TwoEngines receivers) {
		return receivers.thereAndBack();
	}

}
