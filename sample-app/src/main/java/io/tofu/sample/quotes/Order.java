package io.tofu.sample.quotes;

/**
 * What somebody wants to buy.
 *
 * @param item the item's name
 * @param quantity how many of it
 */
record Order(String item, int quantity) {
}
