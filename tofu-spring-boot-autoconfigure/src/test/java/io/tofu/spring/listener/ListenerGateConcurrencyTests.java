package io.tofu.spring.listener;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.tofu.OpCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.core.task.SimpleAsyncTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The gate under many threads: whatever the interleaving, order and limits hold, nothing
 * is lost, and every channel is read again in the end.
 */
class ListenerGateConcurrencyTests {

	private static final int CALLS = 4000;

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private Executor callExecutor = this.executor;

	private final ExecutorService completions = Executors.newFixedThreadPool(3);

	@AfterEach
	void stop() {
		this.executor.shutdownNow();
		this.completions.shutdownNow();
	}

	static List<Long> seeds() {
		List<Long> seeds = new ArrayList<>();
		long first = Seeds.next(ListenerGateConcurrencyTests.class);
		for (int i = 0; i < 12; i++) {
			seeds.add(first + i);
		}
		return seeds;
	}

	@ParameterizedTest(name = "seed {0}")
	@MethodSource("seeds")
	void keepsOrderAndLimitsByExchange(long seed) throws Exception {
		new Run(seed, Ordering.EXCHANGE).verify();
	}

	@ParameterizedTest(name = "seed {0}")
	@MethodSource("seeds")
	void keepsOrderAndLimitsByChannel(long seed) throws Exception {
		new Run(seed, Ordering.CHANNEL).verify();
	}

	@ParameterizedTest
	@EnumSource(Ordering.class)
	@EnabledForJreRange(min = JRE.JAVA_21)
	void virtualThreadsHaveTheSameGuarantees(Ordering ordering) throws Exception {
		try (SimpleAsyncTaskExecutor virtualThreads = new SimpleAsyncTaskExecutor()) {
			virtualThreads.setVirtualThreads(true);
			virtualThreads.setTaskTerminationTimeout(10_000);
			this.callExecutor = virtualThreads;
			new Run(Seeds.next(getClass()), ordering).verify();
		}
	}

	@ParameterizedTest
	@EnumSource(Ordering.class)
	void oneCallAtATimeIsStillAllCalls(Ordering ordering) throws Exception {
		new Run(1, ordering, 1, 1, 1).verify();
	}

	private final class Run {

		private final Random random;

		private final Ordering ordering;

		private final int concurrency;

		private final int maxInFlight;

		private final ListenerGate gate;

		private final List<Channel> channels = new ArrayList<>();

		private final CountDownLatch over = new CountDownLatch(CALLS);

		private final AtomicInteger running = new AtomicInteger();

		private final AtomicInteger inFlight = new AtomicInteger();

		private final Map<String, Integer> lanes = new ConcurrentHashMap<>();

		private final Map<String, Integer> submitted = new ConcurrentHashMap<>();

		private final List<String> violations = new ArrayList<>();

		Run(long seed, Ordering ordering) {
			this(seed, ordering, 1 + (int) (seed & 7), 4 + (int) (seed & 15), 1 + (int) (seed & 31));
		}

		Run(long seed, Ordering ordering, int concurrency, int maxInFlight, int maxQueued) {
			this.random = new Random(seed);
			this.ordering = ordering;
			this.concurrency = concurrency;
			this.maxInFlight = maxInFlight;
			this.gate = new ListenerGate(ordering, concurrency, maxInFlight, maxQueued, 50L * maxQueued,
					ListenerGateConcurrencyTests.this.callExecutor);
			for (int i = 0; i < 4; i++) {
				this.channels.add(new Channel(i));
			}
		}

		void verify() throws Exception {
			for (int i = 0; i < CALLS; i++) {
				Channel channel = this.channels.get(this.random.nextInt(this.channels.size()));
				boolean signal = this.random.nextInt(3) == 0;
				Call call = new Call(this, channel, signal ? OpCode.SIGNAL : OpCode.REQUEST, 1 + this.random.nextInt(8),
						this.random.nextInt(4) == 0);
				assertThat(this.gate.submit(call)).isTrue();
			}
			assertThat(this.over.await(30, TimeUnit.SECONDS)).as("all calls end").isTrue();
			assertThat(this.violations.stream().limit(10)).isEmpty();
			assertThat(this.lanes).isEqualTo(this.submitted);
			assertThat(this.gate.callsInFlight()).isZero();
			assertThat(this.channels).noneMatch((channel) -> channel.paused.get());
		}

		synchronized void violation(String text) {
			this.violations.add(text);
		}

	}

	private static final class Channel {

		private final int number;

		private final AtomicBoolean paused = new AtomicBoolean();

		private final Reading reading = new Reading(() -> this.paused.set(true), () -> this.paused.set(false),
				() -> false);

		Channel(int number) {
			this.number = number;
		}

	}

	private final class Call extends GatedCall {

		private final Run run;

		private final boolean asynchronous;

		/** Each order this call is part of, and its place in it. */
		private final Map<String, Integer> places = new ConcurrentHashMap<>();

		Call(Run run, Channel channel, OpCode opCode, long messageId, boolean asynchronous) {
			super(channel.reading, opCode, messageId, run.random.nextInt(100));
			this.run = run;
			this.asynchronous = asynchronous;
			if (run.ordering == Ordering.CHANNEL) {
				takePlace("channel " + channel.number);
				return;
			}
			takePlace("id " + channel.number + "/" + messageId);
			if (opCode == OpCode.SIGNAL) {
				takePlace("signals " + channel.number);
			}
		}

		private void takePlace(String lane) {
			this.places.put(lane, this.run.submitted.merge(lane, 1, Integer::sum));
		}

		@Override
		public void run() {
			if (this.run.running.incrementAndGet() > this.run.concurrency) {
				this.run.violation("more running than allowed");
			}
			if (this.run.inFlight.incrementAndGet() > this.run.maxInFlight) {
				this.run.violation("more in flight than allowed");
			}
			Thread.yield();
			this.run.running.decrementAndGet();
			if (this.asynchronous) {
				ListenerGateConcurrencyTests.this.completions.execute(() -> end(true));
				this.run.gate.returned();
			}
			else {
				end(false);
			}
		}

		private void end(boolean returned) {
			this.places.forEach((lane, place) -> {
				if (!this.run.lanes.merge(lane, 1, Integer::sum).equals(place)) {
					this.run.violation("out of order in " + lane);
				}
			});
			this.run.inFlight.decrementAndGet();
			this.run.gate.finishing(this, returned);
			this.run.gate.completed(this, returned);
			this.run.over.countDown();
		}

		@Override
		void abandon(WireError reason) {
			this.run.violation("abandoned");
		}

	}

}
