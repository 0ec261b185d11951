package io.tofu.spring;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What a stream keeps for its consumer, and how it ends. */
class StreamBufferTests {

	private static final TofuException FAILURE = new TofuException("no");

	/** Full beyond two parts of ten bytes, until none is left. */
	private final StreamBuffer buffer = new StreamBuffer(2 * (10 + 64), 64);

	@Test
	void partsComeOutAsTheyCameIn() {
		StreamPart first = part(1);
		StreamPart second = part(0);
		assertThat(this.buffer.add(first)).isTrue();
		assertThat(this.buffer.add(second)).isTrue();
		assertThat(this.buffer.poll()).isSameAs(first);
		assertThat(this.buffer.poll()).isSameAs(second);
		assertThat(this.buffer.poll()).isNull();
		assertThat(this.buffer.isOver()).isFalse();
	}

	@Test
	void isFullBeyondTheLimitUntilItIsDownToTheLowerOne() {
		this.buffer.add(part(10));
		this.buffer.add(part(10));
		assertThat(this.buffer.isFull()).isFalse();
		this.buffer.add(part(10));
		assertThat(this.buffer.isFull()).isTrue();
		this.buffer.poll();
		this.buffer.poll();
		assertThat(this.buffer.isFull()).as("74 left").isTrue();
		this.buffer.poll();
		assertThat(this.buffer.isFull()).isFalse();
	}

	@Test
	void partsWithoutBytesFillItToo() {
		this.buffer.add(part(0));
		this.buffer.add(part(0));
		assertThat(this.buffer.isFull()).isFalse();
		this.buffer.add(part(0));
		assertThat(this.buffer.isFull()).isTrue();
	}

	@Test
	void isNotFullWhenNothingMoreComes() {
		for (int i = 0; i < 5; i++) {
			this.buffer.add(part(10));
		}
		assertThat(this.buffer.isFull()).isTrue();
		this.buffer.add(last(10, false, false, null));
		assertThat(this.buffer.isFull()).isFalse();
		assertThat(this.buffer.isOver()).isFalse();
	}

	@Test
	void anEmptyLastPartIsOnlyTheEnd() {
		assertThat(this.buffer.add(last(0, false, false, null))).isFalse();
		assertThat(this.buffer.isOver()).isTrue();
		assertThat(this.buffer.failure()).isNull();
	}

	@Test
	void aMarkedLastPartIsOnlyTheEnd() {
		assertThat(this.buffer.add(last(0, false, true, null))).isFalse();
		assertThat(this.buffer.isOver()).isTrue();
	}

	@Test
	void bytesOfAMarkedLastPartAreNotLost() {
		assertThat(this.buffer.add(last(5, false, true, null))).isTrue();
		assertThat(this.buffer.isOver()).isFalse();
		assertThat(this.buffer.poll().body()).hasSize(5);
		assertThat(this.buffer.isOver()).isTrue();
	}

	@Test
	void aLastPartWithBytesIsAnElement() {
		assertThat(this.buffer.add(last(5, false, false, null))).isTrue();
		assertThat(this.buffer.isOver()).isFalse();
		this.buffer.poll();
		assertThat(this.buffer.isOver()).isTrue();
	}

	@Test
	void anEmptyLastPartMayEndAnElement() {
		this.buffer.add(new StreamPart(new byte[1], 1, true, false, false, null));
		assertThat(this.buffer.add(last(0, false, false, null))).isTrue();
		assertThat(this.buffer.failure()).isNull();
	}

	@Test
	void anElementMustNotGoOnBehindTheEnd() {
		this.buffer.add(new StreamPart(new byte[1], 1, true, false, false, null));
		this.buffer.add(last(0, false, true, null));
		assertThat(this.buffer.failure()).hasMessageContaining("in the middle of an element");
		StreamBuffer other = new StreamBuffer(100, 50);
		other.add(last(1, true, false, null));
		assertThat(other.failure()).hasMessageContaining("in the middle of an element");
	}

	@Test
	void whatTheSenderSaysComesAfterWhatItSent() {
		this.buffer.add(part(1));
		assertThat(this.buffer.add(last(1, false, false, FAILURE))).isFalse();
		assertThat(this.buffer.isOver()).isFalse();
		assertThat(this.buffer.failure()).isSameAs(FAILURE);
	}

	@Test
	void aFailureDropsWhatWaits() {
		this.buffer.add(part(10));
		this.buffer.add(part(0));
		assertThat(this.buffer.fail(FAILURE)).isEqualTo(10 + 64 + 64);
		assertThat(this.buffer.isOver()).isTrue();
		assertThat(this.buffer.isEmpty()).isTrue();
		assertThat(this.buffer.isFull()).isFalse();
	}

	private static StreamPart part(int length) {
		return new StreamPart(new byte[length], length, false, false, false, null);
	}

	private static StreamPart last(int length, boolean continued, boolean mark, @Nullable TofuException failure) {
		return new StreamPart(new byte[length], length, continued, true, mark, failure);
	}

}
