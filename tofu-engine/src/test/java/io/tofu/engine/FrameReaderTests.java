package io.tofu.engine;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import io.tofu.AmpeStatus;
import io.tofu.OpCode;
import io.tofu.Seeds;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link FrameReader}: bytes that come in any pieces, with and without room in
 * the pool.
 */
class FrameReaderTests {

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	private static final int CHANNEL = 77;

	private static final List<Envelope> SENT = List.of(Envelopes.of(OpCode.HELLO_REQUEST, 1, "a:b\r\n", "one"),
			Envelopes.of(OpCode.SIGNAL, 2, "", ""), Envelopes.of(OpCode.REQUEST, 3, "c:d\r\n", ""),
			Envelopes.of(OpCode.RESPONSE, 4, "", "the last one"));

	private static final byte[] BYTES = Envelopes.encoded(SENT);

	private final MessagePool pool = new MessagePool(8, 8, 1 << 20);

	private final FrameReader reader = new FrameReader(this.pool);

	private final List<Envelope> received = new ArrayList<>();

	static IntStream splitPoints() {
		return IntStream.rangeClosed(0, BYTES.length);
	}

	@ParameterizedTest
	@MethodSource("splitPoints")
	void readsAllFramesWhereverTheyAreSplit(int splitPoint) {
		read(BYTES, 0, splitPoint);
		assertThat(this.reader.isInsideFrame()).isEqualTo(!isFrameEnd(splitPoint));
		read(BYTES, splitPoint, BYTES.length);
		assertReceivedAll();
	}

	@ParameterizedTest
	@MethodSource("splitPoints")
	void readsAllFramesWhereverTheyAreSplitAndThePoolIsEmptyInBetween(int splitPoint) {
		read(BYTES, 0, splitPoint);
		int before = this.received.size();
		List<Envelope> taken = drainPool();
		read(BYTES, splitPoint, BYTES.length);
		assertThat(this.received).hasSize(before);
		assertThat(this.reader.isStarved()).isEqualTo(splitPoint < BYTES.length);
		taken.forEach(Envelope::release);
		assertThat(this.pool.free()).isPositive();
		read(BYTES, 0, 0);
		assertReceivedAll();
	}

	@ParameterizedTest
	@MethodSource("splitPoints")
	void givesOneFrameForEveryFreeMessage(int splitPoint) {
		List<Envelope> taken = drainPool();
		read(BYTES, 0, splitPoint);
		read(BYTES, splitPoint, BYTES.length);
		assertThat(this.received).isEmpty();
		assertThat(this.reader.isStarved()).isTrue();
		for (int i = 1; i <= SENT.size(); i++) {
			taken.remove(0).release();
			read(BYTES, 0, 0);
			assertThat(this.received).hasSize(i);
			assertThat(this.reader.isStarved()).isEqualTo(i < SENT.size());
		}
		assertReceivedAll();
		taken.forEach(Envelope::release);
	}

	@Test
	void readsByteByByte() {
		for (int i = 0; i < BYTES.length; i++) {
			read(BYTES, i, i + 1);
		}
		assertReceivedAll();
	}

	@RepeatedTest(50)
	void readsRandomFramesInRandomPiecesWithARandomPool() {
		Random random = new Random(Seeds.next());
		List<Envelope> sent = new ArrayList<>();
		for (int i = random.nextInt(30); i >= 0; i--) {
			sent.add(Envelopes.random(random, (random.nextInt(10) == 0) ? 65535 : 300));
		}
		byte[] bytes = Envelopes.encoded(sent);
		List<Envelope> taken = new ArrayList<>();
		List<String> seen = new ArrayList<>();
		for (int from = 0; from < bytes.length || seen.size() < sent.size();) {
			taken.addAll(random.nextInt(4) == 0 ? drainPool() : List.of());
			int to = Math.min(bytes.length, from + 1 + random.nextInt((random.nextBoolean()) ? 20 : 100_000));
			int until = this.reader.isStarved() ? from : to;
			read(bytes, from, until);
			from = until;
			this.received.forEach((envelope) -> {
				seen.add(Envelopes.describe(envelope));
				envelope.release();
			});
			this.received.clear();
			if (random.nextBoolean()) {
				taken.forEach(Envelope::release);
				taken.clear();
			}
		}
		assertThat(seen).isEqualTo(sent.stream().map(Envelopes::describe).toList());
		assertThat(this.reader.isInsideFrame()).isFalse();
	}

	@Test
	void largestFrame() {
		Envelope largest = new Envelope(null);
		largest.headers().append(new byte[65535]);
		largest.body().append(new byte[65535]);
		byte[] bytes = Envelopes.encoded(largest);
		read(bytes, 0, bytes.length - 1);
		assertThat(this.received).isEmpty();
		read(bytes, bytes.length - 1, bytes.length);
		assertThat(this.received).hasSize(1);
		assertThat(this.received.get(0).frameLength()).isEqualTo(bytes.length);
	}

	@Test
	void framesHaveTheLocalChannelNumber() {
		Envelope sent = Envelopes.withId(5);
		sent.channelNumber(1234);
		byte[] bytes = Envelopes.encoded(sent);
		read(bytes, 0, bytes.length);
		assertThat(this.received.get(0).channelNumber()).isEqualTo(CHANNEL);
	}

	@ParameterizedTest
	@MethodSource("splitPoints")
	void whatIsNoFrameIsReportedBehindTheFramesBeforeIt(int splitPoint) {
		byte[] wrong = Envelopes.encoded(Envelopes.withId(6));
		wrong[2] = 12;
		byte[] all = new byte[BYTES.length + wrong.length];
		System.arraycopy(BYTES, 0, all, 0, BYTES.length);
		System.arraycopy(wrong, 0, all, BYTES.length, wrong.length);
		assertThat(read(all, 0, splitPoint).violation()).isNull();
		Burst burst = read(all, splitPoint, all.length);
		assertReceivedAll();
		assertThat(burst.violation()).isNotNull();
		assertThat(burst.violation().status()).isEqualTo(AmpeStatus.PROTOCOL_ERROR);
	}

	@ParameterizedTest
	@EnumSource(names = { "BYE_RESPONSE", "BYE_SIGNAL" })
	void nothingIsReadBehindTheLastWord(OpCode lastWord) {
		byte[] bytes = Envelopes.encoded(List.of(Envelopes.of(OpCode.REQUEST, 1, "", ""),
				Envelopes.of(lastWord, 2, "", ""), Envelopes.of(OpCode.REQUEST, 3, "", "")));
		Burst burst = read(bytes, 0, bytes.length);
		assertThat(burst.isFarewell()).isTrue();
		assertThat(this.received).extracting(Envelope::messageId).containsExactly(1L, 2L);
	}

	@Test
	void burstIsLinkedFromTheLastToTheFirstAndCounted() {
		Burst burst = this.reader.cut(new Burst(), ByteBuffer.wrap(BYTES), CHANNEL, Integer.MAX_VALUE);
		assertThat(Envelopes.idsFrom(burst.last())).containsExactly(4L, 3L, 2L, 1L);
		assertThat(burst.first().messageId()).isEqualTo(1);
		assertThat(burst.count()).isEqualTo(4);
		assertThat(burst.length()).isEqualTo(BYTES.length);
		assertThat(burst.isFarewell()).isFalse();
		assertThat(this.reader.cut(new Burst(), NOTHING, CHANNEL, Integer.MAX_VALUE).isEmpty()).isTrue();
	}

	@Test
	void cutsNoMoreThanItIsToldAndKeepsTheRest() {
		ByteBuffer all = ByteBuffer.wrap(BYTES);
		assertThat(this.reader.cut(new Burst(), all, CHANNEL, 1).count()).isEqualTo(1);
		this.reader.keep(all);
		assertThat(this.reader.holdsFrame()).isTrue();
		assertThat(this.reader.isInsideFrame()).isFalse();
		assertThat(this.pool.inUse()).as("storages are taken for what is cut alone").isEqualTo(1);
		Burst rest = this.reader.cut(new Burst(), NOTHING, CHANNEL, Integer.MAX_VALUE);
		assertThat(Envelopes.idsFrom(rest.last())).containsExactly(4L, 3L, 2L);
		this.reader.keep(NOTHING);
		assertThat(this.reader.holdsFrame()).isFalse();
	}

	/**
	 * Has the reader cut a piece that must be taken whole, as the next read reuses it.
	 */
	private Burst read(byte[] bytes, int from, int to) {
		ByteBuffer piece = ByteBuffer.allocateDirect(to - from).put(bytes, from, to - from).flip();
		Burst burst = this.reader.cut(new Burst(), piece, CHANNEL, Integer.MAX_VALUE);
		if (burst.violation() == null && !burst.isFarewell()) {
			this.reader.keep(piece);
			assertThat(piece.hasRemaining()).isFalse();
		}
		List<Envelope> cut = new ArrayList<>();
		for (Envelope next = burst.isEmpty() ? null : burst.last(); next != null; next = next.next) {
			cut.add(next);
		}
		Collections.reverse(cut);
		this.received.addAll(cut);
		return burst;
	}

	private List<Envelope> drainPool() {
		List<Envelope> taken = new ArrayList<>();
		for (Envelope next = this.pool.acquirePooled(); next != null; next = this.pool.acquirePooled()) {
			taken.add(next);
		}
		return taken;
	}

	private void assertReceivedAll() {
		assertThat(this.received).extracting(Envelopes::describe)
			.isEqualTo(SENT.stream().map(Envelopes::describe).toList());
		assertThat(this.reader.isInsideFrame()).isFalse();
	}

	private static boolean isFrameEnd(int splitPoint) {
		int end = 0;
		for (Envelope envelope : SENT) {
			if (splitPoint == end) {
				return true;
			}
			end += envelope.frameLength();
		}
		return splitPoint == end;
	}

}
