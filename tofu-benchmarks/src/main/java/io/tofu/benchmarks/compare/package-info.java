/**
 * The run: starts the processes, lets them take turns and reads what they used.
 */
@NullMarked
package io.tofu.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
