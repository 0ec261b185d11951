/**
 * The smallest of services: an echo, and quotes as JSON. An HTTP request becomes a tofu
 * request, and its answer the HTTP response.
 */
@NullMarked
package io.tofu.sample.quotes;

import org.jspecify.annotations.NullMarked;
