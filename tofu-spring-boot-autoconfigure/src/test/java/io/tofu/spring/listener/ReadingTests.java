package io.tofu.spring.listener;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReadingTests {

	private final List<String> calls = new ArrayList<>();

	private final Reading reading = new Reading(() -> this.calls.add("pause"), () -> this.calls.add("resume"),
			() -> false);

	@Test
	void pausesWithTheFirstHoldAndResumesWithTheLastRelease() {
		this.reading.hold();
		this.reading.hold();
		this.reading.release();
		assertThat(this.calls).containsExactly("pause");
		this.reading.release();
		assertThat(this.calls).containsExactly("pause", "resume");
	}

	@Test
	void aReleaseThatOvertakesItsHoldLeavesTheChannelRead() {
		this.reading.release();
		this.reading.hold();
		assertThat(this.calls).isEmpty();
		this.reading.hold();
		assertThat(this.calls).containsExactly("pause");
	}

}
