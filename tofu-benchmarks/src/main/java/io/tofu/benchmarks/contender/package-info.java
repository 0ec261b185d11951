/**
 * The messaging systems that take part.
 */
@NullMarked
package io.tofu.benchmarks.contender;

import org.jspecify.annotations.NullMarked;
