package io.tofu.spring.listener;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

import io.tofu.MessageRole;
import io.tofu.OpCode;
import io.tofu.spring.ErrorTypes;
import org.jspecify.annotations.Nullable;

/**
 * Lets the calls of one listener run: in the order the channels' messages demand, not too
 * many at a time, and not too many waiting.
 *
 * <p>
 * A call waits for the last one of each of its <em>lanes</em> (its id, the Signals of its
 * channel, or its whole channel) and then for a free place. Thread-safe; the lock is held
 * for a few map operations, never while something runs.
 */
final class ListenerGate {

	private static final WireError NO_THREAD = new WireError(ErrorTypes.UNAVAILABLE,
			"There is no thread to run the listener on", true);

	private final Ordering ordering;

	private final int concurrency;

	private final int maxInFlight;

	private final int maxQueued;

	private final long maxQueuedSize;

	private final Executor executor;

	private final ReentrantLock lock = new ReentrantLock();

	// guarded by lock
	private final Map<Object, GatedCall> lastOfLane = new HashMap<>();

	private final Set<GatedCall> blocked = new LinkedHashSet<>();

	private final Deque<GatedCall> ready = new ArrayDeque<>();

	private final Set<Reading> held = new HashSet<>();

	private long queuedSize;

	/** Started and not over. */
	private final Set<GatedCall> started = new HashSet<>();

	private int running;

	// changed under the lock, except that finishing begins without it

	private final AtomicInteger finishing = new AtomicInteger();

	private final AtomicInteger finishingRunning = new AtomicInteger();

	/** Whether the last call that was taken to be started leaves another startable. */
	private volatile boolean more;

	ListenerGate(Ordering ordering, int concurrency, int maxInFlight, int maxQueued, long maxQueuedSize,
			Executor executor) {
		this.ordering = ordering;
		this.concurrency = concurrency;
		this.maxInFlight = maxInFlight;
		this.maxQueued = maxQueued;
		this.maxQueuedSize = maxQueuedSize;
		this.executor = executor;
	}

	/**
	 * Admits a call. Never blocks. When too many wait, the call's channel is not read
	 * until half of them have started. A channel that must be read nevertheless, because
	 * we wait for an answer there, has calls refused instead: a Request as soon as there
	 * is no place for it, lest two applications that call each other back wait for each
	 * other's places; anything else when too many wait.
	 * @return false if the call was refused, and never ends then
	 */
	boolean submit(GatedCall call) {
		GatedCall startable;
		boolean hold;
		this.lock.lock();
		try {
			call.lanes = lanesOf(call);
			if (isRefused(call)) {
				return false;
			}
			enlist(call);
			startable = takeStartable();
			hold = isFull() && this.held.add(call.reading());
		}
		finally {
			this.lock.unlock();
		}
		if (hold) {
			call.reading().hold();
		}
		start(startable);
		return true;
	}

	/** The method of a call has returned, but its result is still to come. */
	void returned() {
		GatedCall startable;
		this.lock.lock();
		try {
			this.running--;
			startable = takeStartable();
		}
		finally {
			this.lock.unlock();
		}
		start(startable);
	}

	/**
	 * A call only sends its result: whoever gets that may count on the call's place, even
	 * if it comes back before the call is over.
	 * @param returned whether {@link #returned()} was called for it
	 */
	void finishing(GatedCall call, boolean returned) {
		goOn(call);
		call.finishing = true;
		call.finishingRunning = !returned;
		this.finishing.incrementAndGet();
		if (!returned) {
			this.finishingRunning.incrementAndGet();
		}
	}

	/** A call goes on, because its result could not be sent. */
	void goesOn(GatedCall call) {
		goOn(call);
	}

	/**
	 * A call is over.
	 * @param returned whether {@link #returned()} was called for it
	 */
	void completed(GatedCall call, boolean returned) {
		start(leave(call, returned));
	}

	/** Ends all calls that have not started, as the application is stopping. */
	void abandonQueued() {
		Collection<GatedCall> given;
		List<Reading> released;
		this.lock.lock();
		try {
			given = new ArrayList<>(this.ready);
			List<GatedCall> free = List.copyOf(this.ready);
			given.addAll(this.blocked);
			this.ready.clear();
			this.blocked.clear();
			this.queuedSize = 0;
			given.forEach((call) -> call.abandoned = true);
			free.forEach(this::leaveLanes);
			released = takeReleased();
		}
		finally {
			this.lock.unlock();
		}
		released.forEach(Reading::release);
		given.forEach((call) -> call.abandon(Inbox.STOPPED));
	}

	/** Ends all calls for their senders; returns how many that had started. */
	int cutOff() {
		abandonQueued();
		List<GatedCall> calls;
		this.lock.lock();
		try {
			calls = List.copyOf(this.started);
		}
		finally {
			this.lock.unlock();
		}
		return (int) calls.stream().filter(GatedCall::cutOff).count();
	}

	/** Calls that have not started. */
	int queuedCalls() {
		this.lock.lock();
		try {
			return queued();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Calls admitted and not over. */
	int callsInFlight() {
		this.lock.lock();
		try {
			return queued() + this.started.size();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Those of them that somebody waits for; looks at each, and so is for seldom use. */
	int requestsInFlight() {
		this.lock.lock();
		try {
			return (int) Stream.of(this.ready, this.blocked, this.started)
				.flatMap(Collection::stream)
				.filter((call) -> call.opCode().role() == MessageRole.REQUEST)
				.count();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Runs a call, and what may run beside it. */
	private void start(@Nullable GatedCall startable) {
		GatedCall call = startable;
		while (call != null) {
			try {
				this.executor.execute(call);
				call = this.more ? nextStartable() : null;
			}
			catch (RejectedExecutionException | OutOfMemoryError ex) {
				// No thread to be had, now or ever
				call.abandon(NO_THREAD);
				call = leave(call, false);
			}
		}
	}

	private @Nullable GatedCall leave(GatedCall call, boolean returned) {
		List<Reading> released;
		GatedCall startable;
		this.lock.lock();
		try {
			if (!returned) {
				this.running--;
			}
			this.started.remove(call);
			goOn(call);
			leaveLanes(call);
			startable = takeStartable();
			released = takeReleased();
		}
		finally {
			this.lock.unlock();
		}
		released.forEach(Reading::release);
		return startable;
	}

	private @Nullable GatedCall nextStartable() {
		this.lock.lock();
		try {
			return takeStartable();
		}
		finally {
			this.lock.unlock();
		}
	}

	// under the lock

	private int queued() {
		return this.ready.size() + this.blocked.size();
	}

	private boolean isFull() {
		return queued() >= this.maxQueued || this.queuedSize >= this.maxQueuedSize;
	}

	private boolean hasPlace() {
		return this.running < this.concurrency && this.started.size() < this.maxInFlight;
	}

	/** Whether a place is left when those that only send their results have left. */
	private boolean hasPlaceSoon() {
		int ofRunning = this.concurrency - this.running + this.finishingRunning.get();
		int ofInFlight = this.maxInFlight - this.started.size() + this.finishing.get();
		return this.ready.size() < Math.min(ofRunning, ofInFlight);
	}

	private void goOn(GatedCall call) {
		if (call.finishing) {
			call.finishing = false;
			this.finishing.decrementAndGet();
		}
		if (call.finishingRunning) {
			call.finishingRunning = false;
			this.finishingRunning.decrementAndGet();
		}
	}

	private boolean isRefused(GatedCall call) {
		if (!call.isRefusable()) {
			return false;
		}
		boolean noPlace = call.opCode() == OpCode.REQUEST && !hasPlaceSoon()
				&& call.lanes.stream().noneMatch(this.lastOfLane::containsKey);
		return (isFull() || noPlace) && call.reading().mustGoOn();
	}

	private void enlist(GatedCall call) {
		this.queuedSize += call.size();
		for (Object lane : call.lanes) {
			GatedCall predecessor = this.lastOfLane.put(lane, call);
			if (predecessor != null) {
				predecessor.followers.add(call);
				call.predecessors++;
			}
		}
		if (call.predecessors == 0) {
			this.ready.add(call);
		}
		else {
			this.blocked.add(call);
		}
	}

	private List<?> lanesOf(GatedCall call) {
		if (this.ordering == Ordering.CHANNEL) {
			return List.of(call.reading());
		}
		ExchangeLane exchange = new ExchangeLane(call.reading(), call.messageId());
		return (call.opCode() == OpCode.SIGNAL) ? List.of(exchange, new SignalLane(call.reading())) : List.of(exchange);
	}

	private @Nullable GatedCall takeStartable() {
		GatedCall call = hasPlace() ? this.ready.poll() : null;
		if (call != null) {
			this.queuedSize -= call.size();
			this.running++;
			this.started.add(call);
		}
		this.more = !this.ready.isEmpty() && hasPlace();
		return call;
	}

	/** Followers move up; abandoned ones only hand on the order. */
	private void leaveLanes(GatedCall finished) {
		Deque<GatedCall> leaving = new ArrayDeque<>();
		for (GatedCall call = finished; call != null; call = leaving.poll()) {
			for (Object lane : call.lanes) {
				this.lastOfLane.remove(lane, call);
			}
			for (GatedCall follower : call.followers) {
				if (--follower.predecessors > 0) {
					continue;
				}
				if (follower.abandoned) {
					leaving.add(follower);
				}
				else {
					this.blocked.remove(follower);
					this.ready.add(follower);
				}
			}
		}
	}

	private List<Reading> takeReleased() {
		if (this.held.isEmpty() || queued() > this.maxQueued / 2 || this.queuedSize > this.maxQueuedSize / 2) {
			return List.of();
		}
		List<Reading> released = List.copyOf(this.held);
		this.held.clear();
		return released;
	}

	private record ExchangeLane(Reading channel, long messageId) {
	}

	private record SignalLane(Reading channel) {
	}

}
