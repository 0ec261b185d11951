package io.tofu.benchmarks.report;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link Spread}.
 */
class SpreadTests {

	@Test
	void theMiddleOfAnOddNumber() {
		assertThat(Spread.of(5, 1, 9)).isEqualTo(new Spread(5, 1, 9));
	}

	@Test
	void betweenTheTwoInTheMiddleOfAnEvenNumber() {
		assertThat(Spread.of(4, 1, 9, 2)).isEqualTo(new Spread(3, 1, 9));
	}

	@Test
	void nothingOfNothing() {
		assertThat(Spread.of().median()).isNaN();
	}

}
