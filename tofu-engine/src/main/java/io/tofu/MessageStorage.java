package io.tofu;

import org.jspecify.annotations.Nullable;

/**
 * The fields and bytes behind a {@link Message}: what an engine pools, queues, sends and
 * receives. For engines to extend; an application only ever holds a {@code Message},
 * which loses its storage when it is given away.
 *
 * <p>
 * Not thread-safe: a storage has one owner at a time, and handing it to another thread
 * must happen through something that publishes it safely.
 */
public abstract class MessageStorage {

	static final byte[] NOTHING = {};

	private int channelNumber;

	private OpCode opCode = OpCode.REQUEST;

	private Origin origin = Origin.APPLICATION;

	private boolean more;

	private AmpeStatus status = AmpeStatus.SUCCESS;

	private long messageId;

	private boolean endsChannel;

	private @Nullable Object attachment;

	/** Text headers, {@code name:value\r\n} each, as they travel. */
	final Bytes headers = new Bytes();

	final Bytes body = new Bytes();

	/** A storage of a blank message. */
	protected MessageStorage() {
	}

	/** Goes back to where it came from; nobody uses it afterwards. */
	protected abstract void release();

	/**
	 * Another storage from where this one came from.
	 * @return a blank storage, owned by the caller
	 */
	protected abstract MessageStorage another();

	/**
	 * Takes the storage of a message, in one atomic step: of several callers one gets it,
	 * and every later use of the message throws.
	 * @param message the message to be given away
	 * @return its storage, owned by the caller
	 * @throws IllegalStateException if the message has none any more
	 */
	protected static MessageStorage take(Message message) {
		return message.giveAway();
	}

	/**
	 * Makes a message usable again whose storage was taken and could not be used.
	 * @param message the message that lost its storage
	 * @param storage the storage it lost
	 */
	protected static void restore(Message message, MessageStorage storage) {
		message.restore(storage);
	}

	/**
	 * Hands this storage over to an application.
	 * @return a new message, the only reference to this storage from now on
	 */
	protected final Message toMessage() {
		return new Message(this);
	}

	/** Makes this the storage of a blank message again; keeps the buffers. */
	protected final void reset() {
		this.channelNumber = ChannelNumbers.UNASSIGNED;
		this.opCode = OpCode.REQUEST;
		this.origin = Origin.APPLICATION;
		this.more = false;
		this.status = AmpeStatus.SUCCESS;
		this.messageId = 0;
		this.endsChannel = false;
		this.attachment = null;
		this.headers.clear();
		this.body.clear();
	}

	/**
	 * Frees buffers that grew beyond a size.
	 * @param size the size to keep, in bytes
	 */
	protected final void trim(int size) {
		this.headers.trim(size);
		this.body.trim(size);
	}

	/**
	 * What the buffers occupy.
	 * @return bytes allocated
	 */
	protected final int capacity() {
		return this.headers.array().length + this.body.array().length;
	}

	/**
	 * Copies all fields and the text headers of another storage, not its attachment and
	 * body.
	 * @param source where to copy from
	 */
	protected final void copyHeadersFrom(MessageStorage source) {
		this.channelNumber = source.channelNumber;
		this.opCode = source.opCode;
		this.origin = source.origin;
		this.more = source.more;
		this.status = source.status;
		this.messageId = source.messageId;
		this.headers.set(source.headers);
	}

	/**
	 * The local channel number.
	 * @return the number, 0 if none is assigned
	 */
	public final int channelNumber() {
		return this.channelNumber;
	}

	/**
	 * Sets the local channel number.
	 * @param channelNumber the number
	 */
	public final void channelNumber(int channelNumber) {
		this.channelNumber = channelNumber;
	}

	/**
	 * The operation.
	 * @return the operation
	 */
	public final OpCode opCode() {
		return this.opCode;
	}

	/**
	 * Sets the operation.
	 * @param opCode the operation
	 */
	public final void opCode(OpCode opCode) {
		this.opCode = opCode;
	}

	/**
	 * Who made the message.
	 * @return the origin
	 */
	public final Origin origin() {
		return this.origin;
	}

	/**
	 * Who made the message, and with what status.
	 * @param origin the origin
	 * @param status the status
	 */
	public final void origin(Origin origin, AmpeStatus status) {
		this.origin = origin;
		this.status = status;
	}

	/**
	 * Whether more messages with this id follow.
	 * @return true if this is not the last one
	 */
	public final boolean more() {
		return this.more;
	}

	/**
	 * Sets whether more messages with this id follow.
	 * @param more true if this is not the last one
	 */
	public final void more(boolean more) {
		this.more = more;
	}

	/**
	 * The status.
	 * @return the status
	 */
	public final AmpeStatus status() {
		return this.status;
	}

	/**
	 * The message id.
	 * @return the id, unsigned, 0 if none is assigned
	 */
	public final long messageId() {
		return this.messageId;
	}

	/**
	 * Sets the message id.
	 * @param messageId the id, unsigned
	 */
	public final void messageId(long messageId) {
		this.messageId = messageId;
	}

	/**
	 * The text headers as they travel.
	 * @return the growing buffer that holds them
	 */
	public final Bytes headers() {
		return this.headers;
	}

	/**
	 * The text headers as names and values.
	 * @return a live view, valid as long as the caller owns this storage
	 */
	public final TextHeaders textHeaders() {
		return new Message(this).headers();
	}

	/**
	 * The address in the text headers.
	 * @return where to listen or to connect to
	 * @throws AmpeException {@link AmpeStatus#INVALID_ADDRESS} with the reason
	 */
	public final Address address() {
		return AddressParser.parse(this.opCode, textHeaders()::first);
	}

	/** Removes the text headers that an engine adds for its own application. */
	public final void removeLocalHeaders() {
		if (this.headers.contains((byte) '~')) {
			TextHeaders view = textHeaders();
			view.remove(Message.REASON);
			view.remove(Message.TLS);
		}
	}

	/**
	 * The body.
	 * @return the growing buffer that holds it
	 */
	public final Bytes body() {
		return this.body;
	}

	/**
	 * All fields at this moment.
	 * @return a snapshot
	 */
	public final BinaryHeader header() {
		return new BinaryHeader(this.channelNumber, this.opCode, this.origin, this.more, this.status, this.messageId,
				this.headers.length(), this.body.length());
	}

	/**
	 * Whether this is the last message of its channel.
	 * @return true if nothing comes on the channel any more
	 */
	public final boolean endsChannel() {
		return this.endsChannel;
	}

	/**
	 * Sets whether this is the last message of its channel.
	 * @param endsChannel true if nothing comes on the channel any more
	 */
	protected final void endsChannel(boolean endsChannel) {
		this.endsChannel = endsChannel;
	}

	final @Nullable Object attachment() {
		return this.attachment;
	}

	final void attachment(@Nullable Object attachment) {
		this.attachment = attachment;
	}

}
