package io.tofu.spring;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.tofu.OpCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** How long a drain waits, by a clock that is set by hand. */
@Timeout(60)
class DrainTests {

	private static final Duration GRACE_PERIOD = Duration.ofMinutes(1);

	private final AtomicLong clock = new AtomicLong();

	private final Handler handler = new Handler();

	private TestApplication application;

	private RawPeer peer;

	@BeforeEach
	void start() throws Exception {
		this.application = TestApplication.with().addresses("tcp://127.0.0.1:0").handler(this.handler).start();
		this.peer = RawPeer.connect(this.application.address());
		this.peer.send(OpCode.HELLO_REQUEST, 1, "~connect_to:tcp|127.0.0.1|1\r\ntofu-drain:yes\r\n", "");
		this.peer.receive();
		await().until(() -> this.application.connections.channels().stream().allMatch(TofuChannel::isConnected));
		// later than whatever was served before
		this.clock.set(System.nanoTime() + Duration.ofHours(1).toNanos());
	}

	@AfterEach
	void stop() throws Exception {
		this.handler.inFlight.set(0);
		this.handler.requests.set(0);
		this.peer.close();
		this.application.close();
	}

	@Test
	void endsWithTheGracePeriodWhateverIsInFlight() {
		this.handler.inFlight.set(2);
		this.handler.requests.set(1);
		Drain drain = begin();
		assertIsOverWith(drain, GRACE_PERIOD);
	}

	@Test
	void aPeerThatSaysNothingIsWaitedForTwoSecondsAndThenForAMoment() {
		Drain drain = begin();
		pass(Duration.ofMillis(1999));
		assertThat(drain.isOver()).isFalse();
		pass(Duration.ofMillis(1));
		assertIsOverWith(drain, Duration.ofMillis(99));
	}

	@Test
	void requestsAreFollowedByAQuietMoment() throws Exception {
		this.handler.requests.set(1);
		Drain drain = begin();
		seen();
		pass(Duration.ofSeconds(30));
		assertThat(drain.isOver()).isFalse();
		this.handler.requests.set(0);
		assertIsOverWith(drain, Duration.ofMillis(100));
	}

	@Test
	void signalsAreFinishedButNoNewOnesTaken() throws Exception {
		this.handler.inFlight.set(1);
		Drain drain = begin();
		seen();
		pass(Duration.ofMillis(99));
		assertThat(drain.isOver()).isFalse();
		pass(Duration.ofMillis(1));
		assertThat(drain.isOver()).isFalse();
		this.peer.send(OpCode.SIGNAL, 7, "", "too late");
		this.peer.send(OpCode.REQUEST, 8, "", "too late");
		assertThat(this.peer.receive().headers()).isEqualTo("error-type:unavailable\r\n");
		assertThat(this.handler.received).filteredOn((message) -> message.getHeaders().containsValue(OpCode.SIGNAL))
			.isEmpty();
		pass(Duration.ofSeconds(30));
		assertThat(drain.isOver()).isFalse();
		this.handler.inFlight.set(0);
		assertThat(drain.isOver()).isTrue();
	}

	@Test
	void lastsAsLongAsCanBeIfTheGracePeriodDoes() {
		this.handler.requests.set(1);
		Drain drain = begin(Duration.ofSeconds(Long.MAX_VALUE));
		pass(Duration.ofDays(365));
		assertThat(drain.isOver()).isFalse();
	}

	private Drain begin() {
		return begin(GRACE_PERIOD);
	}

	private Drain begin(Duration gracePeriod) {
		TofuConnections connections = this.application.connections;
		connections.service(Dispatcher.Service.DRAINING);
		Drain drain = new Drain(connections, connections.session(), gracePeriod, this.clock::get);
		drain.begin();
		assertThat(drain.isOver()).isFalse();
		return drain;
	}

	private void seen() throws Exception {
		assertThat(this.peer.receive().headers()).isEqualTo("tofu-drain:yes\r\n");
		this.peer.send(OpCode.SIGNAL, 2, "tofu-drain:seen\r\n", "");
		await().until(() -> this.application.connections.channels()
			.stream()
			.noneMatch((channel) -> channel.drainSignals().isAwaited()));
	}

	private void pass(Duration time) {
		this.clock.addAndGet(time.toNanos());
	}

	/** Whether it ends when a time has passed, and not just before. */
	private void assertIsOverWith(Drain drain, Duration time) {
		assertThat(drain.isOver()).isFalse();
		pass(time.minusNanos(1));
		assertThat(drain.isOver()).isFalse();
		pass(Duration.ofNanos(1));
		assertThat(drain.isOver()).isTrue();
	}

	/** Has in flight what it is told. */
	private static final class Handler extends TestHandler {

		private final AtomicInteger requests = new AtomicInteger();

		@Override
		public int inFlight() {
			return super.inFlight() + requestsInFlight();
		}

		@Override
		public int requestsInFlight() {
			return this.requests.get();
		}

	}

}
