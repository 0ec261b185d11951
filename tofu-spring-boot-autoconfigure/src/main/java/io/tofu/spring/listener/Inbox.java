package io.tofu.spring.listener;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

import io.tofu.Message;
import io.tofu.MessageType;
import io.tofu.OpCode;
import io.tofu.spring.ErrorTypes;
import io.tofu.spring.JoinedPayload;
import io.tofu.spring.TofuChannel;
import io.tofu.spring.TofuHeaders;
import io.tofu.spring.TofuMessageConverter;
import org.jspecify.annotations.Nullable;

/**
 * What one channel brings: finds the listener of each message, joins frames, and hands
 * over. A ByeRequest is handled when everything before it is.
 */
final class Inbox {

	/**
	 * To have begun so many messages that nobody wants, and ended none, is an attack:
	 * each must be remembered.
	 */
	static final int MAX_DISCARDED = 4096;

	/** What the sender of a message is told that has begun to be handled. */
	static final WireError CUT_OFF = new WireError(ErrorTypes.CANCELLED,
			"The application stopped before the answer was there", true);

	private static final WireError STOPPED = new WireError(ErrorTypes.UNAVAILABLE, "The application is stopping", true);

	private static final byte[] NO_BYTES = {};

	private final Inboxes inboxes;

	private final TofuChannel channel;

	private final Reading reading;

	private final Answers answers;

	// receive thread only
	private final Map<IncomingExchange.Key, IncomingExchange> unfinished = new HashMap<>();

	// receive thread only
	private final Unfinished.Share kept;

	private final ReentrantLock lock = new ReentrantLock();

	// guarded by lock
	private int calls;

	private @Nullable Message bye;

	Inbox(Inboxes inboxes, TofuChannel channel) {
		this.inboxes = inboxes;
		this.channel = channel;
		this.kept = inboxes.unfinished().share();
		this.reading = new Reading(channel);
		this.answers = new Answers(channel, this.reading, inboxes.executor());
	}

	Reading reading() {
		return this.reading;
	}

	Answers answers() {
		return this.answers;
	}

	void execute(Runnable task) {
		this.inboxes.executor().execute(task);
	}

	/** What a listener is told of a frame it gets as it came. */
	org.springframework.messaging.Message<?> describe(Message frame) {
		return TofuMessageConverter.withHeader(this.inboxes.converter().copyOut(this.channel, frame, NO_BYTES),
				TofuHeaders.RAW, frame);
	}

	/** Takes over a message; on the receive thread. */
	void receive(Message message) {
		OpCode opCode = message.opCode();
		if (opCode == OpCode.BYE_REQUEST) {
			receiveBye(message);
			return;
		}
		IncomingExchange.Key key = new IncomingExchange.Key(opCode, message.messageId());
		IncomingExchange exchange = this.unfinished.get(key);
		if (exchange != null) {
			continueExchange(key, exchange, message);
		}
		else {
			TofuListenerContainer listener = findListener(message);
			if (listener != null) {
				begin(key, listener, message);
			}
			else {
				discard(key, message);
			}
		}
	}

	/** Takes over a message that no listener gets any more; on the receive thread. */
	void refuse(Message message) {
		IncomingExchange.Key key = new IncomingExchange.Key(message.opCode(), message.messageId());
		IncomingExchange exchange = this.unfinished.get(key);
		if (exchange != null) {
			continueExchange(key, exchange, message);
		}
		else {
			refuse(key.opCode(), key.messageId(), STOPPED);
			discard(key, message);
		}
	}

	/** Gives up what is unfinished, and tells its senders; on the receive thread. */
	void cutOff() {
		this.unfinished.replaceAll((key, exchange) -> {
			if (exchange instanceof IncomingExchange.Joined joined) {
				this.kept.release(joined.size());
				refuse(key.opCode(), key.messageId(), STOPPED);
			}
			else if (exchange instanceof IncomingExchange.Frames frames && !frames.isOver()) {
				frames.end();
				refuse(key.opCode(), key.messageId(), CUT_OFF);
			}
			forget(exchange);
			return IncomingExchange.Discarded.INSTANCE;
		});
	}

	/** Whether something was taken whose answer was not sent; on the receive thread. */
	boolean isBusy() {
		if (this.answers.isOwing() || this.unfinished.values().stream().anyMatch(IncomingExchange::isBeingHandled)) {
			return true;
		}
		this.lock.lock();
		try {
			return this.calls > 0;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Forgets what is unfinished; on the receive thread. */
	void close() {
		this.unfinished.values().forEach(this::forget);
		this.unfinished.clear();
		this.kept.close();
		Message unanswered;
		this.lock.lock();
		try {
			unanswered = this.bye;
			this.bye = null;
		}
		finally {
			this.lock.unlock();
		}
		if (unanswered != null) {
			unanswered.close();
		}
	}

	/** Tells the peer that no listener gets its message, if it asked; on any thread. */
	void refuse(OpCode opCode, long messageId, WireError error) {
		if (opCode == OpCode.SIGNAL || opCode == OpCode.RESPONSE) {
			this.inboxes.dropped(this.channel, opCode, error.type());
		}
		else {
			this.answers.error(opCode, messageId, error);
		}
	}

	/** A call is over; on any thread. */
	void leave() {
		Message due = null;
		this.lock.lock();
		try {
			this.calls--;
			if (this.calls == 0) {
				due = this.bye;
				this.bye = null;
			}
		}
		finally {
			this.lock.unlock();
		}
		if (due != null) {
			handleBye(due);
		}
	}

	/** The listener to be called, or null if the peer was told that there is none. */
	private @Nullable TofuListenerContainer findListener(Message message) {
		MappingTable table = this.inboxes.table();
		OpCode opCode = message.opCode();
		MappingTable.Resolution found = table.resolve(opCode, this.channel, message.headers());
		TofuListenerContainer listener = found.listener();
		if (listener == null) {
			nobodyFor(message, table);
			return null;
		}
		if (found.rival() != null) {
			this.inboxes.reportTie(listener, found.rival());
			refuse(opCode, message.messageId(), new WireError(ErrorTypes.INTERNAL, null, false));
			return null;
		}
		if (!listener.isRunning()) {
			refuse(opCode, message.messageId(), new WireError(ErrorTypes.UNAVAILABLE, "The listener is stopped", true));
			return null;
		}
		return listener;
	}

	private void nobodyFor(Message message, MappingTable table) {
		OpCode opCode = message.opCode();
		if (opCode == OpCode.BYE_REQUEST || (opCode == OpCode.HELLO_REQUEST && !table.handles(opCode))) {
			this.answers.result(opCode, message.messageId(), null);
			return;
		}
		String route = message.headers().first(TofuHeaders.ROUTE);
		refuse(opCode, message.messageId(), new WireError(ErrorTypes.NOT_FOUND,
				(route != null) ? "No listener for the route '" + route + "'" : "No listener for this message", true));
	}

	private void begin(IncomingExchange.Key key, TofuListenerContainer listener, Message message) {
		boolean more = hasMore(message);
		if (more && this.unfinished.size() >= this.inboxes.settings().maxQueued()) {
			refuse(key.opCode(), key.messageId(),
					new WireError(ErrorTypes.OVERLOADED, "Too many unfinished messages", true));
			discard(key, message);
		}
		else if (listener.takesFrames()) {
			IncomingExchange.Frames frames = new IncomingExchange.Frames(listener);
			if (more) {
				remember(key, frames);
			}
			submit(new Invocation(this, frames, message));
		}
		else if (more) {
			IncomingExchange.Joined joined = new IncomingExchange.Joined(listener,
					new JoinedPayload(this.channel, this.inboxes.settings().maxJoinedSize()));
			remember(key, joined);
			join(key, joined, message);
		}
		else {
			submitWhole(listener, message);
		}
	}

	private void continueExchange(IncomingExchange.Key key, IncomingExchange exchange, Message frame) {
		if (!frame.hasMore()) {
			this.unfinished.remove(key);
			forget(exchange);
		}
		if (exchange instanceof IncomingExchange.Joined joined && isGivenUp(frame)) {
			frame.close();
			giveUp(key, joined, new WireError(ErrorTypes.CANCELLED, "Given up by its sender", true));
		}
		else if (exchange instanceof IncomingExchange.Joined joined) {
			join(key, joined, frame);
		}
		else if (exchange instanceof IncomingExchange.Frames frames && !frames.isOver()) {
			submit(new Invocation(this, frames, frame));
		}
		else {
			frame.close();
		}
	}

	private void join(IncomingExchange.Key key, IncomingExchange.Joined joined, Message frame) {
		int size = sizeOf(frame);
		boolean last = joined.payload().add(frame);
		if (joined.payload().isTooLarge()) {
			giveUp(key, joined, new WireError(ErrorTypes.TOO_LARGE,
					"More than " + this.inboxes.settings().maxJoinedSize() + " bytes", true));
		}
		else if (last) {
			this.kept.release(joined.size());
			submit(new Invocation(this, joined.listener(), key.opCode(), key.messageId(), joined.payload().toMessage(),
					joined.size() + size));
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
			forget(joined);
		}
		refuse(key.opCode(), key.messageId(), error);
	}

	private void remember(IncomingExchange.Key key, IncomingExchange exchange) {
		this.unfinished.put(key, exchange);
		this.inboxes.arriving().incrementAndGet();
	}

	private void forget(IncomingExchange exchange) {
		if (exchange != IncomingExchange.Discarded.INSTANCE) {
			this.inboxes.arriving().decrementAndGet();
		}
	}

	/** Closes a frame, and remembers to close those that follow. */
	private void discard(IncomingExchange.Key key, Message frame) {
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

	private void receiveBye(Message message) {
		this.lock.lock();
		try {
			if (this.calls > 0) {
				if (this.bye != null) {
					this.bye.close();
				}
				this.bye = message;
				return;
			}
		}
		finally {
			this.lock.unlock();
		}
		handleBye(message);
	}

	private void handleBye(Message message) {
		TofuListenerContainer listener = findListener(message);
		if (listener == null) {
			message.close();
		}
		else if (listener.takesFrames()) {
			submit(new Invocation(this, new IncomingExchange.Frames(listener), message));
		}
		else {
			submitWhole(listener, message);
		}
	}

	private void submitWhole(TofuListenerContainer listener, Message message) {
		Invocation invocation;
		try (message) {
			invocation = new Invocation(this, listener, message.opCode(), message.messageId(),
					this.inboxes.converter().copyOut(this.channel, message, message.body().toByteArray()),
					sizeOf(message));
		}
		submit(invocation);
	}

	private void submit(Invocation invocation) {
		this.lock.lock();
		try {
			this.calls++;
		}
		finally {
			this.lock.unlock();
		}
		if (!invocation.listener().gate().submit(invocation)) {
			invocation.refuse(new WireError(ErrorTypes.OVERLOADED, "Too many messages are waiting", true));
		}
	}

	/** What a message takes of the memory while it waits. */
	static int sizeOf(Message message) {
		return message.headers().length() + message.body().length();
	}

	/** Whether its sender failed in the middle; an answer that ends so is an answer. */
	private static boolean isGivenUp(Message frame) {
		return frame.opCode() != OpCode.RESPONSE && frame.headers().contains(TofuHeaders.ERROR_TYPE);
	}

	private static boolean hasMore(Message message) {
		return message.hasMore() && message.opCode().type() == MessageType.REGULAR;
	}

}
