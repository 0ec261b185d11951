/**
 * A worker: connects to a spooler, and makes images of the pages of documents.
 */
@NullMarked
package io.tofu.sample.worker;

import org.jspecify.annotations.NullMarked;
