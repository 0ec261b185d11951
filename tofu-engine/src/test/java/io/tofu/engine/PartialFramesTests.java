package io.tofu.engine;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link PartialFrames}: who may be read when too much is kept.
 */
@Timeout(30)
class PartialFramesTests {

	private static final int LIMIT = 1000;

	private final IdleReactor idle = new IdleReactor((options) -> options);

	private final PartialFrames frames = new PartialFrames(LIMIT);

	private final Group group = this.idle.group();

	private final List<Connection> connections = IntStream.range(0, 4)
		.mapToObj((i) -> this.idle.connection(this.group))
		.toList();

	@AfterEach
	void close() {
		this.idle.close();
	}

	@Test
	void everybodyIsReadBelowTheLimit() {
		this.frames.add(LIMIT - 1);
		assertThat(this.frames.isFull()).isFalse();
		assertThat(this.connections).allMatch(this.frames::admits);
		this.frames.add(1);
		assertThat(this.frames.isFull()).isTrue();
		assertThat(this.frames.bytes()).isEqualTo(LIMIT);
	}

	@Test
	void oneIsReadAboveTheLimit() {
		this.frames.add(LIMIT);
		assertThat(this.connections).filteredOn(this.frames::admits).containsExactly(this.connections.get(0));
		assertThat(this.frames.admits(this.connections.get(0))).isTrue();
		assertThat(this.frames.admits(this.connections.get(1))).isFalse();
	}

	@Test
	void whoWaitedAndEndedIsNotNext() {
		this.frames.add(LIMIT);
		this.connections.forEach(this.frames::admits);
		this.frames.leave(this.connections.get(1));
		this.frames.leave(this.connections.get(0));
		assertThat(this.connections).filteredOn(this.frames::admits).hasSize(1);
	}

	@Test
	void everybodyIsReadAgainBelowTheLimit() {
		this.frames.add(LIMIT + 10);
		this.connections.forEach(this.frames::admits);
		this.frames.add(-10);
		assertThat(this.frames.isFull()).isTrue();
		this.frames.add(-1);
		assertThat(this.connections).allMatch(this.frames::admits);
		this.frames.add(1);
		assertThat(this.connections.stream().filter(this.frames::admits)).hasSize(1);
	}

	@Test
	void whoeverLeavesWithoutHavingWaitedChangesNothing() {
		this.frames.leave(this.connections.get(0));
		this.frames.add(LIMIT);
		this.frames.admits(this.connections.get(0));
		this.frames.leave(this.connections.get(3));
		assertThat(this.frames.admits(this.connections.get(0))).isTrue();
	}

}
