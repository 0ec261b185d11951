package io.tofu.spring;

import io.tofu.Message;
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
	 * Hears what the engine says by itself: that a channel has ended, that the pool is
	 * empty, and the like. Messages of ours that come back unsent are not among it.
	 * Called on the receive thread; must not block, run user code or convert.
	 * @param channel what it is about, null if it is not about a connection
	 * @param notice the message, which stays the caller's
	 */
	default void onNotice(@Nullable TofuChannel channel, Message notice) {
	}

	/**
	 * Drops what is kept for a channel; nothing comes from it any more. Called on the
	 * receive thread; must not block.
	 * @param channel the channel that has ended
	 */
	void onChannelClosed(TofuChannel channel);

	/**
	 * How many messages are being handled or wait to be, those with results still to come
	 * included. Any thread.
	 * @return the number, 0 if the handler is idle
	 */
	int inFlight();

}
