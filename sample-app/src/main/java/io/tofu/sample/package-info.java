/**
 * A sample microservice that serves routes over tofu and answers HTTP requests with what
 * a peer says.
 */
@NullMarked
package io.tofu.sample;

import org.jspecify.annotations.NullMarked;
