package io.tofu.spring.lifecycle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Three servers that are restarted one after another, over and over, while others go on
 * asking them. For longer than once around: {@code -Dtofu.restart.seconds=60}.
 */
@Timeout(600)
class RollingRestartTests {

	private static final Duration LENGTH = Duration.ofSeconds(Long.getLong("tofu.restart.seconds", 0));

	private static final int SERVERS = 3;

	private final List<Line.End> ends = new ArrayList<>();

	private final List<ChildProcess> servers = new ArrayList<>();

	@AfterEach
	void end() {
		this.servers.forEach(ChildProcess::close);
		this.ends.forEach(Line.End::close);
	}

	@ParameterizedTest
	@EnumSource
	void callersSeeAnswersOrWhatWasNotProcessedAndNothingElse(Line line) {
		try (ConfigurableApplicationContext test = startCaller(line)) {
			for (int i = 0; i < SERVERS; i++) {
				this.servers.add(startServer(line, i));
			}
			Station station = test.getBean(Station.class);
			awaitServers(station, SERVERS);
			Load load = new Load(station);
			int restarts = 0;
			try (load) {
				long begun = System.nanoTime();
				while (restarts < SERVERS || System.nanoTime() - begun < LENGTH.toNanos()) {
					restart(line, restarts++ % SERVERS, station, load);
				}
			}
			System.out.printf("%s: %d restarts: %s%n", line, restarts, load);
			assertThat(load.failures()).isEmpty();
		}
	}

	private void restart(Line line, int number, Station station, Load load) {
		this.servers.get(number).terminate();
		assertThat(this.servers.get(number).awaitExit()).isEqualTo(ChildProcess.TERMINATED);
		awaitServers(station, SERVERS - 1);
		long answered = load.answered();
		this.servers.get(number).close();
		this.servers.set(number, startServer(line, number));
		awaitServers(station, SERVERS);
		assertThat(load.answered()).as("answers of the others meanwhile").isGreaterThan(answered);
	}

	private static void awaitServers(Station station, int count) {
		await().atMost(Station.PATIENCE).until(() -> station.channels().size() == count);
	}

	private ConfigurableApplicationContext startCaller(Line line) {
		List<String> properties = new ArrayList<>();
		for (int i = 0; i < (line.childDials() ? 1 : SERVERS); i++) {
			Line.End end = line.free();
			this.ends.add(end);
			String peer = "tofu.peer.server" + i;
			properties.addAll(line.childDials() ? List.of("tofu.server.address=" + end.address())
					: List.of(peer + ".address=" + end.address(), peer + ".reconnect.max-interval=200ms"));
		}
		return Station.start(properties.toArray(String[]::new));
	}

	private ChildProcess startServer(Line line, int number) {
		return ChildProcess.start(Station.class, line.ofChild(this.ends.get(line.childDials() ? 0 : number)));
	}

}
