package io.tofu.spring.lifecycle;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Servers that are restarted one after another, over and over, while others go on asking
 * them: one on each kind of connection. For longer than once around:
 * {@code -Dtofu.restart.seconds=60}.
 */
@Timeout(600)
class RollingRestartTests {

	private static final Duration LENGTH = Duration.ofSeconds(Long.getLong("tofu.restart.seconds", 0));

	private final Lines lines = new Lines();

	private final Map<Line, ChildProcess> servers = new EnumMap<>(Line.class);

	@AfterEach
	void end() {
		this.servers.values().forEach(ChildProcess::close);
		this.lines.close();
	}

	@Test
	void callersSeeAnswersOrWhatWasNotProcessedAndNothingElse() {
		try (ConfigurableApplicationContext test = Station.start(this.lines.ofTest())) {
			for (Line line : Line.values()) {
				this.servers.put(line, startServer(line));
			}
			Station station = test.getBean(Station.class);
			awaitServers(station, Lines.COUNT);
			Load load = new Load(station);
			int restarts = 0;
			try (load) {
				long begun = System.nanoTime();
				while (restarts < Lines.COUNT || System.nanoTime() - begun < LENGTH.toNanos()) {
					restart(Line.values()[restarts++ % Lines.COUNT], station, load);
				}
			}
			System.out.printf("%d restarts: %s%n", restarts, load);
			assertThat(load.failures()).isEmpty();
		}
	}

	private void restart(Line line, Station station, Load load) {
		ChildProcess server = this.servers.get(line);
		server.terminate();
		assertThat(server.awaitExit()).isEqualTo(ChildProcess.TERMINATED);
		awaitServers(station, Lines.COUNT - 1);
		long answered = load.answered();
		server.close();
		this.servers.put(line, startServer(line));
		awaitServers(station, Lines.COUNT);
		assertThat(load.answered()).as("answers of the others meanwhile").isGreaterThan(answered);
	}

	private static void awaitServers(Station station, int count) {
		await().atMost(Station.PATIENCE).until(() -> station.channels().size() == count);
	}

	private ChildProcess startServer(Line line) {
		return ChildProcess.start(Station.class, line.ofChild(this.lines.end(line)));
	}

}
