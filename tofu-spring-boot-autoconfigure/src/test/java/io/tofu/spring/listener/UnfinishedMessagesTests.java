package io.tofu.spring.listener;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

import io.tofu.OpCode;
import io.tofu.spring.ErrorTypes;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.handler.annotation.Header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * How much peers may begin without ending it: bounded in bytes on each channel and on all
 * together, headers included, and given back however a message ends.
 */
class UnfinishedMessagesTests {

	private static final int FRAME = 10_000;

	/**
	 * Room for eight frames and what stands in their headers, two of them on a channel.
	 */
	private static final TofuListenerSettings SETTINGS = new TofuListenerSettings(8, Ordering.EXCHANGE, true, 8, 100,
			1 << 24, FRAME + 500, 8 * FRAME + 1000, IncludeMessage.NEVER);

	@Test
	void whoeverBeginsWhatNobodyWantsOnAndOnIsDismissed() throws Exception {
		int tooMany = SETTINGS.maxQueued() + Arrivals.MAX_DISCARDED + 1;
		try (Application application = Application.of(SETTINGS, new Joining()); RawPeer peer = application.greet()) {
			for (int id = 1; id <= tooMany; id++) {
				peer.send(OpCode.REQUEST, id, true, new byte[0], "route:nowhere");
				assertThat(peer.receive().header("error-type")).isEqualTo(ErrorTypes.NOT_FOUND);
			}
			assertThat(peer.receive().opCode()).isEqualTo(OpCode.BYE_REQUEST);
		}
	}

	@Test
	void whatItsSenderGivesUpIsNotHandled() throws Exception {
		Parts parts = new Parts();
		try (Application application = Application.of(parts); RawPeer peer = application.greet()) {
			peer.send(OpCode.REQUEST, 1, true, new byte[3], "route:parts");
			peer.send(OpCode.REQUEST, 1, false, new byte[0], "error-type:internal");
			assertThat(peer.receive().header("error-type")).isEqualTo(ErrorTypes.CANCELLED);
			peer.send(OpCode.SIGNAL, 2, true, new byte[3], "route:parts");
			peer.send(OpCode.SIGNAL, 2, true, new byte[0], "error-type:internal");
			peer.send(OpCode.SIGNAL, 2, false, new byte[3]);
			peer.send(OpCode.REQUEST, 3, "whole", "route:parts");
			assertThat(peer.receive().text()).isEqualTo("5");
			assertThat(parts.handled).containsExactly(5);
			assertThat(application.registry().dropped()).isOne();
		}
	}

	@Test
	void oneChannelMayTakeAQuarter() throws Exception {
		try (Application application = Application.of(SETTINGS, new Joining());
				RawPeer greedy = application.greet();
				RawPeer modest = application.greet()) {
			assertThat(begin(greedy, 1)).isTrue();
			assertThat(begin(greedy, 2)).isTrue();
			assertThat(begin(greedy, 3)).isFalse();
			assertThat(begin(modest, 1)).isTrue();
		}
	}

	@Test
	void allChannelsTogetherMayTakeItAll() throws Exception {
		List<RawPeer> peers = new ArrayList<>();
		try (Application application = Application.of(SETTINGS, new Joining())) {
			for (int i = 0; i < 4; i++) {
				RawPeer peer = application.greet();
				peers.add(peer);
				assertThat(begin(peer, 1)).isTrue();
				assertThat(begin(peer, 2)).isTrue();
			}
			RawPeer late = application.greet();
			peers.add(late);
			assertThat(begin(late, 1)).isFalse();
			late.send(OpCode.REQUEST, 2, "whole", "route:length");
			assertThat(late.receive().text()).isEqualTo("5");
			peers.get(0).close();
			AtomicLong id = new AtomicLong(2);
			await().until(() -> begin(late, id.incrementAndGet()));
			for (RawPeer peer : peers) {
				peer.close();
			}
		}
	}

	@Test
	void whatEndsMakesRoomHoweverItEnds() throws Exception {
		try (Application application = Application.of(SETTINGS, new Joining()); RawPeer peer = application.greet()) {
			for (int i = 0; i < 20; i++) {
				int id = 10 * i;
				assertThat(begin(peer, id + 1)).isTrue();
				assertThat(begin(peer, id + 2)).isTrue();
				assertThat(begin(peer, id + 3)).isFalse();
				peer.send(OpCode.REQUEST, id + 3, false, new byte[5]);
				// One is handled, one becomes too large
				peer.send(OpCode.REQUEST, id + 1, false, new byte[5]);
				assertThat(peer.receive().text()).isEqualTo(String.valueOf(FRAME + 5));
				peer.send(OpCode.REQUEST, id + 2, true, new byte[FRAME]);
				assertThat(peer.receive().header("error-type")).isEqualTo(ErrorTypes.TOO_LARGE);
				peer.send(OpCode.REQUEST, id + 2, false, new byte[FRAME]);
			}
		}
	}

	@Test
	void headersCountToo() throws Exception {
		try (Application application = Application.of(SETTINGS, new Joining()); RawPeer peer = application.greet()) {
			peer.send(OpCode.REQUEST, 1, true, new byte[1], "route:length", "filler:" + "x".repeat(2 * FRAME + 1000));
			assertThat(peer.receive().header("error-type")).isEqualTo(ErrorTypes.OVERLOADED);
		}
	}

	@Test
	void aSettingThatIsTooSmallLeavesRoomForOneMessage() {
		TofuListenerSettings settings = new TofuListenerSettings(1, Ordering.EXCHANGE, true, 1, 1, 1, 1000, 10,
				IncludeMessage.NEVER);
		Unfinished unfinished = new Unfinished(settings);
		Unfinished.Share one = unfinished.share();
		Unfinished.Share other = unfinished.share();
		assertThat(one.keep(1000)).isTrue();
		assertThat(one.keep(1)).isFalse();
		assertThat(other.keep(1)).isFalse();
		one.release(400);
		assertThat(other.keep(400)).isTrue();
		one.release(600);
		other.release(400);
		assertThat(unfinished.kept()).isZero();
	}

	/** Begins a message; whether it was taken, which another Request's answer shows. */
	private static boolean begin(RawPeer peer, long id) throws Exception {
		peer.send(OpCode.REQUEST, id, true, new byte[FRAME], "route:length");
		peer.send(OpCode.REQUEST, 9999, "", "route:length");
		RawPeer.Frame answer = peer.receive();
		if (answer.messageId() == 9999) {
			return true;
		}
		assertThat(answer.messageId()).isEqualTo(id);
		assertThat(answer.header("error-type")).isEqualTo(ErrorTypes.OVERLOADED);
		assertThat(peer.receive().messageId()).isEqualTo(9999);
		return false;
	}

	static class Joining {

		@TofuListener("length")
		String length(byte[] body, @Header(required = false) String filler) {
			return String.valueOf(body.length);
		}

	}

	static class Parts {

		private final List<Integer> handled = new CopyOnWriteArrayList<>();

		@TofuListener("parts")
		int handle(byte[] body) {
			this.handled.add(body.length);
			return body.length;
		}

	}

}
