package io.tofu.spring;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.tofu.Message;
import io.tofu.OpCode;
import io.tofu.TextHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one channel, in both directions, and what the two sides say about them:
 * how much may be sent, and what is not wanted any more. Thread-safe; nothing waits.
 */
final class Streams {

	/** What a frame counts beside its body, so that those without one are not free. */
	static final int FRAME_COST = 64;

	private static final int NOT_NEGOTIATED = -1;

	private final TofuChannel channel;

	private final Map<Key, Sender> senders = new ConcurrentHashMap<>();

	private final Set<IncomingStream> receivers = ConcurrentHashMap.newKeySet();

	/** What is to be said and could not be said yet; guarded by itself. */
	private final Map<Key, Owed> owed = new LinkedHashMap<>();

	private volatile int peerWindow = NOT_NEGOTIATED;

	private volatile @Nullable String reasonOfEnd;

	Streams(TofuChannel channel) {
		this.channel = channel;
	}

	/** What a frame counts in windows and credits. */
	static int cost(int bodyLength) {
		return FRAME_COST + bodyLength;
	}

	/** Reads what the peer says in its Hello, the first time. On the receive thread. */
	void negotiate(TextHeaders hello) {
		if (this.peerWindow != NOT_NEGOTIATED) {
			return;
		}
		String flow = hello.first(TofuHeaders.FLOW);
		long window = (flow != null) ? number(flow) : 0;
		this.peerWindow = (window <= Integer.MAX_VALUE) ? (int) window : 0;
	}

	/** How many bytes the peer takes before it grants more; 0 if it grants none. */
	int peerWindow() {
		return Math.max(0, this.peerWindow);
	}

	/**
	 * From now on a sender hears what concerns it; false if another one sends under that
	 * id: the peer could not say which of them it means.
	 */
	boolean add(Sender sender) {
		Key key = new Key(sender.direction(), sender.id());
		Sender known = this.senders.merge(key, sender, (other, next) -> other.hasEnded() ? next : other);
		if (!sender.equals(known)) {
			return false;
		}
		String reason = this.reasonOfEnd;
		if (reason != null) {
			sender.fail(new TofuDisconnectedException(reason, false));
		}
		return true;
	}

	/** A sender has sent all, or given up. */
	void remove(Sender sender) {
		this.senders.remove(new Key(sender.direction(), sender.id()), sender);
	}

	/** From now on a receiver hears of the channel's end. */
	void add(IncomingStream receiver) {
		this.receivers.add(receiver);
		String reason = this.reasonOfEnd;
		if (reason != null) {
			receiver.lose(new TofuDisconnectedException(reason, false));
		}
	}

	/** A receiver has all, or wants no more. */
	void remove(IncomingStream receiver) {
		this.receivers.remove(receiver);
	}

	/** Those that have not ended, in both directions. */
	int size() {
		return this.senders.size() + this.receivers.size();
	}

	/**
	 * Takes a Signal about a stream, on the receive thread; false if it is about
	 * something else.
	 */
	boolean onSignal(Message signal, TofuInboundHandler handler) {
		String credit = signal.headers().first(TofuHeaders.CREDIT);
		String cancel = (credit == null) ? signal.headers().first(TofuHeaders.CANCEL) : null;
		if (credit == null && cancel == null) {
			return false;
		}
		try (signal) {
			boolean useful = (cancel != null) ? onCancel(signal.messageId(), cancel, handler)
					: onCredit(signal.messageId(), credit);
			if (!useful) {
				this.channel.connections().dropped(this.channel, OpCode.SIGNAL, "it is about no stream, or not due");
			}
		}
		return true;
	}

	/** Lets the peer send more of a message. */
	void grant(StreamDirection direction, long id, long bytes) {
		owe(new Key(direction, id), new Owed(bytes, false));
	}

	/** Tells the peer, if it understands that, that no more of a message is wanted. */
	void cancel(StreamDirection direction, long id) {
		if (peerWindow() > 0) {
			owe(new Key(direction, id), new Owed(0, true));
		}
	}

	/** There may be room in the send queue again. */
	void onRoom() {
		sayWhatIsOwed();
		this.senders.values().forEach(Sender::room);
	}

	/**
	 * The peer has said goodbye: it sends nothing more, not even credit, so that whoever
	 * needs some would wait in vain. On the receive thread.
	 */
	void leave(String reason) {
		if (peerWindow() > 0) {
			this.reasonOfEnd = reason;
			this.senders.values().forEach((sender) -> sender.fail(new TofuDisconnectedException(reason, false)));
		}
		this.receivers.forEach((receiver) -> receiver.lose(new TofuDisconnectedException(reason, false)));
	}

	/** The channel has ended. On the receive thread. */
	void end(String reason) {
		this.reasonOfEnd = reason;
		synchronized (this.owed) {
			this.owed.clear();
		}
		this.senders.values().forEach((sender) -> sender.fail(new TofuDisconnectedException(reason, false)));
		this.senders.clear();
		this.receivers.forEach((receiver) -> receiver.lose(new TofuDisconnectedException(reason, false)));
		this.receivers.clear();
	}

	private boolean onCredit(long id, @Nullable String value) {
		int separator = (value != null) ? value.indexOf(';') : -1;
		if (value == null || separator < 0) {
			return false;
		}
		Sender sender = sender(value.substring(0, separator), id);
		long bytes = number(value.substring(separator + 1));
		return sender != null && bytes > 0 && sender.credit(bytes);
	}

	private boolean onCancel(long id, String value, TofuInboundHandler handler) {
		Sender sender = sender(value, id);
		if (sender != null) {
			sender.cancelled();
			return true;
		}
		return value.equals(StreamDirection.RESPONSE.headerValue()) && handler.onCancel(this.channel, id);
	}

	private @Nullable Sender sender(String direction, long id) {
		StreamDirection known = StreamDirection.of(direction);
		return (known != null) ? this.senders.get(new Key(known, id)) : null;
	}

	private void owe(Key key, Owed said) {
		synchronized (this.owed) {
			this.owed.merge(key, said, Owed::and);
		}
		sayWhatIsOwed();
	}

	private void sayWhatIsOwed() {
		synchronized (this.owed) {
			Iterator<Map.Entry<Key, Owed>> entries = this.owed.entrySet().iterator();
			while (entries.hasNext()) {
				Map.Entry<Key, Owed> entry = entries.next();
				if (!say(entry.getKey(), entry.getValue())) {
					// The engine says when there is room
					return;
				}
				entries.remove();
			}
		}
	}

	/** False if there is no room to say it. */
	private boolean say(Key key, Owed said) {
		if (this.channel.ended().isDone()) {
			return true;
		}
		Map<String, String> header = said.cancel() ? Map.of(TofuHeaders.CANCEL, key.direction().headerValue())
				: Map.of(TofuHeaders.CREDIT, key.direction().headerValue() + ";" + said.bytes());
		return this.channel.sender().offer(OpCode.SIGNAL, key.id(), header);
	}

	/** A positive number, or 0 if it is none. */
	private static long number(String text) {
		try {
			return Math.max(0, Long.parseLong(text.strip()));
		}
		catch (NumberFormatException ex) {
			return 0;
		}
	}

	/** What the peer's Signals and the channel mean to who sends a message. */
	interface Sender {

		/** The message that is sent. */
		StreamDirection direction();

		/** Its id. */
		long id();

		/**
		 * Whether the peer may know that it sends nothing more. Waits for what is just
		 * being sent.
		 */
		boolean hasEnded();

		/** More may be sent; false if that many bytes were not due. */
		boolean credit(long bytes);

		/** The peer wants no more. */
		void cancelled();

		/** There may be room in the send queue again. */
		void room();

		/** The channel has ended. */
		void fail(TofuDisconnectedException failure);

	}

	private record Key(StreamDirection direction, long id) {
	}

	/** What the peer is to be told of one stream; a cancel says it all. */
	private record Owed(long bytes, boolean cancel) {

		Owed and(Owed more) {
			return new Owed(this.bytes + more.bytes, this.cancel || more.cancel);
		}

	}

}
