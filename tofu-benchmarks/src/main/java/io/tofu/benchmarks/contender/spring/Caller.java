package io.tofu.benchmarks.contender.spring;

import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

/** A client bean, as its framework has it. */
interface Caller {

	/** Sends an order and waits for the receipt. */
	@Nullable Receipt call(Order order);

	/** Sends an order; the receipt, or why there is none, comes on any thread. */
	void call(Order order, BiConsumer<? super @Nullable Receipt, ? super @Nullable Throwable> then);

}
