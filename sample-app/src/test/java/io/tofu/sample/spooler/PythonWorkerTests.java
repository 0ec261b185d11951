package io.tofu.sample.spooler;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.tofu.sample.ticket.JobTicket;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A worker in another language, written from the protocol's description alone.
 */
@SpringBootTest(webEnvironment = WebEnvironment.MOCK, properties = "tofu.server.address=tcp://127.0.0.1:0")
@ActiveProfiles("spooler")
@DirtiesContext
class PythonWorkerTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private static final File SCRIPT = new File("worker.py");

	@TempDir
	Path directory;

	@Value("${local.tofu.port}")
	int port;

	@Autowired
	PrintQueue queue;

	@Autowired
	Uploads uploads;

	@Autowired
	PageImages images;

	@Autowired
	Spool spool;

	@BeforeEach
	void skipWithoutPython() throws InterruptedException {
		try {
			Process python = new ProcessBuilder("python3", "-c", "import sys; sys.exit(sys.version_info < (3, 9))")
				.start();
			Assumptions.assumeTrue(python.waitFor() == 0,
					"python3 is older than 3.9: the worker in Python is NOT tested");
		}
		catch (IOException ex) {
			Assumptions.abort("There is no python3: the worker in Python is NOT tested");
		}
	}

	@Test
	void typesTextAndLeavesWhenItIsStopped() throws Exception {
		try (ChildProcess python = ChildProcess.python(this.directory.resolve("output"), SCRIPT, "127.0.0.1",
				Integer.toString(this.port))) {
			python.awaitOutput("is connected");
			String text = IntStream.rangeClosed(1, 20_000)
				.mapToObj((number) -> "line " + number + " <&> \u00e4")
				.collect(Collectors.joining("\n"));
			JobView job = print(text, "pages=2-4");
			assertThat(job).extracting(JobView::state, JobView::page, JobView::worker)
				.containsExactly(Job.State.DONE, 3, "python-" + python.pid());
			Path image = this.images.find(job.id(), 1);
			assertThat(image).hasFileName("1.svg");
			assertThat(Files.readString(image)).contains(">line 63 &lt;&amp;&gt; \u00e4<").doesNotContain(">line 62 ");
			assertThat(print("Hello", "").page()).isEqualTo(1);
			assertThat(print("Hello", "pages=2").error()).isEqualTo(new JobError("no_such_pages", null));
			assertThat(print("x\n".repeat(9 * 1024 * 1024), "").error()).isEqualTo(new JobError("too_large", null));
			python.stop();
			assertThat(python.awaitExit()).as(python::text).isZero();
			await().atMost(LONG).until(() -> status().workers().isEmpty());
		}
	}

	private JobView print(String text, String ticket) throws IOException {
		byte[] document = text.getBytes(StandardCharsets.UTF_8);
		String id = this.uploads
			.receive("a.txt", "text/plain", JobTicket.parse(ticket), -1, new ByteArrayInputStream(document))
			.id();
		return await().atMost(LONG).until(() -> this.queue.find(id), (job) -> job.state().isEnd());
	}

	private Status status() {
		return this.queue.status(0, new Throughput(), this.spool.documentSpace());
	}

}
