package io.tofu.spring.streams;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import io.tofu.OpCode;
import io.tofu.spring.ErrorTypes;
import io.tofu.spring.streams.RawPeer.Frame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

/**
 * Peers that begin and do not end, or end in the middle: what they may occupy is bounded,
 * the application goes on serving others, and nothing incomplete is taken for complete.
 */
@Timeout(120)
class HostilePartsTests {

	private static final int MILLION = 1_000_000;

	private static final long MOST_BYTES = 64 << 20;

	private static final Duration QUIET = Duration.ofMillis(300);

	private final Victim victim = new Victim();

	private final Running server = Running.listening(this.victim);

	@AfterEach
	void end() {
		this.victim.release.countDown();
		this.server.assertNothingIsLeft();
		this.server.close();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 60_000 })
	void anElementWhosePartsNeverEndIsTooLarge(int length) {
		byte[] part = new byte[length];
		try (RawPeer peer = RawPeer.simple(this.server.port()); RawPeer other = RawPeer.simple(this.server.port())) {
			peer.send(OpCode.REQUEST, 2, true, part, "route", "elements", RawPeer.PART, "continued");
			Frame answer = null;
			int sent = 1;
			for (; answer == null && sent < MILLION && (long) sent * length < MOST_BYTES; sent++) {
				peer.send(OpCode.REQUEST, 2, true, part, RawPeer.PART, "continued");
				answer = (sent % 1000 == 0 || length > 1000) ? peer.receive(Duration.ZERO) : null;
			}
			answer = (answer != null) ? answer : peer.receive();
			assertThat(answer.error()).as(sent + " parts").isEqualTo(ErrorTypes.TOO_LARGE);
			assertThat(other.ask(2, "echo", "hello")).isEqualTo("hello");
			assertThat(this.victim.failures).hasSize(1);
			// The rest is nobody's
			peer.send(OpCode.REQUEST, 2, true, part, RawPeer.PART, "continued");
			peer.send(OpCode.REQUEST, 2, false, part);
			assertThat(peer.ask(3, "echo", "again")).isEqualTo("again");
		}
	}

	@Test
	void aMillionEmptyPartsAreAMillionElementsOfNothing() {
		try (RawPeer peer = RawPeer.simple(this.server.port())) {
			peer.send(OpCode.REQUEST, 2, true, "", "route", "elements");
			for (int i = 1; i < MILLION; i++) {
				peer.send(OpCode.REQUEST, 2, true, "");
			}
			peer.send(OpCode.REQUEST, 2, false, "", RawPeer.PART, "end");
			assertThat(peer.receive().text()).isEqualTo(String.valueOf(MILLION));
		}
	}

	@Test
	void emptyElementsThatNobodyReadsAreNotKeptWithoutBound() {
		try (RawPeer peer = RawPeer.simple(this.server.port()); RawPeer other = RawPeer.simple(this.server.port())) {
			assertThat(peer.offer(QUIET, OpCode.REQUEST, 2, true, new byte[0], "route", "hold.elements")).isTrue();
			int sent = 1;
			while (sent < 20 * MILLION && peer.offer(QUIET, OpCode.REQUEST, 2, true, new byte[0])) {
				sent++;
			}
			assertThat(sent).as("elements that were taken in").isLessThan(20 * MILLION);
			await().untilAsserted(
					() -> assertThat(this.server.stats().messagesInUse()).as("messages kept").isLessThan(2000));
			assertThat(other.ask(2, "echo", "hello")).isEqualTo("hello");
			this.victim.release.countDown();
			peer.send(OpCode.REQUEST, 2, false, "", RawPeer.PART, "end");
			assertThat(peer.receive(OpCode.RESPONSE, 2).text()).isEqualTo(String.valueOf(sent));
		}
	}

	@Test
	void anExchangeForEachMessageIsRefusedOverTheLimit() {
		int most = 20_000;
		try (RawPeer peer = RawPeer.simple(this.server.port()); RawPeer other = RawPeer.simple(this.server.port())) {
			Frame last = null;
			int overloaded = 0;
			for (int id = 2; id < most && (last == null || !last.ended()); id++) {
				if (!peer.offer(QUIET, OpCode.REQUEST, id, true, new byte[10], "route", "hold")) {
					break;
				}
				for (last = peer.receive(Duration.ZERO); last != null
						&& !last.ended(); last = peer.receive(Duration.ZERO)) {
					overloaded += ErrorTypes.OVERLOADED.equals(last.error()) ? 1 : 0;
				}
			}
			System.out.println(overloaded + " exchanges were refused, " + this.server.registry().inFlight()
					+ " are in flight, the channel has ended: " + (last != null));
			assertThat(this.server.registry().inFlight()).as("in flight").isLessThan(2000);
			assertThat(other.ask(2, "echo", "hello")).isEqualTo("hello");
		}
		this.victim.release.countDown();
		await().atMost(Running.PATIENCE).until(() -> this.server.registry().inFlight() == 0);
	}

	@Test
	void losingTheConnectionIsAnErrorAndNeverTheEnd() {
		try (RawPeer peer = RawPeer.simple(this.server.port())) {
			peer.send(OpCode.REQUEST, 2, true, new byte[10], "route", "read");
			peer.send(OpCode.REQUEST, 3, true, new byte[10], "route", "elements");
			await().until(() -> this.server.registry().inFlight() == 2);
		}
		await().untilAsserted(() -> assertThat(this.victim.failures).hasSize(2));
	}

	@Test
	void anElementThatIsNotCompleteAtTheEndIsAnError() {
		try (RawPeer peer = RawPeer.simple(this.server.port())) {
			peer.send(OpCode.REQUEST, 2, true, new byte[10], "route", "elements", RawPeer.PART, "continued");
			peer.send(OpCode.REQUEST, 2, false, "", RawPeer.PART, "end");
			assertThat(peer.receive().error()).isEqualTo(ErrorTypes.BAD_REQUEST);
			assertThat(this.victim.failures).hasSize(1);
		}
	}

	@Test
	void givingUpInTheMiddleIsAnErrorForTheReader() {
		try (RawPeer peer = RawPeer.simple(this.server.port())) {
			peer.send(OpCode.REQUEST, 2, true, new byte[10], "route", "read");
			peer.send(OpCode.REQUEST, 2, false, "", "error-type", "internal", "error-message", "no\u0007 more");
			assertThat(peer.receive().error()).isEqualTo(ErrorTypes.CANCELLED);
			assertThat(this.victim.failures).singleElement().isInstanceOf(IOException.class);
		}
	}

	@Test
	void unknownMarksAreNone() {
		try (RawPeer peer = RawPeer.simple(this.server.port())) {
			for (String mark : List.of("nonsense", "CONTINUED", "continued;2", "end")) {
				peer.send(OpCode.REQUEST, 2, true, new byte[10], "route", "elements", RawPeer.PART, mark);
				peer.send(OpCode.REQUEST, 2, true, new byte[0], RawPeer.PART, mark);
				peer.send(OpCode.REQUEST, 2, false, new byte[10]);
				assertThat(peer.receive().text()).as(mark).isEqualTo("3");
			}
		}
	}

	@Test
	void reusingAnOpenIdDoesNotOpenASecondExchange() {
		try (RawPeer peer = RawPeer.simple(this.server.port())) {
			peer.send(OpCode.REQUEST, 2, true, new byte[10], "route", "hold");
			peer.send(OpCode.REQUEST, 2, true, new byte[10], "route", "read");
			peer.send(OpCode.REQUEST, 2, false, new byte[10], "route", "nowhere");
			this.victim.release.countDown();
			assertThat(peer.receive().text()).isEqualTo("30");
			assertThatCode(() -> peer.ask(2, "echo", "hello")).doesNotThrowAnyException();
		}
	}

}
