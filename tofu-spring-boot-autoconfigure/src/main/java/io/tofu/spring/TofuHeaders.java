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
	 * Text header. In a Hello: the sender understands the Signal of this name. In a
	 * Signal: the sender is about to stop and wants no new Requests.
	 */
	public static final String DRAIN = "tofu-drain";

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
