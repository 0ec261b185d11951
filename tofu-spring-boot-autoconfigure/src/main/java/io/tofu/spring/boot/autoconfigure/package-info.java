/**
 * Auto-configuration that starts the engine, its addresses and its peers from
 * {@code tofu.*} properties.
 */
@NullMarked
package io.tofu.spring.boot.autoconfigure;

import org.jspecify.annotations.NullMarked;
