package io.tofu.spring;

/**
 * Names of headers: the text headers that travel, and the Spring message headers that
 * tell where a message came from.
 */
public final class TofuHeaders {

	/** Text header: which listener of the peer is meant. */
	public static final String ROUTE = "route";

	/** Text header: the MIME type of the body. */
	public static final String CONTENT_TYPE = "content-type";

	/** Text header: what went wrong, one of {@link ErrorTypes} or the peer's own. */
	public static final String ERROR_TYPE = "error-type";

	/** Text header: what went wrong, for people. */
	public static final String ERROR_MESSAGE = "error-message";

	/**
	 * Text header. In a Hello: the sender understands the Signals of this name. In a
	 * Signal: {@code yes} if the sender is about to stop and wants no new Requests,
	 * {@code seen} in answer to that, and {@code no} if it takes Requests again.
	 */
	public static final String DRAIN = "tofu-drain";

	/**
	 * Text header of a Signal that asks whether the receiver is there ({@code ask}), or
	 * says so ({@code answer}).
	 */
	public static final String HEARTBEAT = "tofu-heartbeat";

	/** The value of a {@link #HEARTBEAT} that wants an answer. */
	static final String HEARTBEAT_ASK = "ask";

	/** The value of a {@link #HEARTBEAT} that is one. */
	static final String HEARTBEAT_ANSWER = "answer";

	/**
	 * Text header of a Hello: how many bytes the sender takes of the frames of one
	 * message before it grants more by {@link #CREDIT}.
	 */
	static final String FLOW = "tofu-flow";

	/**
	 * Text header of a Signal under the id of an exchange: grants bytes to the sender of
	 * its Request or Responses, as in {@code response;65536}.
	 */
	static final String CREDIT = "tofu-credit";

	/**
	 * Text header of a Signal under the id of an exchange: no more is wanted of its
	 * {@code request} or its {@code response}.
	 */
	static final String CANCEL = "tofu-cancel";

	/** Text header: what part of an element a frame is. */
	static final String PART = "tofu-part";

	/** The value of a {@link #PART}: the element goes on in the next frame. */
	static final String PART_CONTINUED = "continued";

	/** The value of a {@link #PART}: the last frame, which is no element. */
	static final String PART_END = "end";

	/** What the names of text headers begin with that mean something to tofu itself. */
	static final String RESERVED = "tofu-";

	/**
	 * Text header of a ByeRequest: the sender may have handled Requests that it has not
	 * answered. Without it, it has handled none of those.
	 */
	static final String TAKEN = "tofu-taken";

	/** The value of a text header that says no more than its name. */
	static final String YES = "yes";

	/** Spring message header: the {@link TofuChannel} the message came on. */
	public static final String CHANNEL = "tofu_channel";

	/** Spring message header: the message id, a {@link Long}, unsigned. */
	public static final String MESSAGE_ID = "tofu_messageId";

	/** Spring message header: the {@link io.tofu.OpCode}. */
	public static final String OP_CODE = "tofu_opCode";

	/**
	 * Spring message header: the {@link io.tofu.AmpeStatus}, of what the engine says.
	 */
	public static final String STATUS = "tofu_status";

	/** Spring message header: the {@link io.tofu.Message} itself, where it is kept. */
	public static final String RAW = "tofu_raw";

	private TofuHeaders() {
	}

}
