/**
 * The client side of tofu in a Spring application: requests, signals, exchanges,
 * converters and headers.
 */
@NullMarked
package io.tofu.spring;

import org.jspecify.annotations.NullMarked;
