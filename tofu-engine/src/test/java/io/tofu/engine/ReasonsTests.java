package io.tofu.engine;

import java.io.IOException;

import io.tofu.Message;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link Reasons}.
 */
class ReasonsTests {

	private final Envelope envelope = new Envelope(null);

	@Test
	void reasonIsSetNotAppended() {
		Reasons.set(this.envelope, "first");
		this.envelope.textHeaders().add("kept", "1");
		Reasons.set(this.envelope, "second");
		assertThat(this.envelope.textHeaders().all(Message.REASON)).containsExactly("second");
		assertThat(this.envelope.textHeaders().first("kept")).isEqualTo("1");
	}

	@Test
	void reasonIsOneShortLine() {
		Reasons.set(this.envelope, " a\r\nb\tc\0 ".repeat(500));
		assertThat(this.envelope.textHeaders().first(Message.REASON)).startsWith("a b c")
			.hasSizeBetween(100, 1000)
			.doesNotContain("\n", "\r", "\0");
		assertThat(this.envelope.textHeaders()).hasSize(1);
	}

	@Test
	void reasonWithoutATextIsNone() {
		Reasons.set(this.envelope, " \r\n ");
		assertThat(this.envelope.textHeaders().isEmpty()).isTrue();
	}

	@Test
	void reasonIsDroppedIfItDoesNotFit() {
		this.envelope.textHeaders().add("h", "v".repeat(Message.MAX_HEADERS_LENGTH - 4 - 20));
		Reasons.set(this.envelope, "much too long for what is left");
		assertThat(this.envelope.textHeaders().first(Message.REASON)).isNull();
		Reasons.set(this.envelope, "fits");
		assertThat(this.envelope.textHeaders().first(Message.REASON)).isEqualTo("fits");
		assertThat(this.envelope.headers().length()).isLessThanOrEqualTo(Message.MAX_HEADERS_LENGTH);
	}

	@Test
	void causeIsToldInItsOwnWordsOrByItsName() {
		assertThat(Reasons.of(new IOException("Connection refused"))).isEqualTo("Connection refused");
		assertThat(Reasons.of(new IOException())).isEqualTo("IOException");
		assertThat(Reasons.of("cannot connect", new IOException("Connection refused")))
			.isEqualTo("cannot connect: Connection refused");
	}

}
