package io.tofu.engine;

import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;

import io.tofu.ChannelKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link GroupChannels}: what goes wrong on one channel is no matter of the
 * others.
 */
@Timeout(30)
class GroupChannelsTests {

	private final IdleReactor idle = new IdleReactor((options) -> options);

	private final Group group = this.idle.group();

	private final List<Integer> closed = new ArrayList<>();

	private final GroupChannels channels = new GroupChannels(this.idle.reactor(), () -> this.closed.add(0));

	private final List<Failing> members = new ArrayList<>();

	@BeforeEach
	void addMembers() {
		for (int i = 1; i <= 3; i++) {
			Failing channel = new Failing(i, this.group, this.idle.reactor());
			this.members.add(channel);
			this.channels.add(channel);
		}
	}

	@AfterEach
	void close() {
		this.idle.close();
	}

	@Test
	void allAreResumedAlsoIfOneFails() {
		this.members.forEach(this.channels::pause);
		this.channels.resumePaused();
		assertAllToldAndFailed("low");
	}

	@Test
	void allAreClosedAlsoIfOneFails() {
		this.channels.close();
		assertAllToldAndFailed("closing");
		assertThat(this.closed).isEmpty();
	}

	@Test
	void allAreClosedAtOnceAlsoIfOneFails() {
		this.channels.closeNow();
		assertAllToldAndFailed("closed");
		assertThat(this.closed).hasSize(1);
	}

	private void assertAllToldAndFailed(String what) {
		assertThat(this.members).allSatisfy((channel) -> {
			assertThat(channel.told).containsExactly(what);
			assertThat(channel.failures).singleElement().extracting(Throwable::getMessage).isEqualTo(what);
		});
	}

	/**
	 * A channel on which nothing works.
	 */
	private static final class Failing extends Channel {

		private final List<String> told = new ArrayList<>();

		private final List<Throwable> failures = new ArrayList<>();

		Failing(int number, Group group, Reactor reactor) {
			super(number, group, reactor);
		}

		private void fail(String what) {
			this.told.add(what);
			throw new IllegalStateException(what);
		}

		@Override
		void onPosted(Envelope envelope) {
			fail("posted");
		}

		@Override
		Ends ends() {
			return new Ends(ChannelKind.DIALLED, 0, null, null, null);
		}

		@Override
		void onInboxLow() {
			fail("low");
		}

		@Override
		void onGroupClosing() {
			fail("closing");
		}

		@Override
		void onGroupClosed() {
			fail("closed");
		}

		@Override
		boolean isGone() {
			return true;
		}

		@Override
		public void onReady(SelectionKey ready) {
			fail("ready");
		}

		@Override
		public void onFailure(Throwable failure) {
			this.failures.add(failure);
		}

	}

}
