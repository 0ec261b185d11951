package io.tofu.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import io.tofu.Seeds;
import io.tofu.engine.Deadlines.Deadline;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link Deadlines}.
 */
class DeadlinesTests {

	private final Deadlines deadlines = new Deadlines();

	private final List<Integer> expired = new ArrayList<>();

	@Test
	void expireInTheOrderOfTheirTimes() {
		set(action(3), 30);
		set(action(1), 10);
		set(action(2), 20);
		assertThat(this.deadlines.untilNext(5)).isEqualTo(5);
		expire(9);
		assertThat(this.expired).isEmpty();
		expire(20);
		assertThat(this.expired).containsExactly(1, 2);
		expire(1000);
		assertThat(this.expired).containsExactly(1, 2, 3);
		assertThat(this.deadlines.isEmpty()).isTrue();
	}

	@Test
	void timesWrapAround() {
		set(action(2), Long.MIN_VALUE + 5);
		set(action(1), Long.MAX_VALUE - 5);
		expire(Long.MAX_VALUE - 5);
		assertThat(this.expired).containsExactly(1);
		assertThat(this.deadlines.untilNext(Long.MAX_VALUE)).isEqualTo(6);
		expire(Long.MIN_VALUE + 5);
		assertThat(this.expired).containsExactly(1, 2);
	}

	@Test
	void canBeMovedAndCleared() {
		Deadline moved = action(1);
		Deadline cleared = action(2);
		set(moved, 10);
		set(cleared, 20);
		set(moved, 30);
		this.deadlines.clear(cleared);
		this.deadlines.clear(cleared);
		assertThat(cleared.isSet()).isFalse();
		assertThat(moved.isSet()).isTrue();
		expire(29);
		assertThat(this.expired).isEmpty();
		expire(30);
		assertThat(this.expired).containsExactly(1);
		assertThat(moved.isSet()).isFalse();
	}

	@Test
	void mayBeSetAgainWhenTheyExpire() {
		Deadline[] again = new Deadline[1];
		again[0] = new Deadline(() -> {
			this.expired.add(1);
			set(again[0], 10L * (this.expired.size() + 1));
		});
		set(again[0], 10);
		expire(10);
		assertThat(this.expired).containsExactly(1);
		assertThat(again[0].isSet()).isTrue();
		expire(20);
		assertThat(this.expired).containsExactly(1, 1);
	}

	@Test
	void oneThatIsDueMayClearAnother() {
		Deadline other = action(2);
		set(new Deadline(() -> this.deadlines.clear(other)), 10);
		set(other, 11);
		expire(12);
		assertThat(this.expired).isEmpty();
	}

	@RepeatedTest(20)
	void agreeWithASortedList() {
		Random random = new Random(Seeds.next());
		Deadline[] all = IntStream.range(0, 200).mapToObj(this::action).toArray(Deadline[]::new);
		Long[] times = new Long[all.length];
		for (int step = 0; step < 5000; step++) {
			int i = random.nextInt(all.length);
			switch (random.nextInt(20)) {
				case 0 -> {
					long now = random.nextInt(1000);
					expire(now);
					assertThat(this.expired).as("at " + now).isSubsetOf(due(times, now)).hasSameSizeAs(due(times, now));
					assertThat(this.expired).isSortedAccordingTo(Comparator.comparing((e) -> times[e]));
					this.expired.forEach((e) -> times[e] = null);
					this.expired.clear();
				}
				case 1, 2, 3, 4, 5 -> {
					this.deadlines.clear(all[i]);
					times[i] = null;
				}
				default -> {
					times[i] = (long) random.nextInt(1000);
					set(all[i], times[i]);
				}
			}
			assertThat(all[i].isSet()).isEqualTo(times[i] != null);
			assertThat(this.deadlines.isEmpty()).isEqualTo(due(times, Long.MAX_VALUE).isEmpty());
		}
	}

	private static List<Integer> due(Long[] times, long now) {
		return IntStream.range(0, times.length).filter((i) -> times[i] != null && times[i] <= now).boxed().toList();
	}

	private Deadline action(int number) {
		return new Deadline(() -> this.expired.add(number));
	}

	private void set(Deadline deadline, long at) {
		this.deadlines.set(deadline, at);
	}

	private void expire(long now) {
		this.deadlines.expire(now, Runnable::run);
	}

}
