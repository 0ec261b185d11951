package io.tofu.spring.listener;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

import io.tofu.Message;
import io.tofu.OpCode;
import io.tofu.spring.ErrorTypes;
import io.tofu.spring.TofuChannel;
import io.tofu.spring.TofuHeaders;
import io.tofu.spring.TofuMessageConverter;
import org.jspecify.annotations.Nullable;

/**
 * What one channel brings: finds the listener of each message, joins frames, and hands
 * over. A ByeRequest is handled when everything before it is.
 */
final class Inbox {

	/** What the sender of a message is told that has begun to be handled. */
	static final WireError CUT_OFF = new WireError(ErrorTypes.CANCELLED,
			"The application stopped before the answer was there", true);

	/** What the sender of a message is told that no listener gets any more. */
	static final WireError STOPPED = new WireError(ErrorTypes.UNAVAILABLE, "The application is stopping", true);

	private static final byte[] NO_BYTES = {};

	private final Inboxes inboxes;

	private final TofuChannel channel;

	private final Reading reading;

	private final Answers answers;

	private final Arrivals arrivals;

	/** Calls that take or return streams, by the id of their Request. */
	private final Map<Long, Invocation> streaming = new ConcurrentHashMap<>();

	private final ReentrantLock lock = new ReentrantLock();

	// guarded by lock
	private int calls;

	private @Nullable Message bye;

	Inbox(Inboxes inboxes, TofuChannel channel) {
		this.inboxes = inboxes;
		this.channel = channel;
		this.arrivals = new Arrivals(this, inboxes, channel);
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
		return describe(frame, TofuHeaders.RAW, frame);
	}

	/** What a listener is told of a message whose body it gets in some other way. */
	org.springframework.messaging.Message<?> describe(Message frame, String header, Object body) {
		return TofuMessageConverter.withHeader(this.inboxes.converter().copyOut(this.channel, frame, NO_BYTES), header,
				body);
	}

	/**
	 * The peer wants no answer any more; false if there is no call that could be told.
	 */
	boolean onCancel(long messageId) {
		Invocation invocation = this.streaming.get(messageId);
		if (invocation == null) {
			return false;
		}
		invocation.cancelled();
		return true;
	}

	/** Takes over a message; on the receive thread. */
	void receive(Message message) {
		OpCode opCode = message.opCode();
		if (opCode == OpCode.BYE_REQUEST) {
			receiveBye(message);
			return;
		}
		if (this.arrivals.goOn(message)) {
			return;
		}
		TofuListenerContainer listener = findListener(message);
		if (listener != null) {
			this.arrivals.begin(listener, message);
		}
		else {
			this.arrivals.discard(message);
		}
	}

	/** Takes over a message that no listener gets any more; on the receive thread. */
	void refuse(Message message) {
		if (!this.arrivals.goOn(message)) {
			refuse(message.opCode(), message.messageId(), STOPPED);
			this.arrivals.discard(message);
		}
	}

	/** Gives up what is unfinished, and tells its senders; on the receive thread. */
	void cutOff() {
		this.arrivals.cutOff();
	}

	/** Whether something was taken whose answer was not sent; on the receive thread. */
	boolean isBusy() {
		this.lock.lock();
		try {
			if (this.calls > 0) {
				return true;
			}
		}
		finally {
			this.lock.unlock();
		}
		// Only then: a call that is over has noted before whether it owes its answer
		return this.answers.isOwing() || this.arrivals.isBeingHandled();
	}

	/** Forgets what is unfinished; on the receive thread. */
	void close() {
		this.arrivals.close();
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
	void leave(Invocation invocation) {
		if (invocation.listener().streams()) {
			this.streaming.remove(invocation.messageId(), invocation);
		}
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
			submit(new Invocation(this, new IncomingExchange.Frames(listener, this.channel, message), message));
		}
		else {
			submitWhole(listener, message);
		}
	}

	/** Calls a listener with a message of one frame, which is closed. */
	void submitWhole(TofuListenerContainer listener, Message message) {
		Invocation invocation;
		try (message) {
			invocation = new Invocation(this, listener, message.opCode(), message.messageId(),
					this.inboxes.converter().copyOut(this.channel, message, message.body().toByteArray()),
					sizeOf(message), null);
		}
		submit(invocation);
	}

	/** Calls a listener, or tells the peer that there is no place for that. */
	void submit(Invocation invocation) {
		if (invocation.opCode() == OpCode.REQUEST && invocation.listener().streams()) {
			this.streaming.put(invocation.messageId(), invocation);
		}
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

}
