package io.tofu.spring.listener;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import io.tofu.Message;
import io.tofu.OpCode;
import io.tofu.spring.TofuChannel;
import io.tofu.spring.TofuMessageConverter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each channel its {@link Inbox}, and the inboxes what they need in common.
 */
final class Inboxes {

	private static final Logger logger = LoggerFactory.getLogger(Inboxes.class);

	private final TofuListenerSettings settings;

	private final TofuMessageConverter converter;

	private final Executor executor;

	private final Map<TofuChannel, Inbox> byChannel = new ConcurrentHashMap<>();

	private final Set<String> reportedTies = ConcurrentHashMap.newKeySet();

	private final Unfinished unfinished;

	private final Notices notices = new Notices(this);

	private final LongAdder dropped = new LongAdder();

	private final AtomicInteger arriving = new AtomicInteger();

	private volatile MappingTable table;

	Inboxes(TofuListenerSettings settings, TofuMessageConverter converter, Executor executor, MappingTable table) {
		this.settings = settings;
		this.unfinished = new Unfinished(settings);
		this.converter = converter;
		this.executor = executor;
		this.table = table;
	}

	TofuListenerSettings settings() {
		return this.settings;
	}

	TofuMessageConverter converter() {
		return this.converter;
	}

	Executor executor() {
		return this.executor;
	}

	Unfinished unfinished() {
		return this.unfinished;
	}

	MappingTable table() {
		return this.table;
	}

	void table(MappingTable table) {
		this.table = table;
	}

	/**
	 * How many Requests for listeners have begun to arrive. Changed on the receive thread
	 * only.
	 */
	AtomicInteger arriving() {
		return this.arriving;
	}

	/** Takes over a message; on the receive thread. */
	void onMessage(TofuChannel channel, Message message) {
		inbox(channel).receive(message);
	}

	/** Takes over a message that no listener gets any more; on the receive thread. */
	void refuse(TofuChannel channel, Message message) {
		inbox(channel).refuse(message);
	}

	/** A peer wants no answer any more; on the receive thread. */
	boolean onCancel(TofuChannel channel, long messageId) {
		Inbox inbox = this.byChannel.get(channel);
		return inbox != null && inbox.onCancel(messageId);
	}

	/** Gives up what has not arrived completely; on the receive thread. */
	void cutOff() {
		this.byChannel.values().forEach(Inbox::cutOff);
	}

	/** What the engine says, which stays the caller's; on the receive thread. */
	void onNotice(@Nullable TofuChannel channel, Message notice) {
		this.notices.receive(channel, notice);
	}

	void onChannelClosed(TofuChannel channel) {
		Inbox inbox = this.byChannel.remove(channel);
		if (inbox != null) {
			inbox.close();
		}
	}

	private Inbox inbox(TofuChannel channel) {
		return this.byChannel.computeIfAbsent(channel, (key) -> new Inbox(this, key));
	}

	/** Whether something was taken whose answer was not sent; on the receive thread. */
	boolean isBusyFor(TofuChannel channel) {
		Inbox inbox = this.byChannel.get(channel);
		return inbox != null && inbox.isBusy();
	}

	/** A message that nobody handled, and nobody is told about. */
	void dropped(@Nullable TofuChannel channel, OpCode opCode, String reason) {
		this.dropped.increment();
		logger.debug("Dropped a {} of {}: {}", opCode, (channel != null) ? channel : "the engine", reason);
	}

	long droppedMessages() {
		return this.dropped.sum();
	}

	/** Two listeners fit a message equally well: says so once. */
	void reportTie(TofuListenerContainer listener, TofuListenerContainer rival) {
		String text = "Two listeners fit the same message equally well, so that it is answered with an error: "
				+ listener + " and " + rival;
		if (this.reportedTies.add(text)) {
			logger.error(text);
		}
	}

}
