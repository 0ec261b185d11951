package io.tofu.spring;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.tofu.Message;
import io.tofu.OpCode;
import org.jspecify.annotations.Nullable;

/**
 * The requests of ours that wait for their answers on one channel. Of one that ends while
 * its answer arrives no more is kept than what tells the rest of that answer from others.
 * Thread-safe.
 */
final class Exchanges {

	/**
	 * To begin so many answers that come too late, and end none, is an attack: each must
	 * be remembered.
	 */
	static final int MAX_DISCARDED = 4096;

	private final Map<Long, Exchange> byId = new ConcurrentHashMap<>();

	private final Set<Rest> discarded = ConcurrentHashMap.newKeySet();

	private final TofuChannel channel;

	private final Runnable changed;

	private final RequestTimer timer;

	/**
	 * No requests yet.
	 * @param channel where they are sent
	 * @param changed told when there may have been the first or the last one
	 */
	Exchanges(TofuChannel channel, Runnable changed) {
		this.channel = channel;
		this.changed = changed;
		this.timer = new RequestTimer(this, channel.connections());
	}

	RequestTimer timer() {
		return this.timer;
	}

	/** All that wait, at about this moment. */
	Iterable<Exchange> all() {
		return this.byId.values();
	}

	void add(Exchange exchange) {
		this.byId.put(exchange.id(), exchange);
		this.changed.run();
	}

	/** False if it was removed before. */
	boolean remove(Exchange exchange) {
		boolean removed = this.byId.remove(exchange.id(), exchange);
		if (removed) {
			this.changed.run();
		}
		return removed;
	}

	@Nullable Exchange get(long id) {
		return this.byId.get(id);
	}

	boolean isEmpty() {
		return this.byId.isEmpty();
	}

	/**
	 * Takes a Response, or a Signal under the id of a request, on the receive thread;
	 * false if it is for nobody here.
	 */
	boolean onFrame(Message frame) {
		Exchange exchange = get(frame.messageId());
		if (exchange == null) {
			return discards(frame);
		}
		if (frame.opCode() == OpCode.SIGNAL) {
			return exchange.onSignal(frame) || discards(frame);
		}
		if (!frame.hasMore()) {
			remove(exchange);
		}
		exchange.onFrame(frame);
		return true;
	}

	/** What is still to come of a message is not wanted any more. */
	void discardRest(OpCode opCode, long id) {
		if (this.discarded.size() < MAX_DISCARDED) {
			this.discarded.add(new Rest(opCode, id));
		}
		else {
			this.channel.close();
		}
	}

	/** The last frame of what is not wanted has come. */
	void noRest(OpCode opCode, long id) {
		this.discarded.remove(new Rest(opCode, id));
		this.channel.connections().dropped(this.channel, opCode, "the request has ended before it was complete");
	}

	/** How many messages are not wanted any more and have not ended. */
	int discarded() {
		return this.discarded.size();
	}

	/**
	 * Ends one of them without an answer, if it is there. What the peer has begun to
	 * answer it has processed, whatever it says at the end.
	 */
	void fail(long id, String reason, boolean notProcessed) {
		Exchange exchange = get(id);
		if (exchange != null) {
			boolean unknown = (notProcessed && !exchange.hasBegun()) || exchange.isUnsent();
			exchange.fail(new TofuDisconnectedException(reason, unknown));
			remove(exchange);
		}
	}

	/** Ends all of them without an answer, as the channel has ended. */
	void failAll(String reason, boolean notProcessed) {
		this.byId.keySet().forEach((id) -> fail(id, reason, notProcessed));
		this.timer.close();
	}

	private boolean discards(Message frame) {
		if (this.discarded.isEmpty()) {
			return false;
		}
		Rest rest = new Rest(frame.opCode(), frame.messageId());
		if (!this.discarded.contains(rest)) {
			return false;
		}
		try (frame) {
			if (!frame.hasMore()) {
				noRest(rest.opCode(), rest.id());
			}
		}
		return true;
	}

	/** The frames of a message that are still to come. */
	private record Rest(OpCode opCode, long id) {
	}

}
