/**
 * The web page, whose files are in {@code static}, and what browsers are told about it.
 */
@NullMarked
package io.tofu.sample.web;

import org.jspecify.annotations.NullMarked;
