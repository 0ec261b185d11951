package io.tofu.spring.lifecycle;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.tofu.spring.TofuChannel;
import io.tofu.spring.TofuClient;
import io.tofu.spring.TofuDisconnectedException;
import io.tofu.test.FreePorts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Processes that are asked to end, and some that are not asked, on all kinds of
 * connections at once.
 */
class ProcessStopTests {

	private static final String DRAINING = "Stopping: no new requests are wanted";

	private static final String DRAINED = "Stopped: requests are answered with 'unavailable'";

	private static final Duration HOURS = Duration.ofHours(1);

	private ChildProcess child;

	@AfterEach
	void endChild() {
		if (this.child != null) {
			this.child.close();
		}
	}

	@Test
	void httpClientsGetTheirAnswersAlthoughThatTakesLongerThanTheDrain() throws Exception {
		int port = FreePorts.tcp();
		try (Lines lines = new Lines(); ConfigurableApplicationContext test = Station.start(lines.ofTest())) {
			this.child = ChildProcess.start(WebStation.class, lines.ofChild("server.port=" + port));
			Station station = test.getBean(Station.class);
			station.allChannels();
			this.child.awaitOutput("Started WebStation");
			HttpClient http = HttpClient.newHttpClient();
			HttpRequest ask = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/ask")).build();
			List<CompletableFuture<HttpResponse<String>>> responses = forEachLine(
					() -> http.sendAsync(ask, HttpResponse.BodyHandlers.ofString()));
			List<Station.Asked> first = forEachLine(station::asked);
			this.child.terminate();
			this.child.awaitOutput(DRAINED);
			assertThat(responses).noneMatch(CompletableFuture::isDone);
			first.forEach((asked) -> asked.answer().complete("one"));
			forEachLine(station::asked).forEach((asked) -> asked.answer().complete("two"));
			for (CompletableFuture<HttpResponse<String>> response : responses) {
				assertThat(response.get(60, TimeUnit.SECONDS).body()).isEqualTo("one, two");
			}
			assertThat(this.child.awaitExit()).isEqualTo(ChildProcess.TERMINATED);
		}
	}

	@Test
	void callersGetTheirAnswersFromAProcessThatIsEndedMeanwhile() throws Exception {
		try (Lines lines = new Lines(); ConfigurableApplicationContext test = Station.start(lines.ofTest())) {
			this.child = ChildProcess.start(Station.class, lines.ofChild());
			Station station = test.getBean(Station.class);
			List<TofuChannel> channels = station.allChannels();
			List<CompletableFuture<String>> answers = channels.stream()
				.map((channel) -> channel.route("work").body("?").requestAsync(String.class))
				.toList();
			List<Station.Asked> questions = forEachLine(station::asked);
			this.child.terminate();
			this.child.awaitOutput(DRAINING);
			channels.forEach(ProcessStopTests::awaitNoRequestsTaken);
			assertThat(this.child.output()).doesNotContain(DRAINED);
			assertThat(answers).noneMatch(CompletableFuture::isDone);
			questions.forEach((asked) -> asked.answer().complete("finished"));
			for (CompletableFuture<String> answer : answers) {
				assertThat(answer.get(60, TimeUnit.SECONDS)).isEqualTo("finished");
			}
			assertThat(this.child.awaitExit()).isEqualTo(ChildProcess.TERMINATED);
			assertThat(channels).noneMatch(TofuChannel::isOpen);
		}
	}

	@Test
	void callersOfAKilledProcessAreToldAtOnceAndConnectAgainByThemselves() {
		try (Lines lines = new Lines(); ConfigurableApplicationContext test = Station.start(lines.ofTest())) {
			this.child = ChildProcess.start(Station.class, lines.ofChild());
			Station station = test.getBean(Station.class);
			List<TofuChannel> channels = station.allChannels();
			List<CompletableFuture<String>> answers = channels.stream()
				.map((channel) -> channel.route("work").body("?").timeout(HOURS).requestAsync(String.class))
				.toList();
			List<Station.Asked> questions = forEachLine(station::asked);
			this.child.kill();
			for (CompletableFuture<String> answer : answers) {
				assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> answer.get(10, TimeUnit.SECONDS))
					.havingCause()
					.isInstanceOfSatisfying(TofuDisconnectedException.class,
							(ex) -> assertThat(ex.notProcessed()).as("not processed").isFalse());
			}
			channels.forEach((channel) -> assertNotProcessed(channel.route("echo").timeout(HOURS)));
			questions.forEach((asked) -> asked.answer().complete("nobody waits any more"));
			this.child = ChildProcess.start(Station.class, lines.ofChild());
			assertThat(station.allChannels())
				.allSatisfy((channel) -> assertThat(channel.route("echo").body("back").request(String.class))
					.isEqualTo("back"));
		}
	}

	@Test
	void whoeverDialsMayStartFirst() {
		try (Lines lines = new Lines()) {
			this.child = ChildProcess.start(Station.class, lines.ofChild());
			this.child.awaitOutput("No connection to peer 'tcp'");
			this.child.awaitOutput("No connection to peer 'unix'");
			try (ConfigurableApplicationContext test = Station.start(lines.ofTest())) {
				Station station = test.getBean(Station.class);
				for (TofuChannel channel : station.allChannels()) {
					CompletableFuture<String> answer = channel.route("work").body("?").requestAsync(String.class);
					station.asked().answer().complete("both ways");
					assertThat(answer.join()).isEqualTo("both ways");
				}
			}
		}
	}

	/** The peer may hear a moment later than it is decided that it is to hold back. */
	private static void awaitNoRequestsTaken(TofuChannel channel) {
		await().atMost(Station.PATIENCE)
			.untilAsserted(() -> assertNotProcessed(channel.route("echo").timeout(Station.PATIENCE)));
	}

	private static void assertNotProcessed(TofuClient.RequestSpec request) {
		assertThatExceptionOfType(TofuDisconnectedException.class)
			.isThrownBy(() -> request.body("more").request(String.class))
			.matches(TofuDisconnectedException::notProcessed);
	}

	private static <T> List<T> forEachLine(Supplier<T> supplier) {
		return Stream.generate(supplier).limit(Lines.COUNT).toList();
	}

}
