package io.tofu;

import org.jspecify.annotations.Nullable;

/** The operations: what a message asks for or answers. */
public enum OpCode {

	/** Asks the peer's application. */
	REQUEST(0, MessageType.REGULAR, MessageRole.REQUEST),
	/** Answers a {@link #REQUEST}. */
	RESPONSE(1, MessageType.REGULAR, MessageRole.RESPONSE),
	/** Tells the peer's application something. */
	SIGNAL(2, MessageType.REGULAR, MessageRole.SIGNAL),
	/** Connects; the first message of a connection. */
	HELLO_REQUEST(3, MessageType.HELLO, MessageRole.REQUEST),
	/** Answers a {@link #HELLO_REQUEST}, or reports that the connection failed. */
	HELLO_RESPONSE(4, MessageType.HELLO, MessageRole.RESPONSE),
	/** Asks to close the channel. */
	BYE_REQUEST(5, MessageType.BYE, MessageRole.REQUEST),
	/** Agrees to close the channel. */
	BYE_RESPONSE(6, MessageType.BYE, MessageRole.RESPONSE),
	/** Drops the channel now; local, the peer sees its connection end. */
	BYE_SIGNAL(7, MessageType.BYE, MessageRole.SIGNAL),
	/** Listens; local. */
	WELCOME_REQUEST(8, MessageType.WELCOME, MessageRole.REQUEST),
	/** The engine's answer to a {@link #WELCOME_REQUEST}; local. */
	WELCOME_RESPONSE(9, MessageType.WELCOME, MessageRole.RESPONSE);

	private static final OpCode[] BY_CODE = values();

	private final int code;

	private final MessageType type;

	private final MessageRole role;

	OpCode(int code, MessageType type, MessageRole role) {
		this.code = code;
		this.type = type;
		this.role = role;
	}

	/**
	 * The operation of a code.
	 * @param code any number
	 * @return the operation, or null if there is none
	 */
	public static @Nullable OpCode of(int code) {
		return (code >= 0 && code < BY_CODE.length) ? BY_CODE[code] : null;
	}

	/**
	 * The number of this operation in a frame.
	 * @return the code, 0 to 9
	 */
	public int code() {
		return this.code;
	}

	/**
	 * What this operation is about.
	 * @return the type
	 */
	public MessageType type() {
		return this.type;
	}

	/**
	 * The part this operation plays.
	 * @return the role
	 */
	public MessageRole role() {
		return this.role;
	}

	/**
	 * The operation that answers this one.
	 * @return the response to a request, a signal to {@link #SIGNAL}, else null
	 */
	public @Nullable OpCode reply() {
		return switch (this.role) {
			case REQUEST -> BY_CODE[this.code + 1];
			case SIGNAL -> (this == SIGNAL) ? SIGNAL : null;
			case RESPONSE -> null;
		};
	}

}
