package io.tofu.benchmarks.contender.spring;

/**
 * What is sent, as JSON.
 *
 * @param article what is ordered
 * @param quantity how much of it
 * @param note a text, which makes it as long as wanted
 */
record Order(String article, int quantity, String note) {

	private static final int QUANTITY = 3;

	static Order withNote(int length) {
		return new Order("pencil", QUANTITY, "n".repeat(length));
	}

}
