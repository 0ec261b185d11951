package io.tofu.spring.lifecycle;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import io.tofu.spring.TofuChannel;
import io.tofu.spring.TofuDisconnectedException;

/**
 * Callers that ask the peers of a station in turn, all the time, for what takes a moment
 * and for what takes a while. What is neither the answer nor {@code notProcessed} is a
 * failure.
 */
final class Load implements AutoCloseable {

	private static final int CALLERS = 8;

	/** Longer than anything takes: a request that ends so was lost, or hangs. */
	private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(20);

	private static final int MAX_FAILURES = 100;

	private final Station station;

	private final List<Thread> callers;

	private final AtomicLong answered = new AtomicLong();

	private final AtomicLong notProcessed = new AtomicLong();

	private final AtomicLong longest = new AtomicLong();

	private final Queue<String> failures = new ConcurrentLinkedQueue<>();

	private volatile boolean ended;

	Load(Station station) {
		this.station = station;
		this.callers = IntStream.range(0, CALLERS)
			.mapToObj((number) -> new Thread(() -> call(number), "caller-" + number))
			.toList();
		this.callers.forEach(Thread::start);
	}

	long answered() {
		return this.answered.get();
	}

	/** What happened to requests that should not happen. */
	Queue<String> failures() {
		return this.failures;
	}

	@Override
	public String toString() {
		return "%d answered, %d not processed, %d failures, longest %d ms".formatted(this.answered.get(),
				this.notProcessed.get(), this.failures.size(), Duration.ofNanos(this.longest.get()).toMillis());
	}

	/** Ends the load; what is under way comes to its end before. */
	@Override
	public void close() {
		this.ended = true;
		try {
			for (Thread caller : this.callers) {
				caller.join();
			}
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	private void call(int caller) {
		for (long number = 0; !this.ended && this.failures.size() < MAX_FAILURES; number++) {
			List<TofuChannel> channels = List.copyOf(this.station.channels());
			if (channels.isEmpty()) {
				LockSupport.parkNanos(1_000_000);
				continue;
			}
			String route = ((caller + number) % 2 == 0) ? "slow" : "echo";
			request(channels.get((int) (number % channels.size())), route, caller + "/" + number);
		}
	}

	private void request(TofuChannel channel, String route, String text) {
		long begun = System.nanoTime();
		try {
			String answer = channel.route(route).body(text).timeout(REQUEST_TIMEOUT).request(String.class);
			if (text.equals(answer)) {
				this.answered.incrementAndGet();
			}
			else {
				this.failures.add(answer + " in answer to " + text);
			}
		}
		catch (TofuDisconnectedException ex) {
			if (!ex.notProcessed()) {
				this.failures.add(ex.toString());
			}
			this.notProcessed.incrementAndGet();
			// To whoever asks a peer by name, this one would be away by now
			LockSupport.parkNanos(1_000_000);
		}
		catch (RuntimeException ex) {
			this.failures.add(ex.toString());
		}
		this.longest.accumulateAndGet(System.nanoTime() - begun, Math::max);
	}

}
