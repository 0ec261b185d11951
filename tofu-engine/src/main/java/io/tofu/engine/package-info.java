/**
 * The engine itself: everything that owns a thread or a socket, behind the model of
 * {@code io.tofu}.
 */
@NullMarked
package io.tofu.engine;

import org.jspecify.annotations.NullMarked;
