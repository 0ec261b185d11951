/**
 * The serving side of tofu in a Spring application: annotated handler methods and the
 * containers that run them.
 */
@NullMarked
package io.tofu.spring.listener;

import org.jspecify.annotations.NullMarked;
