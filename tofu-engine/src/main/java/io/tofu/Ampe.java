package io.tofu;

import org.jspecify.annotations.Nullable;

/**
 * One message engine: a pool of messages, the channels of its groups and the thread that
 * serves them. Engines are independent of each other.
 *
 * <p>
 * The pool gives the messages and is at the same time the brake of the engine: what
 * arrives needs a free message, and a peer is not read while there is none. So whoever
 * receives has to put back, or close, or post, every message.
 *
 * <p>
 * All methods may be called from any thread. After {@link #close()}, {@link #get} and
 * {@link #createGroup} fail with {@link AmpeStatus#SHUTDOWN_STARTED}; {@link #put},
 * {@link #stats}, {@link #isRunning} and {@link #close} never fail for that reason.
 */
public interface Ampe extends AutoCloseable {

	/**
	 * A blank message, owned by the caller: opcode Request, channel 0, id 0, no headers,
	 * no body. Never waits.
	 * @param strategy where it may come from
	 * @return a message; null if the strategy is {@link AllocationStrategy#POOL_ONLY} and
	 * the pool is empty
	 * @throws AmpeException {@link AmpeStatus#SHUTDOWN_STARTED} if the engine is closed
	 */
	@Nullable Message get(AllocationStrategy strategy);

	/**
	 * A blank message, owned by the caller, from the pool or else a new one.
	 * @return a message, never null
	 * @throws AmpeException {@link AmpeStatus#SHUTDOWN_STARTED} if the engine is closed
	 */
	Message get();

	/**
	 * Gives a message back, whatever its state. The caller must not use it any more. The
	 * same as {@link Message#close()}, but throws if it is done twice.
	 * @param message a message of this engine, or null, which does nothing
	 * @throws IllegalStateException if the message is no longer the caller's
	 * @throws AmpeException {@link AmpeStatus#INVALID_MESSAGE} if it belongs to another
	 * engine
	 */
	void put(@Nullable Message message);

	/**
	 * A new group of channels with an inbox of its own.
	 * @return the group, owned by the caller, closed with this engine at the latest
	 * @throws AmpeException {@link AmpeStatus#SHUTDOWN_STARTED} if the engine is closed
	 */
	ChannelGroup createGroup();

	/**
	 * A message id that no other caller in this process gets. Register what you wait for
	 * under the id first, then post: an answer cannot come too early.
	 * @return the id, unsigned, never 0
	 */
	long nextMessageId();

	/**
	 * Whether the engine serves its channels.
	 * @return false after {@link #close()}, or if its loop has died
	 */
	boolean isRunning();

	/**
	 * What the engine holds at this moment; the numbers are read one after another.
	 * @return a snapshot
	 */
	AmpeStats stats();

	/**
	 * Closes all groups and the engine: writes what was posted, within the close timeout,
	 * then closes the sockets. Threads in {@link ChannelGroup#waitReceive} are woken;
	 * they get what has arrived, then {@link AmpeStatus#SHUTDOWN_STARTED}. Returns when
	 * the engine has ended, a few seconds after the close timeout at the latest. Called
	 * by an {@link EngineListener} it only starts the closing. Idempotent; an interrupt
	 * does not shorten it and stays set.
	 */
	@Override
	void close();

}
