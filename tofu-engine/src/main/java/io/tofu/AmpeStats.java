package io.tofu;

/**
 * What an engine holds at one moment.
 *
 * @param freeMessages messages that {@link AllocationStrategy#POOL_ONLY} can still give
 * @param messagesInUse messages that are out of the pool: with the application, in an
 * inbox or in a send queue
 * @param channels channels with a number, ended ones included until their last message
 * was received
 * @param groups open groups
 * @param passes how often the engine's loop went round
 */
public record AmpeStats(long freeMessages, long messagesInUse, int channels, int groups, long passes) {
}
