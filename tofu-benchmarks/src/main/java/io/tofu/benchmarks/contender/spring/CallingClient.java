package io.tofu.benchmarks.contender.spring;

import io.tofu.benchmarks.load.Contender;
import io.tofu.benchmarks.load.Load;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;

/** An application that calls another one, over one connection. */
final class CallingClient implements Contender.Client {

	private final ConfigurableApplicationContext application;

	private final Caller caller;

	private final Order order;

	private final Receipt expected;

	CallingClient(ConfigurableApplicationContext application, Caller caller, int connections, int noteLength) {
		if (connections != 1) {
			throw new UnsupportedOperationException("one connection is what an application has");
		}
		this.application = application;
		this.caller = caller;
		this.order = Order.withNote(noteLength);
		this.expected = Receipt.of(this.order);
	}

	@Override
	public void echo() {
		check(this.caller.call(this.order));
	}

	@Override
	public void stream(Load load) throws InterruptedException {
		load.lane(0).begin();
		for (int i = 0; i < load.window(); i++) {
			send(load);
		}
		load.await();
	}

	@Override
	public void oneWay(int count) {
		throw new UnsupportedOperationException("only calls are measured");
	}

	@Override
	public void close() {
		this.application.close();
	}

	private void send(Load load) {
		this.caller.call(this.order, (receipt, failure) -> {
			try {
				if (failure != null) {
					throw new IllegalStateException(failure);
				}
				check(receipt);
				if (isWanted(load)) {
					send(load);
				}
			}
			catch (RuntimeException ex) {
				load.fail(ex);
			}
		});
	}

	/** Callbacks come on several threads, and a lane is for one. */
	private synchronized boolean isWanted(Load load) {
		return load.lane(0).onReply();
	}

	private void check(@Nullable Receipt receipt) {
		if (!this.expected.equals(receipt)) {
			throw new IllegalStateException("Not the receipt for " + this.order + ": " + receipt);
		}
	}

}
