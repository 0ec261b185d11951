package io.tofu.spring;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import io.tofu.AmpeException;
import io.tofu.AmpeStatus;
import io.tofu.ChannelInfo;
import io.tofu.Message;
import io.tofu.OpCode;
import org.jspecify.annotations.Nullable;

/**
 * One connection, dialled or accepted: peers are equal. The same object for the whole
 * life of the connection. Thread-safe.
 */
public final class TofuChannel {

	/** The {@link #peer()} of an accepted channel. */
	public static final String SERVER = "server";

	private final Session session;

	private final int number;

	private final @Nullable TofuPeer dialledBy;

	private final FrameSender sender;

	private final ReadGate gate;

	private final Exchanges exchanges;

	private final Streams streams;

	private final Replies replies;

	private final DrainSignals drainSignals;

	private final Goodbye goodbye;

	private final CompletableFuture<String> ended = new CompletableFuture<>();

	private final AtomicReference<ChannelPhase> phase = new AtomicReference<>(ChannelPhase.NEW);

	/** Held from the opening until it is told, and to see whether there was one. */
	private final Object opening = new Object();

	private boolean wasOpen;

	private volatile Map<String, List<String>> helloHeaders = Map.of();

	private volatile @Nullable ChannelInfo lastInfo;

	private volatile @Nullable String reasonOfLoss;

	TofuChannel(Session session, int number, @Nullable TofuPeer dialledBy) {
		this.session = session;
		this.number = number;
		this.dialledBy = dialledBy;
		this.sender = new FrameSender(session.ampe(), session.loop(), this);
		this.gate = new ReadGate(session.group(), number, this::awaitsAnswer);
		this.exchanges = new Exchanges(this, this.gate::answersChanged);
		this.streams = new Streams(this);
		this.replies = new Replies(session, this);
		this.drainSignals = new DrainSignals(this);
		this.goodbye = new Goodbye(session, this);
	}

	/**
	 * The engine's number of this channel, which other channels get again later.
	 * @return the number, 1 to 65534
	 */
	public int number() {
		return this.number;
	}

	/**
	 * Who is at the other end.
	 * @return the name of the dialled peer, or {@link #SERVER} for an accepted channel
	 */
	public String peer() {
		return (this.dialledBy != null) ? this.dialledBy.name() : SERVER;
	}

	/**
	 * Whether the peer connected to us.
	 * @return false if we dialled
	 */
	public boolean isAccepted() {
		return this.dialledBy == null;
	}

	/**
	 * Whether both sides may still send.
	 * @return false if the peer was rejected, or one side said goodbye, or the channel
	 * has ended
	 */
	public boolean isOpen() {
		ChannelPhase current = this.phase.get();
		return current == ChannelPhase.NEW || current == ChannelPhase.OPEN;
	}

	/**
	 * Whether the peers parted in discord.
	 * @return true after {@link #reject}, if we dialled and were rejected, and if the
	 * peer broke the rules of the Hello
	 */
	public boolean isRejected() {
		return this.phase.get() == ChannelPhase.REJECTED;
	}

	/**
	 * What the peer said of itself: in its HelloRequest if it connected to us, else in
	 * its HelloResponse.
	 * @return text header values by name, empty before the Hello
	 */
	public Map<String, List<String>> helloHeaders() {
		return this.helloHeaders;
	}

	/**
	 * What the engine knows of this channel: its addresses, and what it has done.
	 * @return the state of this moment; that of the Hello once the channel has ended, or
	 * null if there was none
	 */
	public @Nullable ChannelInfo info() {
		ChannelInfo info = this.ended.isDone() ? null : this.session.group().channel(this.number);
		return (info != null) ? info : this.lastInfo;
	}

	/**
	 * Whether a request of ours waits for its answer on this channel.
	 * @return true if one does
	 */
	public boolean awaitsAnswer() {
		return !this.exchanges.isEmpty();
	}

	/**
	 * Stops reading from this channel, so that the peer is pushed back, whenever no
	 * request of ours waits for its answer on it. What was already read still arrives.
	 */
	public void pauseReceive() {
		this.gate.full(true);
	}

	/** Reads again after {@link #pauseReceive}. */
	public void resumeReceive() {
		this.gate.full(false);
	}

	/**
	 * A blank message for this channel.
	 * @param opCode the operation
	 * @param messageId the id, 0 lets {@link #post} assign one
	 * @return the message, owned by the caller
	 * @throws TofuDisconnectedException if the channel has ended, or the engine is closed
	 */
	public Message newMessage(OpCode opCode, long messageId) {
		return this.sender.blank(opCode, messageId);
	}

	/**
	 * Sends a message on this channel. Waits for room in the send queue, except on the
	 * receive thread. A HelloResponse answers the peer's Hello, as {@link #respond} does.
	 * @param message the message, taken over in any case
	 * @throws TofuDisconnectedException if the channel has ended
	 * @throws TofuTimeoutException if there was no room for long
	 * @throws AmpeException {@link AmpeStatus#SEND_QUEUE_FULL} on the receive thread
	 * @throws TofuException if the engine refuses the message
	 */
	public void post(Message message) {
		try (message) {
			this.replies.post(message);
		}
	}

	/**
	 * Answers the peer. Does nothing if the channel has ended, the peer was rejected, or
	 * its Hello was already answered.
	 * @param requestOpCode what is answered: a Request, HelloRequest, ByeRequest or
	 * Signal
	 * @param messageId the id of what is answered
	 * @param headers text headers by name: values, iterables of values, or null for none;
	 * a {@link TofuHeaders#CONTENT_TYPE} among them says what the payload becomes
	 * @param payload the payload, or null for none
	 * @throws org.springframework.messaging.converter.MessageConversionException if the
	 * payload cannot be converted; nothing was sent then
	 * @throws AmpeException as for {@link #post}
	 * @throws TofuException as for {@link #post}
	 */
	public void respond(OpCode requestOpCode, long messageId, Map<String, ? extends @Nullable Object> headers,
			@Nullable Object payload) {
		this.replies.respond(requestOpCode, messageId, headers, payload);
	}

	/**
	 * Answers the peer with an error; a HelloRequest is rejected. Does nothing if the
	 * channel has ended.
	 * @param requestOpCode what is answered
	 * @param messageId the id of what is answered
	 * @param type one of {@link ErrorTypes} or a type of one's own
	 * @param message what the peer is told about it, or null; control characters become
	 * blanks, and only the first KiB travels
	 * @throws AmpeException as for {@link #post}
	 * @throws TofuException as for {@link #post}
	 */
	public void respondError(OpCode requestOpCode, long messageId, String type, @Nullable String message) {
		if (requestOpCode == OpCode.HELLO_REQUEST) {
			reject(type, message);
		}
		else {
			respond(requestOpCode, messageId, HeaderMapping.error(type, message), null);
		}
	}

	/**
	 * Refuses the peer: tells it why if it waits for its HelloResponse, says goodbye, and
	 * drops the connection after the bye timeout. Whatever the peer still sends is
	 * discarded. Does nothing if one side said goodbye before.
	 * @param type one of {@link ErrorTypes} or a type of one's own; a starter that is
	 * told {@link ErrorTypes#UNAUTHORIZED} does not connect again
	 * @param message what the peer is told about it, or null
	 */
	public void reject(String type, @Nullable String message) {
		this.replies.reject(type, message);
	}

	/**
	 * A Request or Signal to this peer.
	 * @param route the listener meant
	 * @return what is to be filled in and sent
	 */
	public TofuClient.RequestSpec route(String route) {
		return new TofuClient.RequestSpec(this).route(route);
	}

	/**
	 * Says goodbye, and drops the connection after the bye timeout if the peer does not
	 * agree. Returns at once; answers that are under way still arrive. A connection that
	 * the peer has not accepted yet is dropped at once. Does nothing if one side already
	 * said goodbye.
	 */
	public void close() {
		if (!isAccepted() && this.phase.compareAndSet(ChannelPhase.NEW, ChannelPhase.CLOSED)) {
			abort();
		}
		else if (leave(ChannelPhase.CLOSED)) {
			this.goodbye.say();
			// The peer's may stand behind what is kept back until its Hello is decided
			this.session.decided(this);
		}
	}

	@Override
	public String toString() {
		return "channel " + this.number + (isAccepted() ? " (accepted)" : " to " + peer());
	}

	TofuConnections connections() {
		return this.session.connections();
	}

	FrameSender sender() {
		return this.sender;
	}

	ReadGate gate() {
		return this.gate;
	}

	Exchanges exchanges() {
		return this.exchanges;
	}

	Streams streams() {
		return this.streams;
	}

	/** How many bytes of one message the peer takes unasked; 0 for all that comes. */
	int flowWindow() {
		return this.streams.peerWindow();
	}

	DrainSignals drainSignals() {
		return this.drainSignals;
	}

	Goodbye goodbye() {
		return this.goodbye;
	}

	@Nullable TofuPeer dialledBy() {
		return this.dialledBy;
	}

	/** Completed with the reason when nothing more will come from this channel. */
	CompletableFuture<String> ended() {
		return this.ended;
	}

	/** Whether the peer waits for its HelloResponse. */
	boolean isUndecided() {
		return isAccepted() && this.phase.get() == ChannelPhase.NEW;
	}

	/** Whether the Hello was answered and nobody said goodbye. */
	boolean isConnected() {
		return this.phase.get() == ChannelPhase.OPEN;
	}

	boolean takesRequests() {
		return isOpen() && !isUndecided() && !this.drainSignals.peerDrains();
	}

	/**
	 * Registers a request, which is to be sent next, and whose answer may be a stream.
	 */
	Exchange open(boolean streamed, @Nullable SignalQueue signals) {
		Exchange exchange = new Exchange(this, this.session.ampe().nextMessageId(), streamed, signals);
		this.exchanges.add(exchange);
		// Whoever closes the channel ends all that is registered: look only now
		if (!takesRequests()) {
			exchange.abandon();
			throw this.drainSignals.refusal();
		}
		return exchange;
	}

	/** Remembers a HelloRequest or HelloResponse of the peer. */
	void greeted(Message hello) {
		this.helloHeaders = HeaderMapping.read(hello.headers());
		this.replies.helloId(hello.messageId());
	}

	/** Both sides know each other now; false if that comes too late. */
	boolean opened() {
		synchronized (this.opening) {
			if (!this.phase.compareAndSet(ChannelPhase.NEW, ChannelPhase.OPEN)) {
				return false;
			}
			this.wasOpen = true;
			this.lastInfo = this.session.group().channel(this.number);
			connections().publish(new TofuPeerConnectedEvent(this));
		}
		this.drainSignals.follow(this.session.dispatcher());
		return true;
	}

	/** Nobody answered our Hello as it should be: false if somebody did. */
	boolean unanswered() {
		return this.phase.compareAndSet(ChannelPhase.NEW, ChannelPhase.REJECTED);
	}

	/** Discards whatever comes from now on; false if one side said goodbye before. */
	boolean refuse() {
		return leave(ChannelPhase.REJECTED);
	}

	/** Gives up a peer that is there no more. */
	void lost(String reason) {
		this.reasonOfLoss = reason;
		leave(ChannelPhase.CLOSED);
		abort();
	}

	/** Why the channel has ended: what we know of it, or what the engine says. */
	String reasonOfEnd(String engineReason) {
		return Objects.requireNonNullElse(this.reasonOfLoss, engineReason);
	}

	/** Drops the connection. */
	void abort() {
		this.sender.tell(OpCode.BYE_SIGNAL, Map.of());
	}

	/** The engine's last word on this channel; returns whether it ever was open. */
	boolean end(String reason) {
		leave(ChannelPhase.CLOSED);
		this.gate.close();
		String text = "The connection has ended: " + this + ": " + reason;
		this.exchanges.failAll(text, false);
		this.streams.end(text);
		this.ended.complete(reason);
		synchronized (this.opening) {
			return this.wasOpen;
		}
	}

	/** Takes the next phase, unless the last one has begun. */
	boolean leave(ChannelPhase next) {
		return this.phase.compareAndSet(ChannelPhase.OPEN, next) || this.phase.compareAndSet(ChannelPhase.NEW, next);
	}

}
