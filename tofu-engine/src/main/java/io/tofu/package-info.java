/**
 * The messaging model and its contracts: messages, addresses, statuses and the handle of
 * a running engine, without a thread or a socket.
 */
@NullMarked
package io.tofu;

import org.jspecify.annotations.NullMarked;
