package io.tofu.benchmarks.contender.spring;

import io.tofu.benchmarks.load.Body;
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

	private final Body piece;

	CallingClient(ConfigurableApplicationContext application, Caller caller, int connections, int noteLength) {
		if (connections != 1) {
			throw new UnsupportedOperationException("one connection is what an application has");
		}
		this.application = application;
		this.caller = caller;
		this.order = Order.withNote(noteLength);
		this.expected = Receipt.of(this.order);
		this.piece = Body.oneWay(noteLength);
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
	public void upload(int count) {
		int arrived = this.caller.upload(new Repeated(this.piece, count), this.piece.length());
		if (arrived != count) {
			throw new IllegalStateException(arrived + " pieces instead of " + count);
		}
	}

	@Override
	public void elements(int count) {
		Order many = new Order(this.order.article(), count, this.order.note());
		Receipt each = Receipt.of(many);
		int[] taken = new int[1];
		this.caller.receipts(many, (receipt) -> {
			if (!each.equals(receipt)) {
				throw new IllegalStateException("Not the receipt for " + many + ": " + receipt);
			}
			taken[0]++;
		});
		if (taken[0] != count) {
			throw new IllegalStateException(taken[0] + " receipts instead of " + count);
		}
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
