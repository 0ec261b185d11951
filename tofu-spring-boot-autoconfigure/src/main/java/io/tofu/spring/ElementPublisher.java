package io.tofu.spring;

import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The elements of a stream, for one subscriber, as they are asked for. What is not asked
 * for stays where it is, and in the end with the peer.
 */
final class ElementPublisher<T> implements Flow.Publisher<T> {

	private final IncomingStream source;

	private final ElementReader<T> reader;

	private final Executor executor;

	private final AtomicBoolean subscribed = new AtomicBoolean();

	ElementPublisher(IncomingStream source, ElementReader<T> reader, Executor executor) {
		this.source = source;
		this.reader = reader;
		this.executor = executor;
	}

	@Override
	public void subscribe(Flow.Subscriber<? super T> subscriber) {
		Assert.notNull(subscriber, "No subscriber");
		if (this.subscribed.compareAndSet(false, true)) {
			Elements elements = new Elements(subscriber);
			try {
				subscriber.onSubscribe(elements);
			}
			catch (RuntimeException | Error ex) {
				// Nobody is there to ask for more, or to be told
				elements.cancel();
				throw ex;
			}
			this.source.whenReadable(elements::schedule);
			elements.start();
		}
		else {
			subscriber.onSubscribe(new NoElements());
			subscriber.onError(new IllegalStateException("The elements of a stream can be had once"));
		}
	}

	/** What a second subscriber gets. */
	private static final class NoElements implements Flow.Subscription {

		@Override
		public void request(long count) {
		}

		@Override
		public void cancel() {
		}

	}

	private final class Elements implements Flow.Subscription {

		private final Flow.Subscriber<? super T> subscriber;

		private final AtomicLong demand = new AtomicLong();

		/**
		 * Runs of {@link #deliver} that are due; one thread at a time has them. The first
		 * one is due when the subscriber knows its subscription.
		 */
		private final AtomicInteger due = new AtomicInteger(1);

		private volatile boolean over;

		private volatile boolean wrongDemand;

		Elements(Flow.Subscriber<? super T> subscriber) {
			this.subscriber = subscriber;
		}

		@Override
		public void request(long count) {
			if (count <= 0) {
				this.wrongDemand = true;
			}
			else {
				this.demand.accumulateAndGet(count, (now, more) -> (now + more < 0) ? Long.MAX_VALUE : now + more);
			}
			schedule();
		}

		@Override
		public void cancel() {
			this.over = true;
			ElementPublisher.this.source.cancel();
		}

		void schedule() {
			if (this.due.getAndIncrement() == 0) {
				start();
			}
		}

		void start() {
			try {
				ElementPublisher.this.executor.execute(this::deliver);
			}
			catch (RejectedExecutionException | OutOfMemoryError ex) {
				// No thread to be had, now or ever
				fail(new TofuException("There is no thread to take the elements", ex));
			}
		}

		private void deliver() {
			int runs = this.due.get();
			while (runs > 0) {
				try {
					deliverWhatIsThere();
				}
				catch (RuntimeException | Error ex) {
					fail(ex);
				}
				runs = this.due.addAndGet(-runs);
			}
		}

		private void deliverWhatIsThere() {
			if (this.wrongDemand) {
				throw new IllegalArgumentException("Less than one element was asked for");
			}
			IncomingStream source = ElementPublisher.this.source;
			while (!this.over && (this.demand.get() > 0 || source.isOver())) {
				StreamPart part = source.poll();
				if (part == null) {
					complete(source);
					return;
				}
				deliver(ElementPublisher.this.reader.read(part));
			}
		}

		private void deliver(@Nullable T element) {
			if (element != null && !this.over) {
				this.demand.accumulateAndGet(1, (now, one) -> (now == Long.MAX_VALUE) ? now : now - one);
				this.subscriber.onNext(element);
			}
		}

		/** The end, unless there is only nothing yet. */
		private void complete(IncomingStream source) {
			if (source.isOver() && !this.over) {
				// What has come to an end in between may have failed
				source.poll();
				this.over = true;
				this.subscriber.onComplete();
			}
		}

		private void fail(Throwable failure) {
			ElementPublisher.this.source.reject(
					(failure instanceof TofuException known) ? known : new TofuException("A stream failed", failure));
			if (!this.over) {
				this.over = true;
				this.subscriber.onError(failure);
			}
		}

	}

}
