package io.tofu;

/**
 * What became of an operation, or why a message came from the engine. What a call refuses
 * at once is thrown, with an {@link AmpeException}; what turns out later is the status of
 * a message from {@link ChannelGroup#waitReceive}, whose {@link Message#REASON} says
 * more. A status never travels: what a peer sends there is ignored.
 *
 * <p>
 * Codes keep their number for ever. Those below 64 are the ones of the tofu engine for
 * Zig, not all of which occur here.
 */
public enum AmpeStatus {

	/** All is well; the only status that a well-behaved peer sends. */
	SUCCESS(0),
	/** Reserved. */
	NOT_IMPLEMENTED_YET(1),
	/** A HelloRequest or WelcomeRequest without text headers, so without an address. */
	WRONG_ADDRESS(2),
	/**
	 * The operation does not fit this kind of channel: a listener takes a ByeSignal only.
	 */
	NOT_ALLOWED(3),
	/** Null was posted. */
	NULL_MESSAGE(4),
	/** The message belongs to another engine. */
	INVALID_MESSAGE(5),
	/** The operation cannot be posted. */
	INVALID_OP_CODE(6),
	/** The text headers are longer than {@link Message#MAX_HEADERS_LENGTH}. */
	INVALID_HEADERS_LEN(7),
	/** The body is longer than {@link Message#MAX_BODY_LENGTH}. */
	INVALID_BODY_LEN(8),
	/** Only regular messages may be followed by more of the same id. */
	INVALID_MORE_USAGE(9),
	/**
	 * The channel is unknown or closed, or the operation wants another channel number.
	 */
	INVALID_CHANNEL_NUMBER(10),
	/** The channel belongs to another group. */
	INVALID_CHANNEL_GROUP(11),
	/** A response needs the message id of what it answers. */
	INVALID_MESSAGE_ID(12),
	/** The address cannot be read, resolved or bound. */
	INVALID_ADDRESS(13),
	/** The Unix socket to connect to does not exist. */
	UDS_PATH_NOT_FOUND(14),
	/** Reserved. */
	NOTIFICATION_DISABLED(15),
	/** Reserved. */
	NOTIFICATION_FAILED(16),
	/** The peer closed the connection, or it broke. */
	PEER_DISCONNECTED(17),
	/** The connection failed. */
	COMMUNICATION_FAILED(18),
	/**
	 * A received message waits for room in the pool, and its channel is not read
	 * meanwhile. Putting any message back lets it go on.
	 */
	POOL_EMPTY(19),
	/** No memory for a message. */
	ALLOCATION_FAILED(20),
	/** A message of the application to its own receiver. */
	RECEIVER_UPDATE(21),
	/** The channel has ended; the last message of that channel. */
	CHANNEL_CLOSED(22),
	/** The group or the engine is closed. */
	SHUTDOWN_STARTED(23),
	/** The peer could not be reached. */
	CONNECT_FAILED(24),
	/** The address could not be listened on. */
	LISTEN_FAILED(25),
	/** A connection could not be accepted. */
	ACCEPT_FAILED(26),
	/** Writing to the peer failed. */
	SEND_FAILED(27),
	/** Reading from the peer failed, or ended inside a message. */
	RECV_FAILED(28),
	/** A socket refused one of its options. */
	SETSOCKOPT_FAILED(29),
	/** The engine failed while it worked on the channel. */
	PROCESSING_FAILED(30),
	/** Any status that is not known here. */
	UNKNOWN_ERROR(31),

	/** The channel's send queue is full. */
	SEND_QUEUE_FULL(64),
	/** The send queue that refused a message has fallen to half its limits. */
	SEND_QUEUE_READY(65),
	/** The group's inbox takes no more messages of the application to itself. */
	INBOX_FULL(66),
	/** Every channel number is in use. */
	CHANNELS_EXHAUSTED(67),
	/** The peer sent what is not this protocol. */
	PROTOCOL_ERROR(68),
	/** The waiting thread was interrupted. */
	INTERRUPTED(69),
	/** The connection was not up in time. */
	CONNECT_TIMEOUT(70),
	/** An accepted connection sent no message in time. */
	HELLO_TIMEOUT(71),
	/** Nothing was received for too long. */
	IDLE_TIMEOUT(72),
	/** The peer did not finish closing in time. */
	BYE_TIMEOUT(73),
	/** The TLS handshake or a TLS record failed. */
	TLS_FAILED(74),
	/** The peer is not allowed to do this. */
	NOT_AUTHORIZED(75);

	private static final AmpeStatus[] BY_CODE = new AmpeStatus[256];

	static {
		for (AmpeStatus status : values()) {
			BY_CODE[status.code] = status;
		}
	}

	private final int code;

	AmpeStatus(int code) {
		this.code = code;
	}

	/**
	 * The status of a code.
	 * @param code any number
	 * @return its status, {@link #UNKNOWN_ERROR} if there is none
	 */
	public static AmpeStatus of(int code) {
		AmpeStatus status = (code >= 0 && code < BY_CODE.length) ? BY_CODE[code] : null;
		return (status != null) ? status : UNKNOWN_ERROR;
	}

	/**
	 * The number of this status.
	 * @return the code, 0 to 255
	 */
	public int code() {
		return this.code;
	}

	/**
	 * Whether a message with this status tells something without reporting a failure or
	 * an end.
	 * @return true for {@link #SUCCESS}, {@link #POOL_EMPTY}, {@link #RECEIVER_UPDATE}
	 * and {@link #SEND_QUEUE_READY}
	 */
	public boolean isNotice() {
		return switch (this) {
			case SUCCESS, POOL_EMPTY, RECEIVER_UPDATE, SEND_QUEUE_READY -> true;
			default -> false;
		};
	}

	/**
	 * An exception that carries this status.
	 * @return a new exception, to be thrown by the caller
	 */
	public AmpeException asException() {
		return new AmpeException(this, name().toLowerCase(java.util.Locale.ROOT));
	}

}
