/**
 * What is measured: workloads and who takes part in them.
 */
@NullMarked
package io.tofu.benchmarks.plan;

import org.jspecify.annotations.NullMarked;
