package io.tofu;

import java.time.Instant;

import jdk.net.UnixDomainPrincipal;
import org.jspecify.annotations.Nullable;

/**
 * A channel at one moment; the numbers are read one after another.
 *
 * @param number the channel's number
 * @param kind what it is
 * @param listener the number of the listener that accepted it, 0 if none did
 * @param localAddress its own end, like {@code tcp://127.0.0.1:7099} or
 * {@code unix:/run/app.sock}; null if it is not open, or has no name as Unix sockets that
 * connect
 * @param remoteAddress the peer's end in the same form; null for a listener, if it is not
 * open, or if the peer's end has no name
 * @param unixPeer the user and group that the peer had when it connected; null if the
 * channel is not an open Unix connection
 * @param openedAt when the channel was opened: posted, or accepted
 * @param lastActivity when messages were last read or written, or it was opened, by the
 * system's clock, in milliseconds; never before {@code openedAt}
 * @param messagesIn how many messages were received
 * @param bytesIn how many bytes these had
 * @param messagesOut how many messages were written
 * @param bytesOut how many bytes these had
 * @param queuedMessages how many messages were accepted and neither written nor returned
 * yet
 * @param queuedBytes how many bytes these have
 */
public record ChannelInfo(int number, ChannelKind kind, int listener, @Nullable String localAddress,
		@Nullable String remoteAddress, @Nullable UnixDomainPrincipal unixPeer, Instant openedAt, Instant lastActivity,
		long messagesIn, long bytesIn, long messagesOut, long bytesOut, int queuedMessages, long queuedBytes) {
}
