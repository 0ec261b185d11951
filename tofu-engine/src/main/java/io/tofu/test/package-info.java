/**
 * Small helpers for tests of applications that talk tofu: free ports and temporary socket
 * paths.
 */
@NullMarked
package io.tofu.test;

import org.jspecify.annotations.NullMarked;
