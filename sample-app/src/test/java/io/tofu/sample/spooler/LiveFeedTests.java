package io.tofu.sample.spooler;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.jayway.jsonpath.JsonPath;
import io.tofu.sample.SampleApplication;
import io.tofu.sample.ticket.JobTicket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What browsers are told, as it travels.
 */
class LiveFeedTests {

	private static final Duration LONG = Duration.ofSeconds(20);

	private static final int MAX_READERS = 32;

	private final HttpClient http = HttpClient.newBuilder().connectTimeout(LONG).build();

	private final List<InputStream> open = new ArrayList<>();

	private ConfigurableApplicationContext spooler;

	@BeforeEach
	void start() {
		this.spooler = new SpringApplicationBuilder(SampleApplication.class).profiles("spooler")
			.run("--server.port=0", "--tofu.server.address=tcp://127.0.0.1:0", "--spooler.keep=1");
	}

	@AfterEach
	void stop() throws IOException {
		this.spooler.close();
		for (InputStream stream : this.open) {
			stream.close();
		}
	}

	@Test
	void tellsEverythingFirstAndThenWhatChanges() throws Exception {
		String first = submit().id();
		BufferedReader events = read();
		assertThat(nextEvent(events, "snapshot", "$.order")).isEqualTo(List.of(first));
		String second = submit().id();
		String update = next(events, "update");
		assertThat(JsonPath.<List<String>>read(update, "$.jobs[*].id")).containsExactly(second);
		assertThat(JsonPath.<List<String>>read(update, "$.order")).containsExactly(second, first);
		assertThat(JsonPath.<List<String>>read(update, "$.jobs[*].waiting"))
			.containsExactly("No worker that takes text/plain is connected");
		PrintQueue queue = this.spooler.getBean(PrintQueue.class);
		queue.cancel(first);
		queue.cancel(second);
		List<?> order = await().atMost(LONG)
			.until(() -> (List<?>) nextEvent(events, "update", "$.order"), (ids) -> ids.size() == 1);
		assertThat(order).as("one ended job is kept").isEqualTo(List.of(second));
	}

	@Test
	void hasSoManyReadersAndNoMore() throws Exception {
		for (int i = 0; i < MAX_READERS; i++) {
			next(read(), "snapshot");
		}
		HttpResponse<InputStream> refused = open();
		assertThat(refused.statusCode()).isEqualTo(503);
		assertThat(refused.headers().firstValue("Retry-After")).isPresent();
	}

	@Test
	void endsWhenTheSpoolerStops() throws Exception {
		BufferedReader events = read();
		next(events, "snapshot");
		this.spooler.close();
		assertThat(events.lines().filter((line) -> line.startsWith("data:"))).isEmpty();
	}

	private JobView submit() throws IOException {
		return this.spooler.getBean(Uploads.class)
			.receive("a.txt", "text/plain", JobTicket.DEFAULT, 3, new ByteArrayInputStream(new byte[3]));
	}

	private BufferedReader read() throws Exception {
		HttpResponse<InputStream> response = open();
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream");
		return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
	}

	private HttpResponse<InputStream> open() throws Exception {
		String port = this.spooler.getEnvironment().getRequiredProperty("local.server.port");
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/events")).build();
		HttpResponse<InputStream> response = this.http.send(request, HttpResponse.BodyHandlers.ofInputStream());
		this.open.add(response.body());
		return response;
	}

	private static Object nextEvent(BufferedReader events, String name, String path) throws IOException {
		return JsonPath.read(next(events, name), path);
	}

	/** The data of the next event, which must have this name. */
	private static String next(BufferedReader events, String name) throws IOException {
		String event = "";
		for (String line = events.readLine(); line != null; line = events.readLine()) {
			if (line.startsWith("event:")) {
				event = line.substring("event:".length());
			}
			else if (line.startsWith("data:")) {
				assertThat(event).isEqualTo(name);
				return line.substring("data:".length());
			}
		}
		throw new IOException("The events have ended");
	}

}
