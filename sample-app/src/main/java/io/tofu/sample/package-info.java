/**
 * A print spooler and its workers, over tofu: in one process, or in as many as one likes.
 */
@NullMarked
package io.tofu.sample;

import org.jspecify.annotations.NullMarked;
