/**
 * The process that is measured: one server or one client, told what to do line by line.
 */
@NullMarked
package io.tofu.benchmarks.worker;

import org.jspecify.annotations.NullMarked;
