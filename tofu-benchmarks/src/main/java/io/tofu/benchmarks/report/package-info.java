/**
 * What came out, set in relation, and written down as tables, data and pictures.
 */
@NullMarked
package io.tofu.benchmarks.report;

import org.jspecify.annotations.NullMarked;
