package io.tofu.benchmarks.load;

import java.nio.ByteBuffer;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests of {@link Body}: nothing wrong passes.
 */
class BodyTests {

	private final Body body = Body.echo(1000);

	@Test
	void acceptsWhatWasSent() {
		this.body.check(Body.echo(1000).content());
		ByteBuffer amongOthers = ByteBuffer.allocateDirect(1010).put(5, this.body.content()).position(5).limit(1005);
		this.body.check(amongOthers);
		assertThat(amongOthers.position()).isEqualTo(5);
	}

	@Test
	void refusesAnyOtherByte() {
		for (int i = 0; i < this.body.length(); i++) {
			byte[] arrived = this.body.content().clone();
			arrived[i]++;
			assertThatIllegalStateException().isThrownBy(() -> this.body.check(arrived));
			assertThatIllegalStateException().isThrownBy(() -> this.body.check(ByteBuffer.wrap(arrived)));
		}
	}

	@Test
	void refusesAnotherLength() {
		assertThatIllegalStateException().isThrownBy(() -> this.body.check(Body.echo(999).content()));
		assertThatIllegalStateException().isThrownBy(() -> this.body.check(ByteBuffer.allocate(0)));
	}

	@Test
	void tellsItsKind() {
		assertThat(Body.isOneWay(this.body.content()[0])).isFalse();
		assertThat(Body.isOneWay(Body.oneWay(1).content()[0])).isTrue();
		assertThat(Body.isOneWay(Body.oneWay(1).ofLength(7).content()[0])).isTrue();
	}

}
