package io.tofu.spring.lifecycle;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.tofu.spring.TofuChannel;
import io.tofu.spring.TofuDisconnectedException;
import io.tofu.test.FreePorts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Processes that are asked to end, and some that are not asked.
 */
class ProcessStopTests {

	private static final String DRAINING = "Stopping: no new requests are wanted";

	private static final String DRAINED = "Stopped: requests are answered with 'unavailable'";

	private ChildProcess child;

	@AfterEach
	void endChild() {
		if (this.child != null) {
			this.child.close();
		}
	}

	@ParameterizedTest
	@EnumSource
	void httpClientGetsItsAnswerAlthoughThatTakesLongerThanTheDrain(Line line) throws Exception {
		int port = FreePorts.tcp();
		try (Line.End end = line.free(); ConfigurableApplicationContext test = Station.start(line.ofTest(end))) {
			this.child = ChildProcess.start(WebStation.class, line.ofChild(end, "server.port=" + port));
			Station station = test.getBean(Station.class);
			station.channel();
			this.child.awaitOutput("Started WebStation");
			CompletableFuture<HttpResponse<String>> response = HttpClient.newHttpClient()
				.sendAsync(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/ask")).build(),
						HttpResponse.BodyHandlers.ofString());
			Station.Asked first = station.asked();
			this.child.terminate();
			this.child.awaitOutput(DRAINED);
			assertThat(response).isNotDone();
			first.answer().complete("one");
			station.asked().answer().complete("two");
			assertThat(response.get(60, TimeUnit.SECONDS).body()).isEqualTo("one, two");
			assertThat(this.child.awaitExit()).isEqualTo(ChildProcess.TERMINATED);
		}
	}

	@ParameterizedTest
	@EnumSource
	void callerGetsItsAnswerFromAProcessThatIsEndedMeanwhile(Line line) throws Exception {
		try (Line.End end = line.free(); ConfigurableApplicationContext test = Station.start(line.ofTest(end))) {
			this.child = ChildProcess.start(Station.class, line.ofChild(end));
			Station station = test.getBean(Station.class);
			TofuChannel channel = station.channel();
			CompletableFuture<String> answer = channel.route("work").body("?").requestAsync(String.class);
			Station.Asked asked = station.asked();
			this.child.terminate();
			this.child.awaitOutput(DRAINING);
			assertThatExceptionOfType(TofuDisconnectedException.class)
				.isThrownBy(() -> channel.route("echo").body("more").request(String.class))
				.matches(TofuDisconnectedException::notProcessed);
			assertThat(this.child.output()).doesNotContain(DRAINED);
			asked.answer().complete("finished");
			assertThat(answer.get(60, TimeUnit.SECONDS)).isEqualTo("finished");
			assertThat(this.child.awaitExit()).isEqualTo(ChildProcess.TERMINATED);
			assertThat(channel.isOpen()).isFalse();
		}
	}

	@ParameterizedTest
	@EnumSource
	void callerOfAKilledProcessIsToldAtOnceAndConnectsAgainByItself(Line line) throws Exception {
		try (Line.End end = line.free(); ConfigurableApplicationContext test = Station.start(line.ofTest(end))) {
			this.child = ChildProcess.start(Station.class, line.ofChild(end));
			Station station = test.getBean(Station.class);
			CompletableFuture<String> answer = station.channel()
				.route("work")
				.body("?")
				.timeout(Duration.ofHours(1))
				.requestAsync(String.class);
			Station.Asked asked = station.asked();
			this.child.kill();
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> answer.get(10, TimeUnit.SECONDS))
				.havingCause()
				.isInstanceOfSatisfying(TofuDisconnectedException.class,
						(ex) -> assertThat(ex.notProcessed()).as("not processed").isFalse());
			asked.answer().complete("nobody waits any more");
			this.child = ChildProcess.start(Station.class, line.ofChild(end));
			TofuChannel again = station.channel();
			assertThat(again.route("echo").body("back").request(String.class)).isEqualTo("back");
		}
	}

	@ParameterizedTest
	@EnumSource
	void whoeverDialsMayStartFirst(Line line) {
		try (Line.End end = line.free()) {
			if (line.childDials()) {
				this.child = ChildProcess.start(Station.class, line.ofChild(end));
				this.child.awaitOutput("No connection to peer 'main'");
			}
			try (ConfigurableApplicationContext test = Station.start(line.ofTest(end))) {
				if (!line.childDials()) {
					this.child = ChildProcess.start(Station.class, line.ofChild(end));
				}
				Station station = test.getBean(Station.class);
				TofuChannel channel = station.channel();
				CompletableFuture<String> answer = channel.route("work").body("?").requestAsync(String.class);
				station.asked().answer().complete("both ways");
				assertThat(answer.join()).isEqualTo("both ways");
			}
		}
	}

}
