package io.tofu.spring.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.tofu.spring.TofuClient;
import io.tofu.spring.TofuDisconnectedException;
import io.tofu.spring.TofuException;
import io.tofu.spring.TofuRemoteException;
import io.tofu.spring.TofuTimeoutException;
import io.tofu.spring.chaos.Work.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Threads that ask the other application for all kinds of work, as long as they are let,
 * and write down how each request ended.
 */
final class Callers {

	private static final int WAITING = 4;

	private static final int IN_FLIGHT = 64;

	private static final int SHORTEST_TIMEOUT = 100;

	private static final int LONGEST_TIMEOUT = 1500;

	private static final int LONGEST_PAUSE = 4;

	private final Work work;

	private final Journal journal;

	private final Supplier<TofuClient.@Nullable RequestSpec> target;

	private final CountDownLatch stopped = new CountDownLatch(1);

	private final List<Thread> threads = new ArrayList<>();

	private final ConcurrentHashMap<String, Boolean> open = new ConcurrentHashMap<>();

	Callers(Work work, Journal journal, Supplier<TofuClient.@Nullable RequestSpec> target) {
		this.work = work;
		this.journal = journal;
		this.target = target;
	}

	void start(long seed) {
		for (int i = 0; i < WAITING; i++) {
			Random random = new Random(seed + i);
			begin("caller-" + i, () -> ask(random, true));
		}
		Random random = new Random(seed + WAITING);
		begin("caller-async", () -> ask(random, false));
		AtomicInteger numbers = new AtomicInteger();
		begin("caller-signals", () -> tell(numbers.incrementAndGet()));
	}

	/** No new requests; waits until all threads have ended. */
	void stop() throws InterruptedException {
		this.stopped.countDown();
		for (Thread thread : this.threads) {
			thread.join();
		}
	}

	/** How many requests have not ended. */
	int open() {
		return this.open.size();
	}

	private void begin(String name, Runnable turn) {
		Thread thread = new Thread(() -> {
			Random pauses = new Random(name.hashCode());
			while (!pause(pauses.nextInt(LONGEST_PAUSE))) {
				turn.run();
			}
		}, name);
		thread.setDaemon(true);
		this.threads.add(thread);
		thread.start();
	}

	private boolean pause(int millis) {
		try {
			return this.stopped.await(millis, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			return true;
		}
	}

	private void tell(int number) {
		TofuClient.RequestSpec spec = this.target.get();
		if (spec == null) {
			return;
		}
		try {
			spec.route("news").body(String.valueOf(number)).timeout(Duration.ofMillis(LONGEST_TIMEOUT)).signal();
		}
		catch (TofuException ex) {
			// It is lost, and nobody is promised to hear of it
		}
	}

	private void ask(Random random, boolean waiting) {
		TofuClient.RequestSpec spec = (waiting || this.open.size() < IN_FLIGHT) ? this.target.get() : null;
		if (spec == null) {
			pause(LONGEST_PAUSE);
			return;
		}
		Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
		Request request = new Request(kind, this.work.nextId(), kind.payload(random),
				SHORTEST_TIMEOUT + random.nextInt(LONGEST_TIMEOUT - SHORTEST_TIMEOUT));
		spec.route("work." + kind)
			.header(Work.ID, request.id)
			.header(Work.DELAY, String.valueOf(random.nextInt(request.timeout * 3 / 2)))
			.body(request.payload)
			.timeout(Duration.ofMillis(request.timeout))
			.onSignal((step) -> request.steps.add((int) step.getPayload()[0]));
		request.begins();
		try {
			if (waiting) {
				request.ends(spec.request(String.class), null);
			}
			else {
				spec.requestAsync(String.class).whenComplete(request::ends);
			}
		}
		catch (RuntimeException ex) {
			request.ends(null, ex);
		}
	}

	/** One request, and how it ended. */
	private final class Request {

		private final Kind kind;

		private final String id;

		private final String payload;

		private final int timeout;

		private final List<Integer> steps = new CopyOnWriteArrayList<>();

		private final long start = System.nanoTime();

		Request(Kind kind, String id, String payload, int timeout) {
			this.kind = kind;
			this.id = id;
			this.payload = payload;
			this.timeout = timeout;
		}

		void begins() {
			Callers.this.open.put(this.id, true);
			Callers.this.journal.write("B", this.id, this.kind.name());
		}

		void ends(@Nullable String answer, @Nullable Throwable failure) {
			long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - this.start);
			String outcome = (failure != null) ? outcome(failure) : outcome(answer, millis >= this.timeout);
			String reason = (failure != null) ? failure.toString().replaceAll("\\s", " ") : "";
			Callers.this.journal.write("E", this.id, String.valueOf(millis - this.timeout),
					outcome + Outcomes.BECAUSE + reason);
			Callers.this.open.remove(this.id);
		}

		private String outcome(@Nullable String answer, boolean overdue) {
			if (this.kind == Kind.WRONG || !Objects.equals(answer, this.kind.answer(this.id, this.payload))) {
				return "wrong answer";
			}
			return (this.kind != Kind.STEPS || isRight(List.copyOf(this.steps), overdue)) ? Outcomes.ANSWERED
					: "wrong steps " + this.steps;
		}

		/**
		 * An answer counts whose timeout ends while the steps before it are delivered.
		 */
		private boolean isRight(List<Integer> steps, boolean overdue) {
			return steps.equals(Work.ALL_STEPS) || (overdue
					&& steps.equals(Work.ALL_STEPS.subList(0, Math.min(steps.size(), Work.ALL_STEPS.size()))));
		}

		private String outcome(Throwable thrown) {
			Throwable failure = (thrown instanceof CompletionException && thrown.getCause() != null) ? thrown.getCause()
					: thrown;
			if (failure instanceof TofuRemoteException remote) {
				boolean chosen = this.kind == Kind.WRONG && this.id.equals(remote.remoteMessage());
				return chosen ? Outcomes.ANSWERED : Outcomes.REMOTE + remote.type();
			}
			if (failure instanceof TofuDisconnectedException disconnected) {
				return disconnected.notProcessed() ? Outcomes.NOT_PROCESSED : Outcomes.DISCONNECTED;
			}
			return (failure instanceof TofuTimeoutException) ? Outcomes.TIMEOUT : "unexpected " + failure;
		}

	}

}
