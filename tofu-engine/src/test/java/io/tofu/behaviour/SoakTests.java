package io.tofu.behaviour;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;

import io.tofu.Ampe;
import io.tofu.AmpeOptions;
import io.tofu.AmpeOptionsBuilder;
import io.tofu.Message;
import io.tofu.OpCode;
import io.tofu.Seeds;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Several threads post on several channels in both directions, over TCP and Unix sockets
 * at once, while channels pause and updates come in between. {@code -Dtofu.soak.seconds}
 * makes it last.
 */
@Timeout(1800)
class SoakTests extends EngineBehaviour {

	private static final long SECONDS = Long.getLong("tofu.soak.seconds", 0);

	private static final int THREADS = 4;

	private static final int CLIENTS = 2;

	private static final int CONNECTIONS = 2;

	private static final int PAUSE_PASSES = 20;

	private static final int MESSAGES_PER_THREAD = 25_000;

	private static final Duration LONG = Duration.ofSeconds(60);

	SoakTests() {
		super(Wire::tcp);
	}

	/** How much room the engines have. */
	enum Room {

		AMPLE((options) -> options.sendQueueMessages(1024)),
		/**
		 * Less than is under way, but more than all send queues can hold: two engines
		 * whose pools are all in their send queues would wait for each other.
		 */
		NARROW((options) -> options.initialPoolSize(1024).maxPoolSize(1024).sendQueueMessages(16).inboxMessages(64));

		private final UnaryOperator<AmpeOptionsBuilder> options;

		Room(UnaryOperator<AmpeOptionsBuilder> options) {
			this.options = options;
		}

	}

	@ParameterizedTest(name = "{0} room")
	@EnumSource
	@DisplayName("posting and receiving from several threads under -ea loses, duplicates and reorders nothing")
	void losesDuplicatesAndReordersNothing(Room room) {
		assertThat(SoakTests.class.desiredAssertionStatus()).as("-ea").isTrue();
		Random seeds = new Random(Seeds.next());
		long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos() / Room.values().length;
		do {
			round(room, seeds.nextLong());
		}
		while (System.nanoTime() - end < 0);
	}

	private void round(Room room, long seed) {
		try (Ampe servers = start(room.options); Ampe clients = start(room.options)) {
			List<SoakLane> lanes = new ArrayList<>();
			List<SoakParty> parties = new ArrayList<>();
			connect(servers, clients, lanes, parties);
			List<Future<?>> receivers = new ArrayList<>();
			parties.forEach((party) -> receivers.add(inBackground(party)));
			List<Future<?>> posters = new ArrayList<>();
			for (int i = 0; i < THREADS; i++) {
				int thread = i;
				posters.add(inBackground(() -> postAll(thread, new Random(seed + thread), lanes, parties)));
			}
			pauseNowAndThen(new Random(seed), lanes, posters);
			posters.forEach(EngineBehaviour::finish);
			long expected = (long) THREADS * MESSAGES_PER_THREAD;
			await().atMost(LONG).until(() -> anyDone(receivers) || total(lanes) == expected);
			for (int i = 0; i < lanes.size(); i += 2) {
				lanes.get(i + i / 2 % 2).from().send(OpCode.BYE_REQUEST).post();
			}
			receivers.forEach(EngineBehaviour::finish);
			assertThat(total(lanes)).isEqualTo(expected);
		}
	}

	/** Clients of both kinds of socket to one server; two lanes for each connection. */
	private void connect(Ampe servers, Ampe clients, List<SoakLane> lanes, List<SoakParty> parties) {
		Node server = node(servers);
		SoakParty serving = new SoakParty(server, THREADS);
		parties.add(serving);
		List<Listener> listeners = new ArrayList<>();
		for (Wire wire : List.of(Wire.tcp(), Wire.uds())) {
			listeners.add(server.listen(also(wire).freshServer()));
		}
		for (int c = 0; c < CLIENTS; c++) {
			Node client = node(clients);
			SoakParty party = new SoakParty(client, THREADS);
			parties.add(party);
			for (int i = 0; i < CONNECTIONS * listeners.size(); i++) {
				Listener listener = listeners.get(i % listeners.size());
				Dialogue dialogue = Dialogue.between(client, server, listener.address());
				SoakLane up = new SoakLane(lanes.size(), dialogue.client(), dialogue.server(), THREADS);
				SoakLane down = new SoakLane(lanes.size() + 1, dialogue.server(), dialogue.client(), THREADS);
				serving.add(up);
				party.add(down);
				lanes.add(up);
				lanes.add(down);
			}
		}
	}

	private static void postAll(int thread, Random random, List<SoakLane> lanes, List<SoakParty> parties) {
		for (int i = 0; i < MESSAGES_PER_THREAD; i++) {
			SoakLane lane = lanes.get(random.nextInt(lanes.size()));
			int length = (random.nextInt(200) == 0) ? random.nextInt(Message.MAX_BODY_LENGTH) : random.nextInt(200);
			try (Message message = lane.from().node().ampe().get()) {
				lane.post(thread, length, message);
			}
			if (random.nextInt(50) == 0) {
				parties.get(random.nextInt(parties.size())).update(thread);
			}
		}
	}

	/** Pauses one channel after another for some rounds of the loop. */
	private static void pauseNowAndThen(Random random, List<SoakLane> lanes, List<Future<?>> posters) {
		while (!posters.stream().allMatch(Future::isDone)) {
			End paused = lanes.get(random.nextInt(lanes.size())).to();
			for (int i = 0; i < PAUSE_PASSES; i++) {
				long passes = paused.node().ampe().stats().passes();
				paused.node().group().pauseReceive(paused.channel());
				await().pollInterval(Duration.ofMillis(1)).until(() -> paused.node().ampe().stats().passes() > passes);
			}
			paused.node().group().resumeReceive(paused.channel());
		}
	}

	private static boolean anyDone(List<Future<?>> receivers) {
		return receivers.stream().anyMatch(Future::isDone);
	}

	private static long total(List<SoakLane> lanes) {
		return lanes.stream().mapToLong(SoakLane::receivedCount).sum();
	}

}
