package io.tofu.spring;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Takes the elements of a publisher, and asks it for no more than what a window has room
 * for: at first one, then as many as their sizes suggest. Elements are converted where
 * they are published.
 */
final class PublishedFeed implements OutgoingFeed, Flow.Subscriber<Object> {

	/** How many elements are asked for at most that were not sent. */
	private static final int MAX_DEMAND = 128;

	private final OutgoingFrames frames;

	private final Flow.Publisher<?> publisher;

	private final OutgoingSource.Encoder encoder;

	private final Executor executor;

	private final Function<Throwable, TofuResponseException> failures;

	private final int window;

	private final Queue<OutgoingPart> waiting = new ConcurrentLinkedQueue<>();

	/** Asked for and not published. */
	private final AtomicLong expected = new AtomicLong();

	private final AtomicInteger turns = new AtomicInteger();

	private volatile boolean subscribed;

	private volatile Flow.@Nullable Subscription subscription;

	private volatile boolean published;

	private volatile @Nullable Throwable error;

	// whoever has the turn
	private @Nullable OutgoingPart offered;

	/** Asked for and not sent. */
	private int demanded;

	private int largest;

	/**
	 * A feed that has not subscribed.
	 * @param frames what the parts are offered to
	 * @param publisher where the elements come from
	 * @param encoder converts them
	 * @param executor asks for more, where the receive thread would
	 * @param failures what the peer is told of a failure
	 * @param window how many bytes may wait
	 */
	PublishedFeed(OutgoingFrames frames, Flow.Publisher<?> publisher, OutgoingSource.Encoder encoder, Executor executor,
			Function<Throwable, TofuResponseException> failures, int window) {
		this.frames = frames;
		this.publisher = publisher;
		this.encoder = encoder;
		this.executor = executor;
		this.failures = failures;
		this.window = window;
	}

	@Override
	public void run() {
		this.subscribed = true;
		try {
			if (!this.frames.isOver()) {
				this.publisher.subscribe(this);
			}
		}
		catch (Throwable ex) {
			fail(ex);
		}
	}

	@Override
	public void wake() {
		if (!this.subscribed) {
			return;
		}
		try {
			this.executor.execute(this::takeTurn);
		}
		catch (RejectedExecutionException | OutOfMemoryError ex) {
			fail(new TofuException("There is no thread to send a stream", ex));
		}
	}

	@Override
	public void onSubscribe(Flow.Subscription subscription) {
		if (this.subscription != null) {
			subscription.cancel();
			return;
		}
		this.subscription = subscription;
		takeTurn();
	}

	@Override
	public void onNext(Object element) {
		if (this.frames.isOver()) {
			return;
		}
		try {
			if (this.expected.getAndDecrement() <= 0) {
				throw new IllegalStateException("The publisher publishes more than it was asked for");
			}
			this.waiting.add(this.encoder.encode(element));
		}
		catch (RuntimeException | Error ex) {
			fail(ex);
		}
		takeTurn();
	}

	@Override
	public void onError(Throwable failure) {
		this.error = failure;
		this.published = true;
		takeTurn();
	}

	@Override
	public void onComplete() {
		this.published = true;
		takeTurn();
	}

	/** Sends and asks for more, unless somebody is just doing so, who goes on then. */
	private void takeTurn() {
		if (this.turns.getAndIncrement() > 0) {
			return;
		}
		int missed = 1;
		while (missed > 0) {
			try {
				sendAll();
			}
			catch (RuntimeException | Error ex) {
				fail(ex);
			}
			missed = this.turns.addAndGet(-missed);
		}
	}

	private void sendAll() {
		while (!this.frames.isOver()) {
			if (this.offered == null) {
				boolean last = this.published;
				this.offered = this.waiting.poll();
				if (this.offered == null && !last) {
					demand();
					return;
				}
			}
			if (!send(this.offered)) {
				break;
			}
		}
		Flow.Subscription current = this.subscription;
		if (this.frames.isOver() && current != null) {
			this.waiting.clear();
			current.cancel();
		}
	}

	/** Sends an element, or the end if it is null. */
	private boolean send(@Nullable OutgoingPart part) {
		if (part == null) {
			Throwable failure = this.error;
			if (failure != null) {
				fail(failure);
				return false;
			}
			return this.frames.offer(OutgoingPart.END_OF_ELEMENTS);
		}
		if (!this.frames.offer(part)) {
			return false;
		}
		this.offered = null;
		this.demanded--;
		this.largest = Math.max(this.largest, Streams.cost(part.length()));
		return true;
	}

	private void demand() {
		Flow.Subscription current = this.subscription;
		int wanted = (this.largest == 0) ? 1 : Math.max(1, Math.min(MAX_DEMAND, this.window / this.largest));
		if (current != null && this.demanded <= wanted / 2) {
			int more = wanted - this.demanded;
			this.demanded = wanted;
			this.expected.getAndAdd(more);
			current.request(more);
		}
	}

	private void fail(Throwable failure) {
		if (!this.frames.isOver()) {
			this.frames.failed(failure, this.failures.apply(failure));
		}
	}

}
