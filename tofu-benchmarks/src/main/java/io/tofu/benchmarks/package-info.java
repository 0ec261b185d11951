/**
 * The engine beside what else one could take, and beside plain sockets.
 */
@NullMarked
package io.tofu.benchmarks;

import org.jspecify.annotations.NullMarked;
