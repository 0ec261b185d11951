package io.tofu.spring.streams;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.tofu.OpCode;
import io.tofu.spring.streams.RawPeer.Frame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The wire of streams against a model of it: a peer that knows flow control has several
 * exchanges open at a time, and gives credit, elements, errors and cancels as the dice
 * fall. The application never sends more than it has credit for, never grants more than
 * it was sent, and ends each of its messages once.
 *
 * <p>
 * {@code -Dtofu.test.seed=…} repeats a run, {@code -Dtofu.test.stream.exchanges=…} makes
 * it longer.
 */
@Timeout(600)
class WireModelTests {

	private static final int EXCHANGES = Integer.getInteger("tofu.test.stream.exchanges", 200);

	private static final int AT_A_TIME = 5;

	private final long seed = Long.getLong("tofu.test.seed", System.nanoTime());

	private final Player player = new Player();

	private final Running server = Running.listening(this.player, "tofu.stream.window=8KB");

	@AfterEach
	void end() {
		this.server.close();
	}

	@ParameterizedTest
	@ValueSource(ints = { 300, 20_000 })
	void creditIsKeptAndEveryMessageEndsOnce(int window) {
		System.out.println(getClass().getName() + ", window " + window + ": -Dtofu.test.seed=" + this.seed);
		Random random = new Random(this.seed);
		try (RawPeer peer = RawPeer.withFlow(this.server.port(), String.valueOf(window))) {
			int granted = Integer.parseInt(String.valueOf(peer.hello().header(RawPeer.FLOW)));
			Map<Long, WireExchange> open = new LinkedHashMap<>();
			for (long id = 2; id < EXCHANGES || !open.isEmpty();) {
				if (open.size() < AT_A_TIME && id < EXCHANGES) {
					WireExchange exchange = new WireExchange(peer, id, Script.random(random), window, granted, random);
					open.put(id++, exchange);
					exchange.begin();
				}
				List<WireExchange> able = open.values().stream().filter(WireExchange::canAct).toList();
				if (able.isEmpty() || random.nextInt(3) == 0) {
					receive(peer, open, able.isEmpty());
				}
				else {
					able.get(random.nextInt(able.size())).act();
				}
				open.values().removeIf(WireExchange::isOver);
			}
			peer.send(OpCode.REQUEST, EXCHANGES, false, "", "route", "nowhere");
			Frame last = peer.receive(OpCode.RESPONSE);
			assertThat(last.id()).as("seed " + this.seed + ": behind the end of a message comes " + last)
				.isEqualTo(EXCHANGES);
		}
		this.server.assertNothingIsLeft();
	}

	private void receive(RawPeer peer, Map<Long, WireExchange> open, boolean wait) {
		Frame frame = peer.receive(wait ? Running.PATIENCE : Duration.ZERO);
		if (frame == null) {
			assertThat(wait).as("seed " + this.seed + ": nothing comes, and nothing may be sent: " + open.values())
				.isFalse();
			return;
		}
		WireExchange exchange = open.get(frame.id());
		String what = "seed " + this.seed + ": " + frame + " of " + exchange + ", open are " + open.values();
		assertThat(frame.ended()).as(what).isFalse();
		if (exchange == null) {
			// Credit and cancels may cross the end of what they belong to
			assertThat(frame.opCode()).as(what).isEqualTo(OpCode.SIGNAL);
			return;
		}
		assertThat(exchange.take(frame)).as(what).isEmpty();
	}

}
