package io.tofu.spring;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Takes the elements of a stream one by one, on threads of its own, and checks that it is
 * called as subscribers are.
 */
final class Demanding implements Flow.Subscriber<byte[]> {

	final List<byte[]> elements = new ArrayList<>();

	private final CompletableFuture<Void> end = new CompletableFuture<>();

	private final AtomicBoolean busy = new AtomicBoolean();

	private final ExecutorService threads = Executors.newFixedThreadPool(2);

	private Flow.Subscription subscription;

	private int asked;

	Demanding(IncomingStream source) {
		source.publisher((bytes) -> bytes, this.threads).subscribe(this);
	}

	/** Waits for the end, whatever it is. */
	void await() {
		this.end.handle((nothing, failure) -> null).join();
		this.threads.shutdown();
	}

	@Override
	public void onSubscribe(Flow.Subscription given) {
		this.subscription = given;
		ask();
	}

	@Override
	public void onNext(byte[] element) {
		alone(() -> {
			assertThat(this.end).isNotDone();
			this.elements.add(element);
			assertThat(this.elements).hasSizeLessThanOrEqualTo(this.asked);
			ask();
		});
	}

	@Override
	public void onError(Throwable failure) {
		alone(() -> assertThat(this.end.completeExceptionally(failure)).isTrue());
	}

	@Override
	public void onComplete() {
		alone(() -> assertThat(this.end.complete(null)).isTrue());
	}

	private void ask() {
		this.asked++;
		this.subscription.request(1);
	}

	private void alone(Runnable call) {
		assertThat(this.busy.compareAndSet(false, true)).as("called alone").isTrue();
		call.run();
		this.busy.set(false);
	}

}
