package io.tofu.spring.listener;

import java.util.HashMap;
import java.util.Map;

import io.tofu.Message;
import io.tofu.MessageType;
import io.tofu.OpCode;
import io.tofu.spring.ErrorTypes;
import io.tofu.spring.IncomingCredit;
import io.tofu.spring.IncomingStream;
import io.tofu.spring.JoinedPayload;
import io.tofu.spring.TofuChannel;
import io.tofu.spring.TofuHeaders;
import io.tofu.spring.TofuResponseException;

/**
 * The messages of one channel that have begun to arrive: joins their frames, or gives
 * them one by one to whoever works on them already. Receive thread only.
 */
final class Arrivals {

	/**
	 * To have begun so many messages that nobody wants, and ended none, is an attack:
	 * each must be remembered.
	 */
	static final int MAX_DISCARDED = 4096;

	private final Inbox inbox;

	private final Inboxes inboxes;

	private final TofuChannel channel;

	private final Map<IncomingExchange.Key, IncomingExchange> unfinished = new HashMap<>();

	private final Unfinished.Share kept;

	Arrivals(Inbox inbox, Inboxes inboxes, TofuChannel channel) {
		this.inbox = inbox;
		this.inboxes = inboxes;
		this.channel = channel;
		this.kept = inboxes.unfinished().share();
	}

	/** Takes a further frame of a message; false if it has not begun. */
	boolean goOn(Message frame) {
		IncomingExchange.Key key = IncomingExchange.Key.of(frame);
		IncomingExchange exchange = this.unfinished.get(key);
		if (exchange == null) {
			return false;
		}
		if (!frame.hasMore()) {
			this.unfinished.remove(key);
			forget(key, exchange);
		}
		goOn(key, exchange, frame);
		return true;
	}

	/** Takes the first frame of a message, perhaps the only one. */
	void begin(TofuListenerContainer listener, Message frame) {
		boolean more = hasMore(frame);
		IncomingExchange.Key key = IncomingExchange.Key.of(frame);
		if (more && this.unfinished.size() >= this.inboxes.settings().maxQueued()) {
			refuse(key, new WireError(ErrorTypes.OVERLOADED, "Too many unfinished messages", true));
			discard(frame);
		}
		else if (listener.takesFrames()) {
			IncomingExchange.Frames frames = new IncomingExchange.Frames(listener, this.channel, frame);
			if (more) {
				remember(key, frames);
			}
			this.inbox.submit(new Invocation(this.inbox, frames, frame));
		}
		else if (listener.takesStream()) {
			beginStream(key, listener, frame);
		}
		else if (more) {
			IncomingExchange.Joined joined = new IncomingExchange.Joined(listener,
					new JoinedPayload(this.channel, this.inboxes.settings().maxJoinedSize()));
			remember(key, joined);
			join(key, joined, frame);
		}
		else {
			this.inbox.submitWhole(listener, frame);
		}
	}

	/** Closes the first frame of a message, and remembers to close those that follow. */
	void discard(Message frame) {
		IncomingExchange.Key key = IncomingExchange.Key.of(frame);
		try (frame) {
			if (!hasMore(frame)) {
				return;
			}
		}
		if (this.unfinished.size() - this.inboxes.settings().maxQueued() >= MAX_DISCARDED) {
			this.channel.close();
			return;
		}
		this.unfinished.put(key, IncomingExchange.Discarded.INSTANCE);
	}

	/** Gives up what is unfinished, and tells its senders. */
	void cutOff() {
		this.unfinished.replaceAll((key, exchange) -> {
			if (exchange instanceof IncomingExchange.Joined joined) {
				this.kept.release(joined.size());
				refuse(key, Inbox.STOPPED);
			}
			else if (exchange instanceof IncomingExchange.Frames frames && !frames.isOver()) {
				frames.end();
				refuse(key, Inbox.CUT_OFF);
			}
			forget(key, exchange);
			return IncomingExchange.Discarded.INSTANCE;
		});
	}

	/** Whether a listener works on one of them. */
	boolean isBeingHandled() {
		return this.unfinished.values().stream().anyMatch(IncomingExchange::isBeingHandled);
	}

	/** Forgets all; streams end with their channel by themselves. */
	void close() {
		this.unfinished.forEach((key, exchange) -> {
			forget(key, exchange);
			if (exchange instanceof IncomingExchange.Joined joined) {
				this.kept.release(joined.size());
			}
		});
		this.unfinished.clear();
	}

	private void goOn(IncomingExchange.Key key, IncomingExchange exchange, Message frame) {
		if (exchange instanceof IncomingExchange.Joined joined && isGivenUp(frame)) {
			frame.close();
			giveUp(key, joined, new WireError(ErrorTypes.CANCELLED, "Given up by its sender", true));
		}
		else if (exchange instanceof IncomingExchange.Joined joined) {
			join(key, joined, frame);
		}
		else if (exchange instanceof IncomingExchange.Frames frames && !frames.isOver()) {
			this.inbox.submit(new Invocation(this.inbox, frames, frame));
		}
		else if (exchange instanceof IncomingExchange.Streamed streamed && !streamed.stream().isOver()) {
			stream(streamed.stream(), frame);
		}
		else {
			frame.close();
		}
	}

	private void beginStream(IncomingExchange.Key key, TofuListenerContainer listener, Message first) {
		IncomingStream stream = new IncomingStream(this.channel, key.opCode(), key.messageId(), this.kept::release);
		Invocation invocation = new Invocation(this.inbox, listener, key.opCode(), key.messageId(),
				this.inbox.describe(first, StreamArgumentResolver.STREAM, stream), Inbox.sizeOf(first), stream);
		if (hasMore(first)) {
			remember(key, new IncomingExchange.Streamed(stream));
		}
		stream(stream, first);
		this.inbox.submit(invocation);
	}

	private void stream(IncomingStream stream, Message frame) {
		if (this.kept.keep(IncomingCredit.cost(frame))) {
			stream.onFrame(frame);
		}
		else {
			frame.close();
			stream.fail(new TofuResponseException(ErrorTypes.OVERLOADED, "Too much of unfinished messages"));
		}
	}

	private void join(IncomingExchange.Key key, IncomingExchange.Joined joined, Message frame) {
		int size = Inbox.sizeOf(frame);
		boolean last = joined.payload().add(frame);
		if (joined.payload().isTooLarge()) {
			giveUp(key, joined, new WireError(ErrorTypes.TOO_LARGE,
					"More than " + this.inboxes.settings().maxJoinedSize() + " bytes", true));
		}
		else if (last) {
			this.kept.release(joined.size());
			this.inbox.submit(new Invocation(this.inbox, joined.listener(), key.opCode(), key.messageId(),
					joined.payload().toMessage(), joined.size() + size, null));
		}
		else if (this.kept.keep(size)) {
			joined.grow(size);
		}
		else {
			giveUp(key, joined, new WireError(ErrorTypes.OVERLOADED, "Too much of unfinished messages", true));
		}
	}

	/** Discards what has come of a message and what is still to come. */
	private void giveUp(IncomingExchange.Key key, IncomingExchange.Joined joined, WireError error) {
		this.kept.release(joined.size());
		if (this.unfinished.replace(key, joined, IncomingExchange.Discarded.INSTANCE)) {
			forget(key, joined);
		}
		refuse(key, error);
	}

	private void refuse(IncomingExchange.Key key, WireError error) {
		this.inbox.refuse(key.opCode(), key.messageId(), error);
	}

	private void remember(IncomingExchange.Key key, IncomingExchange exchange) {
		this.unfinished.put(key, exchange);
		if (isAwaited(key, exchange)) {
			this.inboxes.arriving().incrementAndGet();
		}
	}

	private void forget(IncomingExchange.Key key, IncomingExchange exchange) {
		if (isAwaited(key, exchange)) {
			this.inboxes.arriving().decrementAndGet();
		}
	}

	/** Of what has no answer nobody knows whether the rest will ever come. */
	private static boolean isAwaited(IncomingExchange.Key key, IncomingExchange exchange) {
		return key.opCode() == OpCode.REQUEST && exchange.isArriving();
	}

	/** Whether its sender failed in the middle; an answer that ends so is an answer. */
	private static boolean isGivenUp(Message frame) {
		return frame.opCode() != OpCode.RESPONSE && frame.headers().contains(TofuHeaders.ERROR_TYPE);
	}

	private static boolean hasMore(Message message) {
		return message.hasMore() && message.opCode().type() == MessageType.REGULAR;
	}

}
