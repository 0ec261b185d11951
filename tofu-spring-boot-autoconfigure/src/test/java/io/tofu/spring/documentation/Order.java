package io.tofu.spring.documentation;

/** What the examples of listeners are about. */
record Order(String item, int count) {
}
