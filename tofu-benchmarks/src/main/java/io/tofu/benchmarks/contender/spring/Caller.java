package io.tofu.benchmarks.contender.spring;

import java.io.InputStream;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/** A client bean, as its framework has it. */
interface Caller {

	/** Sends an order and waits for the receipt. */
	@Nullable Receipt call(Order order);

	/** Sends an order; the receipt, or why there is none, comes on any thread. */
	void call(Order order, BiConsumer<? super @Nullable Receipt, ? super @Nullable Throwable> then);

	/** Sends an order, and takes as many receipts as its quantity in one stream. */
	void receipts(Order order, Consumer<Receipt> taker);

	/** Sends pieces; how many the other application has read and found right. */
	default int upload(InputStream pieces, int pieceLength) {
		throw new UnsupportedOperationException("not set up for uploads");
	}

}
