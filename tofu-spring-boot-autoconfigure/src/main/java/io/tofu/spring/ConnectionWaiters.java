package io.tofu.spring;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Who waits for the connection to a peer. Thread-safe. */
final class ConnectionWaiters {

	private final Set<CompletableFuture<TofuChannel>> waiting = new LinkedHashSet<>();

	/** Adds one, who waits until its future is completed by whomever. */
	@SuppressWarnings({ "CollectionUndefinedEquality", "FutureReturnValueIgnored" })
	CompletableFuture<TofuChannel> add() {
		CompletableFuture<TofuChannel> waiter = new CompletableFuture<>();
		synchronized (this.waiting) {
			this.waiting.add(waiter);
		}
		waiter.whenComplete((channel, failure) -> {
			synchronized (this.waiting) {
				this.waiting.remove(waiter);
			}
		});
		return waiter;
	}

	/** The connection is there. */
	void complete(TofuChannel channel) {
		all().forEach((waiter) -> waiter.complete(channel));
	}

	/** There will be none. */
	void fail(Supplier<? extends TofuException> failure) {
		all().forEach((waiter) -> waiter.completeExceptionally(failure.get()));
	}

	private List<CompletableFuture<TofuChannel>> all() {
		synchronized (this.waiting) {
			return List.copyOf(this.waiting);
		}
	}

}
