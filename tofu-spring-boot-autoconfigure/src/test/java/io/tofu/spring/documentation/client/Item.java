package io.tofu.spring.documentation.client;

/** What the shop of the documentation sells. */
record Item(String name) {
}
