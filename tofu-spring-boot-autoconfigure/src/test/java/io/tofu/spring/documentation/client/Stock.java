package io.tofu.spring.documentation.client;

/** How much there is of an item. */
record Stock(String name, int count) {
}
