package io.tofu.engine;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import io.tofu.OpCode;
import io.tofu.Seeds;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link FrameWriter}: sockets that take any number of bytes.
 */
class FrameWriterTests {

	private final FrameWriter writer = new FrameWriter();

	private final ByteArrayOutputStream socket = new ByteArrayOutputStream();

	private final List<Long> sent = new ArrayList<>();

	@Test
	void manyFramesGoOutAtOnce() {
		List<Envelope> posted = post(1, 2, 3);
		write(1000, 1000);
		assertThat(this.socket.toByteArray()).isEqualTo(Envelopes.encoded(posted));
		assertThat(this.sent).containsExactly(1L, 2L, 3L);
		assertThat(this.writer.hasWork()).isFalse();
	}

	@Test
	void writesEndWithAFrameIfTheyCan() {
		List<Envelope> posted = post(1, 2, 3);
		write(3 * frameLength() - 1, 1000);
		assertThat(this.socket.size()).isEqualTo(2 * frameLength());
		assertThat(this.sent).containsExactly(1L, 2L);
		write(3 * frameLength() - 1, 1000);
		assertThat(this.socket.toByteArray()).isEqualTo(Envelopes.encoded(posted));
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 15, 16, 17, 20, 21, 22, 50 })
	void smallBuffersAndSmallWritesMakeNoDifference(int size) {
		List<Envelope> posted = post(1, 2, 3);
		while (this.writer.hasWork()) {
			write(size, size);
		}
		assertThat(this.socket.toByteArray()).isEqualTo(Envelopes.encoded(posted));
		assertThat(this.sent).containsExactly(1L, 2L, 3L);
	}

	static int[] splitPoints() {
		return IntStream.rangeClosed(0, frameLength()).toArray();
	}

	@ParameterizedTest
	@MethodSource("splitPoints")
	void messageIsSentWhenItsLastByteWasAccepted(int accepted) {
		post(1);
		write(1000, accepted);
		assertThat(this.sent).hasSize((accepted == frameLength()) ? 1 : 0);
		assertThat(this.writer.hasWork()).isEqualTo(accepted < frameLength());
		write(1000, 1000);
		assertThat(this.sent).containsExactly(1L);
		assertThat(this.socket.size()).isEqualTo(frameLength());
	}

	@ParameterizedTest
	@MethodSource("splitPoints")
	void whatIsNotSentComesBackInOrder(int accepted) {
		post(1, 2, 3);
		write(1000, accepted);
		List<Long> unsent = new ArrayList<>();
		for (Envelope next = this.writer.takeUnsent(); next != null; next = this.writer.takeUnsent()) {
			unsent.add(next.messageId());
		}
		assertThat(unsent).isEqualTo((accepted == frameLength()) ? List.of(2L, 3L) : List.of(1L, 2L, 3L));
		assertThat(this.writer.hasWork()).isFalse();
	}

	@ParameterizedTest
	@MethodSource("splitPoints")
	void finishesTheFrameThatIsHalfWritten(int accepted) {
		post(1, 2, 3);
		write(1000, accepted);
		this.writer.finishFrame();
		boolean half = accepted > 0 && accepted < frameLength();
		assertThat(this.writer.hasWork()).isEqualTo(half);
		while (this.writer.hasWork()) {
			write(7, 5);
		}
		assertThat(this.socket.size()).isEqualTo((accepted > 0) ? frameLength() : 0);
		assertThat(this.writer.takeUnsent()).isNotNull()
			.extracting(Envelope::messageId)
			.isEqualTo((accepted > 0) ? 2L : 1L);
	}

	@RepeatedTest(50)
	void randomFramesInRandomWrites() {
		Random random = new Random(Seeds.next());
		List<Envelope> posted = new ArrayList<>();
		for (int i = 0; i < 40 || this.writer.hasWork(); i++) {
			if (i < 40 && random.nextInt(3) > 0) {
				Envelope envelope = Envelopes.random(random, (random.nextInt(8) == 0) ? 65535 : 100);
				posted.add(envelope);
				this.writer.add(envelope);
			}
			int size = 1 + random.nextInt(20_000);
			write(size, random.nextInt(size + 1));
		}
		assertThat(this.socket.toByteArray()).isEqualTo(Envelopes.encoded(posted));
		assertThat(this.sent).isEqualTo(posted.stream().map(Envelope::messageId).toList());
	}

	private List<Envelope> post(long... ids) {
		List<Envelope> posted = new ArrayList<>();
		for (long id : ids) {
			Envelope envelope = envelope(id);
			posted.add(envelope);
			this.writer.add(envelope);
		}
		return posted;
	}

	/** One write with a buffer of a size, of which the socket takes at most so much. */
	private void write(int bufferSize, int atMost) {
		ByteBuffer buffer = ByteBuffer.allocate(bufferSize);
		this.writer.fill(buffer);
		buffer.flip();
		int count = Math.min(buffer.remaining(), atMost);
		this.socket.write(buffer.array(), 0, count);
		this.writer.accepted(count);
		for (Envelope next = this.writer.takeWritten(); next != null; next = this.writer.takeWritten()) {
			this.sent.add(next.messageId());
		}
	}

	private static Envelope envelope(long id) {
		return Envelopes.of(OpCode.REQUEST, id, "a:b\r\n", "body");
	}

	private static int frameLength() {
		return envelope(0).frameLength();
	}

}
