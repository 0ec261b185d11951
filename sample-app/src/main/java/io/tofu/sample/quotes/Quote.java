package io.tofu.sample.quotes;

import java.math.BigDecimal;

/**
 * What an order would cost.
 *
 * @param item the item's name
 * @param quantity how many of it
 * @param total the price of all of them
 */
record Quote(String item, int quantity, BigDecimal total) {
}
