package io.tofu.benchmarks.contender.spring;

/**
 * What is answered, as JSON.
 *
 * @param article what was ordered
 * @param cents what it costs
 * @param note the text of the order
 */
record Receipt(String article, long cents, String note) {

	private static final int CENTS = 120;

	static Receipt of(Order order) {
		return new Receipt(order.article(), (long) order.quantity() * CENTS, order.note());
	}

}
