/**
 * Clients that are interfaces: each method is a Request or Signal.
 */
@NullMarked
package io.tofu.spring.service;

import org.jspecify.annotations.NullMarked;
