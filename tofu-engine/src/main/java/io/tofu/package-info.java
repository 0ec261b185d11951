/**
 * The messaging model and its contracts: messages, addresses, statuses and the handle of
 * a running engine, without a thread or a socket.
 *
 * <p>
 * There is no connect, listen or accept. An application gets a {@link io.tofu.Message}
 * from an {@link io.tofu.Ampe}, fills it in and posts it to a
 * {@link io.tofu.ChannelGroup}; all that happens comes back as a message from
 * {@link io.tofu.ChannelGroup#waitReceive}. A WelcomeRequest listens, a HelloRequest
 * connects, a ByeRequest asks the peer to part, a ByeSignal drops the connection.
 *
 * <pre>
 * try (Ampe ampe = TofuEngine.start(AmpeOptions.defaults()); ChannelGroup group = ampe.createGroup()) {
 *     try (Message hello = ampe.get()) {
 *         Address.client("tcp://127.0.0.1:7099").format(hello);
 *         group.post(hello);
 *     }
 *     try (Message answer = group.waitReceive(Duration.ofSeconds(5))) {
 *         …
 *     }
 * }
 * </pre>
 *
 * <p>
 * A message has one owner. Whoever posts it or puts it back has given it away, and every
 * later use of it throws. Nothing here throws checked exceptions or blocks, unless its
 * documentation says so. Parameters and results are never null where that is not said.
 */
@NullMarked
package io.tofu;

import org.jspecify.annotations.NullMarked;
