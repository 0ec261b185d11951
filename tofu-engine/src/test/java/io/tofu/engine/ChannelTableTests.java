package io.tofu.engine;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import io.tofu.ChannelNumbers;
import io.tofu.OpCode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests of {@link ChannelTable}: which number is used when.
 */
class ChannelTableTests {

	private static final int REST = 1024;

	private static final @Nullable Reactor NO_REACTOR = null;

	@Test
	void numbersAreFrom1To65534AndThenThereAreNone() {
		ChannelTable table = new ChannelTable(ChannelNumbers.LAST);
		Set<Integer> numbers = new HashSet<>();
		for (int i = 0; i < 65534; i++) {
			numbers.add(table.claim());
		}
		assertThat(numbers).hasSize(65534).doesNotContain(0, 65535);
		assertThat(table.claim()).isZero();
		assertThat(table.size()).isEqualTo(65534);
		table.release(777);
		assertThat(table.size()).isEqualTo(65533);
		assertThat(table.claim()).isEqualTo(777);
	}

	@Test
	void numberRestsUntil1024OthersWereUsed() {
		ChannelTable table = new ChannelTable(ChannelNumbers.LAST);
		int first = table.claim();
		table.release(first);
		Set<Integer> others = new HashSet<>();
		int next = table.claim();
		while (next != first) {
			others.add(next);
			table.release(next);
			next = table.claim();
		}
		assertThat(others).hasSizeGreaterThanOrEqualTo(REST);
		assertThat(table.size()).isEqualTo(1);
	}

	@Test
	void numbersAreNotEatenUpByCyclesOfOne() {
		ChannelTable table = new ChannelTable(ChannelNumbers.LAST);
		Set<Integer> used = new HashSet<>();
		for (int i = 0; i < 100_000; i++) {
			int number = table.claim();
			assertThat(number).isPositive();
			used.add(number);
			table.release(number);
		}
		assertThat(used).hasSizeLessThan(2 * REST);
	}

	@Test
	void channelThatCannotBeMadeKeepsNoNumber() {
		try (IdleReactor idle = new IdleReactor((options) -> options)) {
			ChannelTable table = new ChannelTable(ChannelNumbers.LAST);
			Envelope hello = idle.reactor().pool().acquire();
			hello.opCode(OpCode.HELLO_REQUEST);
			assertThatNullPointerException().isThrownBy(() -> table.open(hello, idle.group(), NO_REACTOR));
			assertThat(table.size()).isZero();
			assertThat(hello.channelNumber()).isZero();
			hello.release();
		}
	}

	@Test
	void theLongestReleasedOneIsTakenWhenNoOtherIsFree() {
		ChannelTable table = new ChannelTable(ChannelNumbers.LAST);
		for (int i = 0; i < ChannelNumbers.LAST; i++) {
			table.claim();
		}
		table.release(3);
		table.release(1);
		table.release(2);
		assertThat(table.claim()).isEqualTo(3);
		assertThat(table.claim()).isEqualTo(1);
		table.release(4);
		assertThat(table.claim()).isEqualTo(2);
		assertThat(table.claim()).isEqualTo(4);
		assertThat(table.claim()).isZero();
	}

	@Test
	void takesNoMoreChannelsThanItMay() {
		ChannelTable table = new ChannelTable(2);
		int first = table.claim();
		assertThat(table.claim()).isPositive();
		assertThat(table.isFull()).isTrue();
		assertThat(table.claim()).isZero();
		table.release(first);
		assertThat(table.isFull()).isFalse();
		assertThat(table.claim()).isPositive().isNotEqualTo(first);
	}

	@Test
	void tellsOfAReleasedNumberOnceWhenAsked() {
		AtomicInteger told = new AtomicInteger();
		ChannelTable table = new ChannelTable(2);
		table.onReleased(told::incrementAndGet);
		table.release(table.claim());
		assertThat(told).hasValue(0);
		table.callWhenReleased();
		table.release(table.claim());
		table.release(table.claim());
		assertThat(told).hasValue(1);
	}

	@Test
	void unknownNumbersHaveNoChannel() {
		ChannelTable table = new ChannelTable(ChannelNumbers.LAST);
		int claimed = table.claim();
		for (int number : new int[] { claimed, 0, -1, 65535, 65536, Integer.MIN_VALUE }) {
			assertThat(table.get(number)).isNull();
		}
	}

}
