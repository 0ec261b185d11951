package io.tofu.engine;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link Tally}.
 */
class TallyTests {

	private final Tally tally = new Tally();

	@Test
	void beginsWithNothing() {
		assertThat(this.tally.messages()).isZero();
		assertThat(this.tally.bytes()).isZero();
	}

	@Test
	void addsAndTakesAway() {
		this.tally.add(3, 300);
		this.tally.add(2, 5_000_000_000L);
		assertThat(this.tally.messages()).isEqualTo(5);
		assertThat(this.tally.bytes()).isEqualTo(5_000_000_300L);
		this.tally.add(-5, -300);
		assertThat(this.tally.messages()).isZero();
		assertThat(this.tally.bytes()).isEqualTo(5_000_000_000L);
	}

}
