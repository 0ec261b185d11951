/**
 * Auto-configuration of the health contributor that reports the engine, the server
 * addresses and the peers.
 */
@NullMarked
package io.tofu.spring.boot.autoconfigure.health;

import org.jspecify.annotations.NullMarked;
