package io.tofu;

import org.jspecify.annotations.Nullable;

/**
 * Is told what happens inside an engine, for logs and metrics. What an application can
 * act on comes as a message; none of these calls replaces one.
 *
 * <p>
 * The calls come on whatever thread does the work, while the engine waits: they must be
 * short and must not block. What they throw is logged and goes no further.
 */
public interface EngineListener {

	/** Does nothing. */
	EngineListener NONE = new EngineListener() {
	};

	/**
	 * A listener is bound, or a connection is up.
	 * @param channel the channel at this moment
	 */
	default void onChannelOpened(ChannelInfo channel) {
	}

	/**
	 * A channel that was open has ended.
	 * @param channel the channel at this moment
	 * @param status why it ended
	 * @param reason the same for people, or null if there is nothing to add
	 */
	default void onChannelClosed(ChannelInfo channel, AmpeStatus status, @Nullable String reason) {
	}

	/**
	 * A listener could not be bound, or a connection not be made.
	 * @param channel the channel, which never opened
	 * @param status why not
	 * @param reason the same for people, or null if there is nothing to add
	 */
	default void onOpenFailed(ChannelInfo channel, AmpeStatus status, @Nullable String reason) {
	}

	/**
	 * A listener cannot accept connections for a while.
	 * @param listener the listener
	 * @param reason why not
	 */
	default void onAcceptFailed(ChannelInfo listener, String reason) {
	}

	/**
	 * A message has arrived and found the pool empty; once for a channel until the pool
	 * has recovered.
	 * @param channel the channel, which is not read until there is a free message
	 */
	default void onPoolEmpty(ChannelInfo channel) {
	}

	/**
	 * A receiver is so far behind that the channels of its group are not read any more.
	 * @param channel the first channel that is not read, or does not accept
	 */
	default void onInboxFull(ChannelInfo channel) {
	}

	/**
	 * A post was refused for want of room; once for a channel until there is room.
	 * @param channel the channel
	 */
	default void onSendQueueFull(ChannelInfo channel) {
	}

	/**
	 * The engine's loop has died, and with it all channels.
	 * @param cause what it died of
	 */
	default void onEngineFailed(Throwable cause) {
	}

}
