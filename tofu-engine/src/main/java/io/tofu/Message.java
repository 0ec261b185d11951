package io.tofu;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.jspecify.annotations.Nullable;

/**
 * A message: an operation on a channel, text headers and a body. Obtained from
 * {@link Ampe#get} and {@link ChannelGroup#waitReceive}.
 *
 * <p>
 * A message has one owner at a time and is not thread-safe. After it was given away, by a
 * successful {@code post}, {@code updateReceiver}, {@code put} or {@code close}, every
 * use of it, of its {@link #headers()} and of its {@link #body()} throws
 * {@link IllegalStateException}, for ever; only {@link #close()} and {@link #toString()}
 * do not, so that try-with-resources is always right. Giving away is one atomic step: if
 * two threads try, one of them gets the exception.
 *
 * <p>
 * Received messages may be changed and posted: an answer is usually the request itself
 * with another {@link #opCode(OpCode) operation} and body.
 */
public final class Message implements AutoCloseable {

	/** The longest body, in bytes. */
	public static final int MAX_BODY_LENGTH = 65535;

	/** The longest text headers, in bytes, separators included. */
	public static final int MAX_HEADERS_LENGTH = 65535;

	/** The text header in which the engine tells why; local, never sent. */
	public static final String REASON = "~reason";

	/** The text header that describes a TLS session; local, never sent. */
	public static final String TLS = "~tls";

	private static final VarHandle STORAGE;

	static {
		try {
			STORAGE = MethodHandles.lookup().findVarHandle(Message.class, "storage", MessageStorage.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private @Nullable MessageStorage storage;

	private @Nullable TextHeaders headers;

	private @Nullable MessageBody body;

	Message(MessageStorage storage) {
		this.storage = storage;
	}

	/**
	 * The operation.
	 * @return the operation
	 */
	public OpCode opCode() {
		return storage().opCode();
	}

	/**
	 * Sets the operation.
	 * @param opCode the operation
	 * @return this message
	 */
	public Message opCode(OpCode opCode) {
		storage().opCode(opCode);
		return this;
	}

	/**
	 * The local channel number.
	 * @return the number, 0 if none is assigned
	 */
	public int channelNumber() {
		return storage().channelNumber();
	}

	/**
	 * Sets the local channel number.
	 * @param channelNumber a number, 0 to 65535
	 * @return this message
	 * @throws IllegalArgumentException if the number is none of these
	 */
	public Message channelNumber(int channelNumber) {
		if (channelNumber < ChannelNumbers.UNASSIGNED || channelNumber > ChannelNumbers.ENGINE) {
			throw new IllegalArgumentException("Channel number " + channelNumber + " is not in 0..65535");
		}
		storage().channelNumber(channelNumber);
		return this;
	}

	/**
	 * The message id.
	 * @return the id, unsigned, 0 if none is assigned
	 */
	public long messageId() {
		return storage().messageId();
	}

	/**
	 * Sets the message id.
	 * @param messageId the id, unsigned; 0 lets {@code post} assign one
	 * @return this message
	 */
	public Message messageId(long messageId) {
		storage().messageId(messageId);
		return this;
	}

	/**
	 * Whether more messages with this id follow.
	 * @return true if this is not the last one
	 */
	public boolean hasMore() {
		return storage().more();
	}

	/**
	 * Sets whether more messages with this id follow.
	 * @param more true if this is not the last one
	 * @return this message
	 */
	public Message more(boolean more) {
		storage().more(more);
		return this;
	}

	/**
	 * The status. Anything but {@link AmpeStatus#SUCCESS} comes from the local engine, or
	 * is {@link AmpeStatus#RECEIVER_UPDATE} on a message of this application to itself.
	 * Set by the engine alone.
	 * @return the status
	 */
	public AmpeStatus status() {
		return storage().status();
	}

	/**
	 * Who made the message. Set by the engine alone; a peer cannot forge it.
	 * @return the origin
	 */
	public Origin origin() {
		return storage().origin();
	}

	/**
	 * Whether the local engine made the message, or returned it unsent; the
	 * {@link #status()} says why.
	 * @return true for {@link Origin#ENGINE}
	 */
	public boolean isFromEngine() {
		return origin() == Origin.ENGINE;
	}

	/**
	 * Whether this is the last message of its channel: a Signal of the engine with status
	 * {@link AmpeStatus#CHANNEL_CLOSED}. A Signal of the application that was not sent
	 * may come back with the same status before.
	 * @return true if nothing comes on the channel any more
	 */
	public boolean endsChannel() {
		return storage().endsChannel();
	}

	/**
	 * Whether an application made the message.
	 * @return true for {@link Origin#APPLICATION}
	 */
	public boolean isFromApplication() {
		return origin() == Origin.APPLICATION;
	}

	/**
	 * All fixed fields at this moment.
	 * @return a snapshot that outlives the message
	 */
	public BinaryHeader header() {
		return storage().header();
	}

	/**
	 * The text headers.
	 * @return a live view, valid as long as this message
	 */
	public TextHeaders headers() {
		storage();
		TextHeaders view = this.headers;
		if (view == null) {
			view = new TextHeaders(this);
			this.headers = view;
		}
		return view;
	}

	/**
	 * The body.
	 * @return a live view, valid as long as this message
	 */
	public MessageBody body() {
		storage();
		MessageBody view = this.body;
		if (view == null) {
			view = new MessageBody(this);
			this.body = view;
		}
		return view;
	}

	/**
	 * The object hung on this message by {@link #attachment(Object)}. It survives the
	 * message's return to its sender and never travels.
	 * @return the object, or null
	 */
	public @Nullable Object attachment() {
		return storage().attachment();
	}

	/**
	 * Hangs an object on this message, until the message is sent or put back.
	 * @param attachment any object, or null
	 * @return this message
	 */
	public Message attachment(@Nullable Object attachment) {
		storage().attachment(attachment);
		return this;
	}

	/**
	 * A deep copy, without the attachment. This message stays the caller's.
	 * @return a new message of the same engine, owned by the caller, from the pool if it
	 * has one
	 * @throws AmpeException {@link AmpeStatus#SHUTDOWN_STARTED} if the engine is closed
	 */
	public Message copy() {
		MessageStorage source = storage();
		MessageStorage copy = source.another();
		copy.copyHeadersFrom(source);
		copy.body.set(source.body);
		return new Message(copy);
	}

	/**
	 * A copy without the body and the attachment, such as one made of a template for each
	 * attempt to connect. This message stays the caller's.
	 * @return a new message of the same engine, owned by the caller, from the pool if it
	 * has one
	 * @throws AmpeException {@link AmpeStatus#SHUTDOWN_STARTED} if the engine is closed
	 */
	public Message copyHeaders() {
		MessageStorage source = storage();
		MessageStorage copy = source.another();
		copy.copyHeadersFrom(source);
		return new Message(copy);
	}

	/**
	 * Puts the message back if it is still the caller's, else does nothing. Never throws,
	 * also after the engine was closed.
	 */
	@Override
	public void close() {
		if (this.storage == null) {
			return;
		}
		MessageStorage taken = (MessageStorage) STORAGE.getAndSet(this, null);
		if (taken != null) {
			taken.release();
		}
	}

	@Override
	public String toString() {
		MessageStorage current = this.storage;
		return (current != null) ? current.header().toString() : "message given away";
	}

	MessageStorage storage() {
		MessageStorage current = this.storage;
		if (current == null) {
			throw givenAway();
		}
		return current;
	}

	MessageStorage giveAway() {
		MessageStorage taken = (MessageStorage) STORAGE.getAndSet(this, null);
		if (taken == null) {
			throw givenAway();
		}
		return taken;
	}

	void restore(MessageStorage taken) {
		STORAGE.setRelease(this, taken);
	}

	private static IllegalStateException givenAway() {
		return new IllegalStateException("This message was given away (posted, put back or closed)");
	}

}
