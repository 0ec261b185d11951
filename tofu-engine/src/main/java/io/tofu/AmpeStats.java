package io.tofu;

/**
 * What an engine holds at one moment, and what it has done since it was started; the
 * numbers are read one after another.
 *
 * @param freeMessages messages that {@link AllocationStrategy#POOL_ONLY} can still give
 * @param messagesInUse messages that are out of the pool: with the application, in an
 * inbox or in a send queue
 * @param channels channels with a number, ended ones included until their last message
 * was received
 * @param groups open groups
 * @param queuedBytes bytes that wait to be written
 * @param partialFrameBytes bytes kept of messages that have not arrived completely
 * @param messagesIn messages received
 * @param bytesIn bytes of these
 * @param messagesOut messages written
 * @param bytesOut bytes of these
 * @param passes how often the engine's loop went round
 */
public record AmpeStats(long freeMessages, long messagesInUse, int channels, int groups, long queuedBytes,
		long partialFrameBytes, long messagesIn, long bytesIn, long messagesOut, long bytesOut, long passes) {
}
