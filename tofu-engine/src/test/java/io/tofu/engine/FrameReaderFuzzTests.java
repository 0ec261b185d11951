package io.tofu.engine;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tofu.AmpeStatus;
import io.tofu.engine.PlainFrames.Ending;
import io.tofu.fuzz.FuzzInput;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fuzzes {@link FrameReader}: any bytes, in any pieces and with few tokens in the pool,
 * give what {@link PlainFrames} reads in one go.
 */
class FrameReaderFuzzTests {

	private static final int CHANNEL = 77;

	private static final int MOST_TOKENS = 4;

	private static final int MOST_FRAMES = 4;

	private static final int LONGEST_PIECE = 64 << 10;

	/** A step of the script: how long the next piece is, 0 for the longest. */
	private static final int PIECE = 0x3F;

	/** A step of the script: the application keeps what it has. */
	private static final int KEEP = 0x40;

	/** A step of the script: the application puts back all instead of one. */
	private static final int ALL = 0x80;

	@FuzzTest
	void messagesAreTheSameHoweverTheyArrive(byte[] bytes) {
		FuzzInput input = new FuzzInput(bytes);
		byte[] stream = input.content();
		PlainFrames expected = PlainFrames.of(stream, CHANNEL);
		Arrival arrival = new Arrival(MOST_TOKENS - input.choice(MOST_TOKENS));
		Ending ending = arrival.of(stream, input);
		assertThat(arrival.seen).isEqualTo(expected.messages());
		assertThat(ending).isEqualTo(expected.ending());
		arrival.assertNothingIsLeft();
	}

	/** A connection that receives, and an application that is slow to put back. */
	private static final class Arrival {

		private final int tokens;

		private final MessagePool pool;

		private final FrameReader reader;

		private final ByteBuffer buffer = ByteBuffer.allocate(LONGEST_PIECE);

		private final Deque<Envelope> held = new ArrayDeque<>();

		private final List<String> seen = new ArrayList<>();

		/** Bytes that have arrived and are not in a message yet. */
		private int waiting;

		/** The most that ever waited since nothing did. */
		private int mostWaiting;

		Arrival(int tokens) {
			this.tokens = tokens;
			this.pool = new MessagePool(tokens, tokens, LONGEST_PIECE);
			this.reader = new FrameReader(this.pool);
		}

		Ending of(byte[] stream, FuzzInput script) {
			int at = 0;
			do {
				boolean goesOn = script.hasNext();
				int step = script.next();
				putBack(goesOn, step);
				int length = this.reader.holdsFrame() ? 0 : length(step, stream.length - at);
				this.buffer.clear().put(stream, at, length).flip();
				at += length;
				Ending ending = read(length, MOST_FRAMES - script.choice(MOST_FRAMES));
				if (ending != null) {
					return ending;
				}
			}
			while (at < stream.length || this.reader.holdsFrame());
			return this.reader.isInsideFrame() ? Ending.INSIDE_FRAME : Ending.COMPLETE;
		}

		/** As a connection does, with a buffer that is used for something else then. */
		private @Nullable Ending read(int length, int most) {
			expect(length);
			int count = most;
			while (count == most) {
				Burst burst = this.reader.cut(new Burst(), this.buffer, CHANNEL, most);
				take(burst);
				if (burst.violation() != null) {
					assertThat(burst.violation().status()).isEqualTo(AmpeStatus.PROTOCOL_ERROR);
					return Ending.VIOLATION;
				}
				if (burst.isFarewell()) {
					return Ending.FAREWELL;
				}
				count = burst.count();
				assertThat(count).isLessThanOrEqualTo(most);
			}
			this.reader.keep(this.buffer);
			Arrays.fill(this.buffer.array(), 0, length, (byte) 0xEE);
			assertThat(this.buffer.remaining()).as("bytes that would be lost").isZero();
			assertThat(this.reader.keptBytes()).as("memory held").isLessThanOrEqualTo(2 * this.mostWaiting);
			assertThat(this.reader.isStarved() && this.held.size() < this.tokens).as("starved without need").isFalse();
			return null;
		}

		private void expect(int length) {
			this.mostWaiting = (this.waiting == 0) ? length : Math.max(this.mostWaiting, this.waiting + length);
			this.waiting += length;
		}

		private void take(Burst burst) {
			List<Envelope> messages = new ArrayList<>();
			for (Envelope next = burst.isEmpty() ? null : burst.last(); next != null; next = next.next) {
				messages.add(next);
			}
			assertThat(messages).hasSize(burst.count());
			Collections.reverse(messages);
			for (Envelope message : messages) {
				this.seen.add(HexFormat.of().formatHex(Envelopes.encoded(message)));
				this.held.add(message);
				this.waiting -= message.frameLength();
			}
			assertThat(this.pool.inUse()).as("messages alive").isEqualTo(this.held.size());
			assertThat(this.held).hasSizeLessThanOrEqualTo(this.tokens);
		}

		private void putBack(boolean mayKeep, int step) {
			if (mayKeep && (step & KEEP) != 0) {
				return;
			}
			int count = (mayKeep && (step & ALL) == 0) ? 1 : this.held.size();
			for (int i = Math.min(count, this.held.size()); i > 0; i--) {
				this.held.remove().release();
			}
		}

		void assertNothingIsLeft() {
			putBack(false, ALL);
			assertThat(this.pool.inUse()).isZero();
			assertThat(this.pool.free()).isEqualTo(this.tokens);
		}

		private static int length(int step, int left) {
			int wanted = step & PIECE;
			return Math.min(left, (wanted > 0) ? wanted : LONGEST_PIECE);
		}

	}

}
