package io.tofu;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Channels that share one inbox. The application posts messages to channels and receives
 * everything that happens on them, answers, failures and ends, from {@link #waitReceive}.
 *
 * <p>
 * {@code post}, {@code updateReceiver} and {@code close} may be called from any thread;
 * {@code waitReceive} from one thread at a time.
 */
public interface ChannelGroup extends AutoCloseable {

	/**
	 * Hands a message over to the engine. Never blocks. Of two posts to one channel the
	 * one that happened before the other is sent first. A HelloRequest or WelcomeRequest
	 * opens a channel; a message id of 0 is replaced by the next one.
	 *
	 * <p>
	 * After a successful return the message belongs to the engine; after an exception it
	 * is still the caller's, unchanged. An accepted message is either sent or comes back
	 * through {@link #waitReceive} before the final Signal of its channel.
	 * @param message a message of this engine, owned by the caller
	 * @return the channel number and message id the message was accepted with
	 * @throws AmpeException with the status of the first check that failed
	 * @throws IllegalStateException if the message is no longer the caller's
	 */
	BinaryHeader post(@Nullable Message message);

	/**
	 * As {@link #post(Message)}, but waits for room in the channel's send queue. Two
	 * peers that both wait so on their receiving threads stop each other until the
	 * timeout.
	 * @param message a message of this engine, owned by the caller
	 * @param timeout how long to wait at most
	 * @return the channel number and message id the message was accepted with
	 * @throws AmpeException with the status of the first check that failed,
	 * {@link AmpeStatus#SEND_QUEUE_FULL} after the timeout,
	 * {@link AmpeStatus#INTERRUPTED} if the thread is interrupted while it waits
	 * @throws IllegalStateException if the message is no longer the caller's
	 */
	BinaryHeader post(@Nullable Message message, Duration timeout);

	/**
	 * The next message, waiting for it for ever.
	 * @return the message, owned by the caller
	 * @throws AmpeException {@link AmpeStatus#SHUTDOWN_STARTED} once the group is closed,
	 * {@link AmpeStatus#INTERRUPTED} if the thread is interrupted and no message is there
	 * @throws IllegalStateException if another thread is in this method
	 */
	Message waitReceive();

	/**
	 * The next message, waiting for it for a while.
	 * @param timeout how long to wait at most; zero looks without waiting
	 * @return the message, owned by the caller, or null if none came in time
	 * @throws AmpeException {@link AmpeStatus#SHUTDOWN_STARTED} once the group is closed,
	 * {@link AmpeStatus#INTERRUPTED} if the thread is interrupted, no message is there
	 * and the timeout is not zero
	 * @throws IllegalStateException if another thread is in this method
	 */
	@Nullable Message waitReceive(Duration timeout);

	/**
	 * Sends a message to this group's own receiver, in order with what the engine
	 * delivers.
	 * @param message a message of this engine, owned by the caller, which arrives with
	 * status {@link AmpeStatus#RECEIVER_UPDATE} and otherwise unchanged; or null for an
	 * empty Signal of the engine with that status
	 * @throws AmpeException {@link AmpeStatus#SHUTDOWN_STARTED} if the group is closed,
	 * {@link AmpeStatus#INVALID_MESSAGE} if the message belongs to another engine,
	 * {@link AmpeStatus#INBOX_FULL} if the receiver is too far behind
	 * @throws IllegalStateException if the message is no longer the caller's
	 */
	void updateReceiver(@Nullable Message message);

	/**
	 * Stops reading from one channel, so that its peer is pushed back. What already waits
	 * for the receiver still arrives. Does nothing if the channel is not an open
	 * connection of this group.
	 * @param channelNumber the channel
	 */
	void pauseReceive(int channelNumber);

	/**
	 * Reads from a paused channel again.
	 * @param channelNumber the channel
	 */
	void resumeReceive(int channelNumber);

	/**
	 * What is known of a channel of this group.
	 * @param channelNumber the channel
	 * @return a snapshot; null if this group has no such channel
	 */
	@Nullable ChannelInfo channel(int channelNumber);

	/**
	 * All channels of this group, listeners included, that have not ended.
	 * @return snapshots, one after another, in the order of their numbers
	 */
	List<ChannelInfo> channels();

	/**
	 * Closes all channels of this group without a message about it: writes what was
	 * posted, within the close timeout, then closes the sockets and gives the messages in
	 * the inbox back to the pool. A thread in {@link #waitReceive} is woken. Idempotent.
	 */
	@Override
	void close();

}
