package io.tofu.engine;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link EnvelopeQueue}.
 */
class EnvelopeQueueTests {

	private final EnvelopeQueue queue = new EnvelopeQueue();

	@Test
	void isFirstInFirstOut() {
		Envelope first = Envelopes.withId(1);
		Envelope second = Envelopes.withId(2);
		second.next = Envelopes.withId(3);
		this.queue.add(first);
		this.queue.add(second);
		assertThat(this.queue.peek()).isSameAs(first);
		assertThat(this.queue.poll()).isSameAs(first);
		assertThat(first.next).isNull();
		assertThat(this.queue.isEmpty()).isFalse();
		assertThat(this.queue.poll()).isSameAs(second);
		assertThat(this.queue.isEmpty()).isTrue();
		assertThat(this.queue.peek()).isNull();
		assertThat(this.queue.poll()).isNull();
		this.queue.add(first);
		assertThat(this.queue.poll()).isSameAs(first);
	}

}
