package io.tofu.spring.streams;

import java.time.Duration;
import java.util.List;

import io.tofu.OpCode;
import io.tofu.spring.ErrorTypes;
import io.tofu.spring.streams.RawPeer.Frame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Peers that misuse flow control: what is not due is refused and counted, and nobody is
 * sent more for it.
 */
@Timeout(120)
class HostileFlowTests {

	private static final int WINDOW = 1000;

	/** What an element of the endless stream costs. */
	private static final int ELEMENT = 100;

	private static final Duration QUIET = Duration.ofMillis(300);

	private static final Duration POLL = Duration.ofMillis(1);

	private static final int MANY = 50_000;

	private static final int TIMES = 500;

	private final Running server = Running.listening(new Victim());

	@AfterEach
	void end() {
		this.server.assertNothingIsLeft();
		this.server.close();
	}

	@Test
	void aWindowThatIsNoneIsAsIfItWereNotThere() {
		for (String window : List.of("0", "-1", "abc", "1e3", "2147483648", "99999999999999999999", "1000 bytes")) {
			try (RawPeer peer = RawPeer.withFlow(this.server.port(), window)) {
				assertThat(peer.hello().header(RawPeer.FLOW)).as(window).isNull();
				peer.send(OpCode.REQUEST, 2, true, new byte[100], "route", "read");
				peer.send(OpCode.REQUEST, 2, false, new byte[100]);
				assertThat(peer.receive().text()).as(window).isEqualTo("200");
			}
		}
	}

	@Test
	void creditThatIsNotDueChangesNothing() {
		try (RawPeer peer = RawPeer.withFlow(this.server.port(), String.valueOf(WINDOW))) {
			assertThat(peer.hello().header(RawPeer.FLOW)).isNotNull();
			peer.send(OpCode.REQUEST, 2, false, "", "route", "endless");
			expect(peer, WINDOW / ELEMENT);
			for (String credit : List.of("response;9223372036854775807", "response;9223372036854775808",
					"response;-100", "response;0", "response;", "response", ";100", "response;1;2", "request;100",
					"nonsense;100", "response;10000", "response;1001")) {
				long dropped = this.server.registry().dropped();
				peer.send(OpCode.SIGNAL, 2, false, "", RawPeer.CREDIT, credit);
				await().pollInterval(POLL)
					.untilAsserted(() -> assertThat(this.server.registry().dropped()).as(credit + " is counted")
						.isEqualTo(dropped + 1));
			}
			expect(peer, 0);
			peer.credit("response", 2, 3 * ELEMENT);
			expect(peer, 3);
			cancel(peer);
		}
	}

	@Test
	void anIdThatIsInUseOpensNoSecondStream() {
		try (RawPeer peer = RawPeer.withFlow(this.server.port(), String.valueOf(WINDOW))) {
			peer.send(OpCode.REQUEST, 2, false, "", "route", "endless");
			expect(peer, WINDOW / ELEMENT);
			for (int i = 0; i < 3; i++) {
				peer.send(OpCode.REQUEST, 2, false, "", "route", "few");
				assertThat(peer.receive().error()).isEqualTo(ErrorTypes.BAD_REQUEST);
			}
			expect(peer, 0);
			peer.credit("response", 2, 3 * ELEMENT);
			expect(peer, 3);
			cancel(peer);
		}
	}

	@Test
	void anIdMayBeUsedAgainAsSoonAsItsStreamHasEnded() {
		try (RawPeer peer = RawPeer.withFlow(this.server.port(), String.valueOf(WINDOW))) {
			for (int i = 0; i < TIMES; i++) {
				peer.send(OpCode.REQUEST, 2, false, "", "route", "few");
				Frame last = peer.receive(OpCode.RESPONSE, 2);
				while (last.more()) {
					last = peer.receive(OpCode.RESPONSE, 2);
				}
				assertThat(last.header(RawPeer.PART)).as(last.toString()).isEqualTo("end");
			}
		}
	}

	@Test
	void creditForWhatHasEndedIsNotKept() {
		try (RawPeer peer = RawPeer.withFlow(this.server.port(), String.valueOf(WINDOW))) {
			peer.send(OpCode.REQUEST, 2, false, "", "route", "endless");
			expect(peer, WINDOW / ELEMENT);
			cancel(peer);
			peer.credit("response", 2, WINDOW);
			peer.send(OpCode.REQUEST, 2, false, "", "route", "endless");
			expect(peer, WINDOW / ELEMENT);
			cancel(peer);
		}
	}

	@Test
	void whatIsForNoExchangeIsCountedAndForgotten() {
		List<String> headers = List.of("tofu-credit=response;100", "tofu-credit=request;100", "tofu-cancel=response",
				"tofu-cancel=request", "tofu-cancel=nonsense");
		try (RawPeer peer = RawPeer.withFlow(this.server.port(), String.valueOf(WINDOW))) {
			for (int id = 1; id <= MANY; id++) {
				String[] header = headers.get(id % headers.size()).split("=", 2);
				peer.send(OpCode.SIGNAL, id, false, "", header[0], header[1]);
			}
			assertThat(peer.ask(1, "echo", "hello")).isEqualTo("hello");
			await().untilAsserted(() -> assertThat(this.server.registry().dropped()).isEqualTo(MANY));
		}
	}

	@Test
	void aSenderThatGoesOnWithoutCreditIsHeldUpByItsConnection() {
		Victim victim = new Victim();
		try (Running holding = Running.listening(victim);
				RawPeer greedy = RawPeer.withFlow(holding.port(), "1000");
				RawPeer other = RawPeer.simple(holding.port())) {
			byte[] block = new byte[60_000];
			greedy.send(OpCode.REQUEST, 2, true, block, "route", "hold");
			long sent = block.length;
			while (greedy.offer(QUIET, OpCode.REQUEST, 2, true, block)) {
				sent += block.length;
				assertThat(sent).as("bytes taken in").isLessThan(256 << 20);
			}
			assertThat(holding.stats().messagesInUse()).as("messages kept").isLessThan(2000);
			assertThat(other.ask(3, "echo", "hello")).isEqualTo("hello");
			victim.release.countDown();
			greedy.send(OpCode.REQUEST, 2, false, "");
			assertThat(greedy.receive(OpCode.RESPONSE, 2).text()).isEqualTo(String.valueOf(sent));
			holding.assertNothingIsLeft();
		}
	}

	/** Takes so many elements, and sees that there is no more. */
	private static void expect(RawPeer peer, int count) {
		for (int i = 0; i < count; i++) {
			Frame frame = peer.receive();
			assertThat(frame.opCode()).as(frame.toString()).isEqualTo(OpCode.RESPONSE);
			assertThat(frame.more()).as(frame.toString()).isTrue();
		}
		assertThat(peer.receive(QUIET)).as("behind " + count + " elements").isNull();
	}

	/** Wants no more, and waits until nothing more can come. */
	private static void cancel(RawPeer peer) {
		peer.send(OpCode.SIGNAL, 2, false, "", RawPeer.CANCEL, "response");
		Frame last = peer.receive(OpCode.RESPONSE, 2);
		while (last.more()) {
			last = peer.receive(OpCode.RESPONSE, 2);
		}
		assertThat(last.error()).isEqualTo("cancelled");
	}

}
