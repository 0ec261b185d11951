package io.tofu.spring;

import io.tofu.Message;
import io.tofu.OpCode;
import org.jspecify.annotations.Nullable;

/**
 * What is left for the listeners after the connections and the client have had their say:
 * HelloRequests, Requests, Signals and ByeRequests of peers, and Responses that nobody
 * waits for.
 */
public interface TofuInboundHandler {

	/**
	 * Takes over a message. Called on the receive thread; must not block, run user code
	 * or convert. All frames of a channel come here in the order they arrived. A
	 * HelloRequest wants {@link TofuChannel#respond} or {@link TofuChannel#reject}; until
	 * then the channel's other frames are kept back. A ByeRequest wants {@code respond}.
	 * @param channel where it came from
	 * @param message the message, owned by the handler from here on
	 */
	void onMessage(TofuChannel channel, Message message);

	/**
	 * Takes over a Request or Signal that comes after the traffic has ended. A Request
	 * wants {@link ErrorTypes#UNAVAILABLE}. Called on the receive thread, in place of
	 * {@link #onMessage}.
	 * @param channel where it came from
	 * @param message the message, owned by the handler from here on
	 */
	default void refuse(TofuChannel channel, Message message) {
		try (message) {
			if (message.opCode() == OpCode.REQUEST && !message.hasMore()) {
				channel.respondError(OpCode.REQUEST, message.messageId(), ErrorTypes.UNAVAILABLE, null);
			}
		}
	}

	/**
	 * Tells the senders of all that is still in flight that no answer will come: the
	 * traffic has ended. Called on the receive thread, before the first {@link #refuse};
	 * must not block.
	 */
	default void cutOff() {
	}

	/**
	 * Hears what the engine says by itself: that a channel has ended, that the pool is
	 * empty, and the like. Messages of ours that come back unsent are not among it.
	 * Called on the receive thread; must not block, run user code or convert.
	 * @param channel what it is about, null if it is not about a connection
	 * @param notice the message, which stays the caller's
	 */
	default void onNotice(@Nullable TofuChannel channel, Message notice) {
	}

	/**
	 * Hears that a message was dropped which nobody is told about: what is left of an
	 * answer whose request has ended, or a Signal that its consumer had no room for. Any
	 * thread; must not block.
	 * @param channel where it came from
	 * @param opCode what it was
	 * @param reason why, for people
	 */
	default void onDropped(TofuChannel channel, OpCode opCode, String reason) {
	}

	/**
	 * Hears that a peer wants no answer to a Request any more. Called on the receive
	 * thread, unless a stream that answers it is told; must not block.
	 * @param channel where the Request came from
	 * @param messageId the id of the Request
	 * @return whether there is such a Request
	 */
	default boolean onCancel(TofuChannel channel, long messageId) {
		return false;
	}

	/**
	 * Drops what is kept for a channel; nothing comes from it any more. Called on the
	 * receive thread; must not block.
	 * @param channel the channel that has ended
	 */
	void onChannelClosed(TofuChannel channel);

	/**
	 * Whether a message of a channel was taken whose answer, if it wants one, was not
	 * sent. Asked before the channel says goodbye, by which the peer learns whether what
	 * it still waits for may have been handled. Called on the receive thread; must not
	 * block.
	 * @param channel the channel
	 * @return true if it may have been
	 */
	default boolean isBusyFor(TofuChannel channel) {
		return false;
	}

	/**
	 * How many messages are being handled or wait to be, those with results still to come
	 * and those that have begun to arrive included. Any thread.
	 * @return the number, 0 if the handler is idle
	 */
	int inFlight();

	/**
	 * How many of them somebody waits for: all but Signals and Responses. Any thread.
	 * @return the number, {@link #inFlight()} if the handler does not tell them apart
	 */
	default int requestsInFlight() {
		return inFlight();
	}

}
