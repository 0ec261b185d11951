package io.tofu.spring.streams;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import io.tofu.Message;
import io.tofu.OpCode;
import io.tofu.spring.TofuChannel;
import io.tofu.spring.TofuException;
import io.tofu.spring.streams.Outcome.Ending;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two applications stream to each other, both as callers and as handlers, over windows
 * much smaller than what travels. Elements of all sizes, failures and early ends of
 * either side come as the dice fall, and in one of the runs the connection is lost now
 * and then. Each exchange ends once, both sides agree on how, and nothing is left.
 *
 * <p>
 * {@code -Dtofu.test.seed=…} repeats a run, {@code -Dtofu.test.stream.exchanges=…} makes
 * it longer.
 */
@Timeout(600)
class ExchangeModelTests {

	private static final int EXCHANGES = Integer.getInteger("tofu.test.stream.exchanges", 500);

	private static final int CALLERS = 8;

	private static final int EXCHANGES_BETWEEN_LOSSES = 20;

	private static final String WINDOW = "tofu.stream.window=12KB";

	private final long seed = Long.getLong("tofu.test.seed", System.nanoTime());

	private final Player left = new Player();

	private final Player right = new Player();

	private final Running server = Running.listening(this.left, WINDOW);

	private final Running client = Running.connectedTo(this.server.port(), this.right, WINDOW);

	private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);

	private final AtomicInteger ended = new AtomicInteger();

	@AfterEach
	void end() {
		this.callers.shutdownNow();
		this.client.close();
		this.server.close();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void everyExchangeEndsOnceAndInTheSameWayOnBothSides(boolean losses) throws Exception {
		System.out.println(getClass().getName() + ", losses " + losses + ": -Dtofu.test.seed=" + this.seed);
		ScriptCaller toServer = new ScriptCaller(this.client);
		ScriptCaller toClient = new ScriptCaller(this.server);
		Map<Script, Outcome> ofClient = new ConcurrentHashMap<>();
		Map<Script, Outcome> ofServer = new ConcurrentHashMap<>();
		Random random = new Random(this.seed);
		List<Callable<Void>> calls = new ArrayList<>();
		for (int i = 0; i < EXCHANGES; i++) {
			Script script = Script.random(random);
			boolean up = random.nextBoolean();
			calls.add(() -> play(script, up ? toServer : toClient, up ? ofClient : ofServer, losses));
		}
		for (Future<Void> call : this.callers.invokeAll(calls)) {
			call.get();
		}
		this.client.assertNothingIsLeft();
		this.server.assertNothingIsLeft();
		assertThat(ofClient.size() + ofServer.size()).isEqualTo(EXCHANGES);
		check(ofClient, toServer, this.left, losses);
		check(ofServer, toClient, this.right, losses);
	}

	private Void play(Script script, ScriptCaller caller, Map<Script, Outcome> outcomes, boolean losses) {
		outcomes.put(script, caller.play(script));
		if (losses && this.ended.incrementAndGet() % EXCHANGES_BETWEEN_LOSSES == 0) {
			lose(this.ended.get() % (2 * EXCHANGES_BETWEEN_LOSSES) == 0);
		}
		return null;
	}

	/** Ends the connection, with a goodbye or without. */
	private void lose(boolean politely) {
		TofuChannel channel = this.client.channel();
		try {
			if (politely) {
				channel.close();
			}
			else {
				Message abort = channel.newMessage(OpCode.BYE_SIGNAL, 0);
				channel.post(abort);
			}
		}
		catch (TofuException ex) {
			// it was lost before
		}
	}

	private void check(Map<Script, Outcome> outcomes, ScriptCaller caller, Player player, boolean losses) {
		await().atMost(Running.PATIENCE)
			.until(() -> outcomes.keySet()
				.stream()
				.allMatch((script) -> script.shape() == Script.Shape.DOWN || !caller.sources(script).isEmpty()));
		outcomes.forEach((script, called) -> {
			String what = "seed " + this.seed + ", " + script + ", caller " + called;
			Queue<Outcome> handled = player.outcomes(script);
			Queue<Outcome> sources = caller.sources(script);
			assertThat(sources.size()).as(what + ", ends of its source")
				.isEqualTo((script.shape() == Script.Shape.DOWN) ? 0 : 1);
			assertThat(sources).as(what).noneMatch((outcome) -> outcome.ending() == Ending.WRONG);
			assertThat(handled.size()).as(what + ", handled " + handled).isLessThanOrEqualTo(1);
			boolean lost = isLost(called, losses);
			if (called.ending() == Ending.NOT_PROCESSED) {
				assertThat(handled).as(what).isEmpty();
			}
			if (!losses || !lost) {
				assertThat(Agreement.of(script, called)).as(what).isTrue();
			}
			for (Outcome outcome : handled) {
				assertThat(Agreement.of(script, called, outcome, losses)).as(what + ", handler " + outcome).isTrue();
			}
			if (!lost && handled.isEmpty() && !(losses && called.ending() == Ending.SOURCE)) {
				assertThat(Agreement.mayBeUnheard(script)).as(what + " was never handled").isTrue();
			}
		});
	}

	/** Of a handler that lost the other side's elements, that side may still hear. */
	private static boolean isLost(Outcome called, boolean losses) {
		return called.ending() == Ending.LOST || called.ending() == Ending.NOT_PROCESSED
				|| (losses && called.ending() == Ending.CANCELLED);
	}

}
