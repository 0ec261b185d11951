package io.tofu.spring.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.tofu.spring.TofuBroadcast;
import io.tofu.spring.TofuChannel;
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

	private final Function<Random, TofuClient.@Nullable RequestSpec> target;

	private final Function<String, @Nullable ToAll> toAll;

	private final CountDownLatch stopped = new CountDownLatch(1);

	private final List<Thread> threads = new ArrayList<>();

	private final ConcurrentHashMap<String, Boolean> open = new ConcurrentHashMap<>();

	/**
	 * Callers that have not begun.
	 * @param target gives one connection for a request or Signal, if there is one
	 * @param toAll gives all connections for those to a route, if there are some
	 */
	Callers(Work work, Journal journal, Function<Random, TofuClient.@Nullable RequestSpec> target,
			Function<String, @Nullable ToAll> toAll) {
		this.work = work;
		this.journal = journal;
		this.target = target;
		this.toAll = toAll;
	}

	void start(long seed) {
		for (int i = 0; i < WAITING; i++) {
			Random random = new Random(seed + i);
			begin("caller-" + i, () -> ask(random, true));
		}
		Random random = new Random(seed + WAITING);
		begin("caller-async", () -> ask(random, false));
		Random broadcasts = new Random(seed + WAITING + 1);
		begin("caller-broadcasts", () -> askAll(broadcasts));
		AtomicInteger numbers = new AtomicInteger();
		Random signals = new Random(seed + WAITING + 2);
		begin("caller-signals", () -> tell(signals, numbers.incrementAndGet()));
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

	private void tell(Random random, int number) {
		ToAll all = random.nextBoolean() ? this.toAll.apply("news") : null;
		if (all != null) {
			all.broadcast.body(String.valueOf(number)).signal();
			return;
		}
		TofuClient.RequestSpec spec = this.target.apply(random);
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

	private void askAll(Random random) {
		ToAll all = (this.open.size() < IN_FLIGHT) ? this.toAll.apply(Work.ALL) : null;
		if (all == null) {
			pause(LONGEST_PAUSE);
			return;
		}
		String id = this.work.nextId();
		String payload = Kind.PLAIN.payload(random);
		int timeout = timeout(random);
		Map<TofuChannel, Request> requests = new HashMap<>();
		all.channels.forEach((name, channel) -> requests.put(channel,
				new Request(Kind.PLAIN, Work.nameForOne(id, name), payload, timeout)));
		requests.values().forEach(Request::begins);
		all.broadcast.header(Work.ID, id)
			.body(payload)
			.timeout(Duration.ofMillis(timeout))
			.requestAsync(String.class)
			.forEach((channel, answer) -> answer.whenComplete(requests.get(channel)::ends));
	}

	private static int timeout(Random random) {
		return SHORTEST_TIMEOUT + random.nextInt(LONGEST_TIMEOUT - SHORTEST_TIMEOUT);
	}

	private void ask(Random random, boolean waiting) {
		TofuClient.RequestSpec spec = (waiting || this.open.size() < IN_FLIGHT) ? this.target.apply(random) : null;
		if (spec == null) {
			pause(LONGEST_PAUSE);
			return;
		}
		Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
		Request request = new Request(kind, this.work.nextId(), kind.payload(random), timeout(random));
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

	/**
	 * All connections that there are, by their names.
	 *
	 * @param broadcast to all of them
	 */
	record ToAll(Map<String, TofuChannel> channels, TofuBroadcast broadcast) {
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
