/**
 * What a messaging system implements to take part, and what it is driven with.
 */
@NullMarked
package io.tofu.benchmarks.load;

import org.jspecify.annotations.NullMarked;
