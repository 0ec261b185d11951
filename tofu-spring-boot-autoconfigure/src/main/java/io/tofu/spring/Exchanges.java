package io.tofu.spring;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/** The requests of ours that wait for their answers on one channel. Thread-safe. */
final class Exchanges {

	private final Map<Long, Exchange> byId = new ConcurrentHashMap<>();

	private final Runnable changed;

	Exchanges(Runnable changed) {
		this.changed = changed;
	}

	void add(Exchange exchange) {
		this.byId.put(exchange.id(), exchange);
		this.changed.run();
	}

	void remove(Exchange exchange) {
		if (this.byId.remove(exchange.id(), exchange)) {
			this.changed.run();
		}
	}

	@Nullable Exchange get(long id) {
		return this.byId.get(id);
	}

	boolean isEmpty() {
		return this.byId.isEmpty();
	}

	/** Ends one of them without an answer, if it is there. */
	void fail(long id, String reason, boolean notProcessed) {
		Exchange exchange = get(id);
		if (exchange != null) {
			exchange.fail(new TofuDisconnectedException(reason, notProcessed));
			remove(exchange);
		}
	}

	/** Ends all of them without an answer. */
	void failAll(String reason, boolean notProcessed) {
		this.byId.keySet().forEach((id) -> fail(id, reason, notProcessed));
	}

}
