/**
 * What spooler and workers say to each other. The payloads are bytes: a document one way,
 * images of its pages the other; everything else stands in text headers.
 */
@NullMarked
package io.tofu.sample.ticket;

import org.jspecify.annotations.NullMarked;
