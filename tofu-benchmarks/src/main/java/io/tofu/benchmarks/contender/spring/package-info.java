/**
 * What Spring applications call each other by: a client bean in one process, a method of
 * a bean in the other.
 */
@NullMarked
package io.tofu.benchmarks.contender.spring;

import org.jspecify.annotations.NullMarked;
